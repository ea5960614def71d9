#include "detect/rule_store.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cereal/archives/binary.hpp>
#include <cereal/types/array.hpp>
#include <cereal/types/bitset.hpp>
#include <cereal/types/map.hpp>
#include <cereal/types/set.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/unordered_map.hpp>
#include <cereal/types/unordered_set.hpp>
#include <cereal/types/utility.hpp>
#include <cereal/types/vector.hpp>
#include <exception>
#include <fstream>
#include <sstream>
#include <streambuf>
#include <vector>

#include "base/mapped_file.h"
#include "base/whole_file.h"
#include "detect/pattern_matcher.h"

namespace licensus {

// How the parts of a store are written and read, found by cereal beside the types.
template <class Archive>
void serialize(Archive& archive, Terms& t) {
  archive(t.commercial_use, t.derivatives, t.redistribution, t.model_training, t.attribution,
          t.notice, t.share_alike, t.purpose, t.conditions);
}
template <class Archive>
void serialize(Archive& archive, StatedTerms& t) {
  archive(t.terms, t.stated);
}
template <class Archive>
void serialize(Archive& archive, TermSource& s) {
  archive(s.term, s.value, s.clause);
}
template <class Archive>
void serialize(Archive& archive, LicenseInfo& i) {
  archive(i.id, i.name, i.url, i.meaning, i.family, i.deprecated, i.read_on, i.aliases, i.sources);
}
template <class Archive>
void serialize(Archive& archive, TableData& d) {
  archive(d.infos, d.additions, d.license_by_key, d.addition_by_key, d.terms, d.conditions);
}
template <class Archive>
void serialize(Archive& archive, Rule::Example& e) {
  archive(e.text, e.license);
}
// Numbers of this processor, as many as `values` says.
template <class Archive, class Value>
void serialize_all(Archive& archive, std::vector<Value>& values) {
  static_assert(std::has_unique_object_representations_v<Value>);
  uint64_t count = values.size();
  archive(count);
  values.resize(count);
  archive(cereal::binary_data(values.data(), count * sizeof(Value)));
}
template <class Archive>
void serialize(Archive& archive, PatternProgram& p) {
  archive(p.groups, p.texts, p.begins_at_edge);
  serialize_all(archive, p.code);
  serialize_all(archive, p.sets);
  serialize_all(archive, p.ranges);
  serialize_all(archive, p.firsts);
  serialize_all(archive, p.tables);
  serialize_all(archive, p.lists);
}
template <class Archive>
void serialize(Archive& archive, Rule& r) {
  archive(r.id, r.kind, r.license, r.pattern, r.case_sensitive, r.program, r.stems, r.needs,
          r.values, r.scope, r.score, r.page_only, r.examples, r.near_misses, r.file, r.line);
}
template <class Archive>
void serialize(Archive& archive, TextRules::Name& n) {
  archive(n.license, n.likeness);
}
template <class Archive>
void serialize(Archive& archive, TextRules::NoLicense& n) {
  archive(n.beside, n.on_pages_only);
}
template <class Archive>
void serialize(Archive& archive, TextRules& t) {
  archive(t.aliases, t.corrections, t.no_license, t.inside);
}
template <class Archive>
void serialize(Archive& archive, FieldRules::Example& e) {
  archive(e.path, e.value, e.license);
}
template <class Archive>
void serialize(Archive& archive, FieldRules& f) {
  archive(f.rule_by_name, f.meanings, f.examples, f.only_known, f.catalogues);
}
template <class Archive>
void serialize(Archive& archive, MetadataStandard::Field& f) {
  archive(f.path, f.scope, f.begins);
}
template <class Archive>
void serialize(Archive& archive, MetadataStandard::Example& e) {
  archive(e.text, e.license);
}
template <class Archive>
void serialize(Archive& archive, MetadataStandard& m) {
  archive(m.rule, m.names, m.syntax, m.mark, m.fields, m.offers_choice, m.meanings, m.phrases,
          m.examples);
}
template <class Archive>
void serialize(Archive& archive, MetadataRules& m) {
  archive(m.standards, m.by_name, m.by_ending, m.key_sizes);
}
template <class Archive>
void serialize(Archive& archive, DatasetLayer& l) {
  archive(l.scope, l.license, l.source, l.says);
}
template <class Archive>
void serialize(Archive& archive, DatasetRule::Sign& s) {
  archive(s.texts, s.columns, s.name, s.bytes, s.sha256);
}
template <class Archive>
void serialize(Archive& archive, DatasetRule& d) {
  archive(d.rule, d.name, d.signs, d.paths, d.layers, d.examples, d.near_misses);
}
template <class Archive>
void serialize(Archive& archive, DatasetRules& d) {
  archive(d.datasets);
}
template <class Archive>
void serialize(Archive& archive, RuleSet& s) {
  archive(s.rules, s.stems, s.prints, s.page_marks, s.text_stems, s.text_rules, s.field_rules,
          s.metadata_rules, s.dataset_rules, s.macros, s.literals_database);
}
template <class Archive>
void serialize(Archive& archive, RuleStore& s) {
  archive(s.licenses, s.rules);
}

namespace {

namespace fs = std::filesystem;

// Changes with what is stored, how, and what is checked before.
constexpr std::string_view kFormat = "licensus rules 8\n";

fs::path store_of(const fs::path& share) { return share / "compiled" / "rules.bin"; }

std::string hash_of(std::string_view bytes) {
  return fmt::format("{:016x}", XXH3_64bits(bytes.data(), bytes.size()));
}

std::string header_of(const std::string& fingerprint, std::string_view content) {
  return std::string(kFormat) + fingerprint + '\n' + hash_of(content) + '\n';
}

// Bytes to read from where they lie.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view bytes) {
    char* const begin = const_cast<char*>(bytes.data());  // never written to
    setg(begin, begin, begin + bytes.size());
  }
};

}  // namespace

