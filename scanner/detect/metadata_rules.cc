#include "detect/metadata_rules.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/ascii.h"
#include "base/paths.h"
#include "detect/toml_entries.h"

namespace licensus {
namespace {

constexpr std::array<std::pair<std::string_view, Syntax>, 9> kSyntaxes = {{
    {"json", Syntax::kJson},
    {"yaml", Syntax::kYaml},
    {"front-matter", Syntax::kFrontMatter},
    {"toml", Syntax::kToml},
    {"xml", Syntax::kXml},
    {"fields", Syntax::kFields},
    {"debian", Syntax::kDebian},
    {"ruby", Syntax::kRuby},
    {"sections", Syntax::kSections},
}};
constexpr size_t kMaxNameBytes = 255;  // of a base name, as file systems have it

bool matches(std::string_view pattern, std::string_view path) {
  return pattern.starts_with("*.") ? path.ends_with(pattern.substr(1)) : path == pattern;
}

// In MetadataRules::key_sizes.
uint8_t slot_of(std::string_view name) {
  const auto lower = [&](size_t from_end) {
    return from_end > name.size() ? 0
                                  : static_cast<uint8_t>(ascii_lower(name[name.size() - from_end]));
  };
  return static_cast<uint8_t>(lower(1) + 8 * lower(2));
}
uint32_t size_bit(size_t bytes) { return uint32_t{1} << std::min<size_t>(bytes, 31); }

class StandardReader {
 public:
  StandardReader(const toml::table& entry, TomlEntries& reader) : entry_(entry), reader_(reader) {}

  MetadataStandard read() {
    MetadataStandard standard;
    standard.rule = reader_.text(entry_, "rule");
    for (const std::string& name : reader_.texts(entry_, "names")) {
      standard.names.push_back(ascii_lower(name));
    }
    standard.syntax = syntax();
    if (entry_.contains("mark")) standard.mark = reader_.text(entry_, "mark");
    standard.offers_choice = entry_["choice"].value_or(false);
    const Scope scope = scope_of(entry_);
    if (const toml::array* fields = entry_["fields"].as_array(); fields != nullptr) {
      for (const toml::node& field : *fields) standard.fields.push_back(read_field(field, scope));
    }
    if (standard.fields.empty()) {
      reader_.error(entry_.source(), "the entry needs the key \"fields\", an array");
    }
    if (const toml::table* meanings = entry_["meanings"].as_table(); meanings != nullptr) {
      for (const auto& [value, license] : *meanings) {
        reader_.put(standard.meanings, entry_, ascii_lower(value.str()), meaning(license));
      }
    }
    if (const toml::array* phrases = entry_["phrases"].as_array(); phrases != nullptr) {
      for (const toml::node& phrase : *phrases) read_phrase(phrase, standard);
    }
    read_examples(standard);
    return standard;
  }

 private:
  Syntax syntax() {
    const std::string name = reader_.text(entry_, "syntax");
    const auto found = std::find_if(kSyntaxes.begin(), kSyntaxes.end(),
                                    [&](const auto& known) { return known.first == name; });
    if (found != kSyntaxes.end()) return found->second;
    reader_.error(entry_.source(), "unknown syntax \"" + name +
                                       "\": json, yaml, front-matter, toml, xml, fields, debian, "
                                       "ruby or sections");
    return Syntax::kJson;
  }

  Scope scope_of(const toml::table& table) {
    const std::string name = reader_.text(table, "scope");
    const auto scope = scope_named(name);
    if (scope && *scope != Scope::kEmbedded && *scope != Scope::kAnnotation) return *scope;
    reader_.error(table.source(),
                  "unknown scope \"" + name + "\": dataset, metadata, code or document");
    return Scope::kDataset;
  }

  // A path alone, or a table with what else is to be said of it.
  MetadataStandard::Field read_field(const toml::node& node, Scope scope) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return {reader_.text(node, "fields"), scope, {}};
    MetadataStandard::Field field{reader_.text(*table, "path"), scope, {}};
    if (table->contains("scope")) field.scope = scope_of(*table);
    if (table->contains("begins")) field.begins = reader_.text(*table, "begins");
    return field;
  }