std::string share_fingerprint(const fs::path& share) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const char* folder : {"rules", "spdx"}) {
    for (fs::recursive_directory_iterator it(share / folder, ignored), end; it != end;
         it.increment(ignored)) {
      if (it->is_regular_file(ignored)) files.push_back(it->path());
    }
  }
  std::sort(files.begin(), files.end());
  std::string bytes;
  for (const fs::path& file : files) {
    bytes += file.filename().string() + '\n' + whole_file(file).value_or("");
  }
  return hash_of(bytes);
}

std::optional<RuleStore> read_rule_store(const fs::path& share, const std::string& fingerprint) {
  // Never cut short: write_rule_store removes it before it makes another.
  const Result<MappedFile> file = MappedFile::open(store_of(share).string());
  if (!file) return std::nullopt;
  const std::string_view bytes = file->bytes();
  const size_t header = header_of(fingerprint, {}).size();
  if (bytes.size() < header) return std::nullopt;
  const std::string_view content = bytes.substr(header);
  if (!bytes.starts_with(header_of(fingerprint, content))) return std::nullopt;
  try {
    ViewBuffer buffer(content);
    std::istream in(&buffer);
    RuleStore store;
    cereal::BinaryInputArchive archive(in);
    archive(store);
    for (Rule& rule : store.rules.rules) rule.file = (share / rule.file).string();
    return store;
  } catch (const std::exception&) {  // cereal's way to say that the bytes are not its own
    return std::nullopt;
  }
}

Result<void> write_rule_store(const fs::path& share) {
  const fs::path path = store_of(share);
  std::error_code ignored;
  fs::remove(path, ignored);
  fs::create_directories(path.parent_path(), ignored);
  Result<LicenseTable> licenses = LicenseTable::load(share, "");
  if (!licenses) return fail(licenses.error().message);
  Result<RuleSet> rules = RuleSet::load(share, "", *licenses);
  if (!rules) return fail(rules.error().message);
  const Result<PatternMatcher> matcher = PatternMatcher::create(*rules, *licenses);
  if (!matcher) return fail(matcher.error().message);
  rules->literals_database = matcher->literals_database();
  for (Rule& rule : rules->rules)
    rule.file = fs::path(rule.file).lexically_relative(share).string();
  std::ostringstream content;
  cereal::BinaryOutputArchive archive(content);
  archive(RuleStore{licenses->data(), *rules});
  std::ofstream out(path, std::ios::binary);
  out << header_of(share_fingerprint(share), content.str()) << content.str() << std::flush;
  if (!out) return fail(path.string() + ": cannot be written");
  return {};
}

}  // namespace licensus