  // A pair of a phrase and its license.
  void read_phrase(const toml::node& node, MetadataStandard& standard) {
    const toml::array* pair = node.as_array();
    if (pair == nullptr || pair->size() != 2) {
      reader_.error(node.source(), "a phrase is a pair of texts: it, and its license");
      return;
    }
    standard.phrases.emplace_back(ascii_lower(reader_.text((*pair)[0], "phrases")),
                                  meaning((*pair)[1]));
  }

  // NOASSERTION and NONE (all rights reserved) are no licenses of the table.
  std::string meaning(const toml::node& node) {
    const std::string text = reader_.text(node, "meanings");
    return text == "NOASSERTION" || text == "NONE" ? text : reader_.license(node, "meanings");
  }

  void read_examples(MetadataStandard& standard) {
    const toml::array* examples = entry_["examples"].as_array();
    if (examples == nullptr || examples->size() < 2) {
      reader_.error(entry_.source(),
                    "the entry needs \"examples\", pairs of a text and its licenses: at least one "
                    "that states a license and one that does not");
      return;
    }
    for (const toml::node& node : *examples) {
      const toml::array* pair = node.as_array();
      if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() ||
          !(*pair)[1].is_string()) {
        reader_.error(node.source(), "an example is a pair of texts");
        return;
      }
      standard.examples.push_back(
          {(*pair)[0].value_or(std::string()), (*pair)[1].value_or(std::string())});
    }
  }

  const toml::table& entry_;
  TomlEntries& reader_;
};

}  // namespace

const MetadataStandard::Field* MetadataStandard::field_at(std::string_view path) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const Field& field) { return matches(field.path, path); });
  return found == fields.end() ? nullptr : &*found;
}

std::vector<const MetadataStandard*> MetadataRules::of(std::string_view name) const {
  // As much of the name as its last folder and its base name.
  const size_t base = last_part_at(name);
  const size_t begin = base == 0 ? 0 : last_part_at(name.substr(0, base - 1));
  if (name.size() == base || name.size() - base > kMaxNameBytes) return {};
  const std::string_view ending = file_ending(name);
  const uint32_t tries =
      size_bit(name.size() - base) | size_bit(name.size() - begin) | size_bit(ending.size());
  if ((key_sizes[slot_of(name)] & tries) == 0) return {};
  const std::string lower = ascii_lower(name.substr(begin));
  const std::string_view last = std::string_view(lower).substr(base - begin);

  std::vector<const MetadataStandard*> result;
  const auto look = [&](const Places& places, std::string_view key) {
    const auto found = places.find(key);
    if (found == places.end()) return;
    for (const size_t i : found->second) result.push_back(&standards[i]);
  };
  look(by_name, last);
  if (base > begin) look(by_name, lower);
  if (!ending.empty()) look(by_ending, last.substr(last.size() - ending.size()));
  return result;
}

Result<MetadataRules> read_metadata_rules(const std::filesystem::path& path, std::string_view bytes,
                                          const LicenseTable& licenses) {
  static constexpr std::array<std::string_view, 1> kFile{"standard"};
  static constexpr std::array<std::string_view, 11> kStandard{
      "rule",   "names",    "syntax",  "scope",    "mark", "fields",
      "choice", "meanings", "phrases", "examples", "why"};
  TomlEntries reader(path, licenses);
  const Result<toml::table> file = reader.parse(bytes, kFile, "a file of metadata standards");
  if (!file) return fail(file.error().message);
  MetadataRules rules;
  std::set<std::string> known;
  reader.each(*file, "standard", kStandard, [&](const toml::table& entry) {
    MetadataStandard standard = StandardReader(entry, reader).read();
    if (!known.insert(standard.rule).second) {
      reader.error(entry.source(), "there is an entry for \"" + standard.rule + "\" already");
    }
    for (const std::string& name : standard.names) {
      const bool is_ending = name.starts_with("*.");
      auto& places = is_ending ? rules.by_ending[name.substr(1)] : rules.by_name[name];
      places.push_back(rules.standards.size());
      const std::string_view key = std::string_view(name).substr(is_ending ? 1 : 0);
      rules.key_sizes[slot_of(key)] |= size_bit(key.size());
    }
    rules.standards.push_back(std::move(standard));
  });
  if (!reader.first_error().empty()) return fail(reader.first_error());
  return rules;
}

}  // namespace licensus
