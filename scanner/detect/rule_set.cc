#include "detect/rule_set.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/ascii.h"
#include "base/whole_file.h"
#include "detect/compiled_rule.h"
#include "detect/pattern_shape.h"
#include "detect/rule_file.h"
#include "detect/stem_scan.h"

namespace licensus {
namespace {

constexpr size_t kMaxStems = 60;      // of the shipped rules
constexpr size_t kMaxUserStems = 16;  // a user's rules may bring so many more
constexpr size_t kMinStemBytes = 3;
constexpr size_t kMaxLiteralBytes = 64;
// Patterns that could match more than a match may have are let be, up to here: blanks and dashes
// that may repeat between all words of a name add up.
constexpr size_t kMaxPatternBytes = 4096;

std::string place(const Rule& rule) { return rule.file + ":" + std::to_string(rule.line); }

tl::unexpected<Error> refused(const Rule& rule, const std::string& reason) {
  return fail(place(rule) + ": rule \"" + rule.id + "\": " + reason);
}

struct SourceFile {
  std::filesystem::path path;
  std::string bytes;
};

// Joins the files into one set and checks it.
class Loader {
 public:
  // Goes on from `set`, whose rules are checked.
  Loader(RuleSet set, const LicenseTable& licenses);

  Result<void> add(const SourceFile& source, size_t max_stems);
  Result<RuleSet> finish();

 private:
  Result<void> add_literals(const std::vector<Literal>& from, std::vector<std::string>& to);
  bool is_reached(std::string_view literal) const;
  Result<void> check(const Rule& rule) const;
  Result<void> check_pattern(Rule& rule) const;
  Result<void> check_license(const Rule& rule, const std::string& license) const;

  const LicenseTable& licenses_;
  RuleSet set_;
  std::vector<std::string> stems_;  // lower case
  std::vector<Literal> page_marks_;
  std::map<std::string, std::string> place_of_id_;
  size_t checked_ = 0;  // rules at the front
};

Loader::Loader(RuleSet set, const LicenseTable& licenses)
    : licenses_(licenses), set_(std::move(set)), checked_(set_.rules.size()) {
  for (const Rule& rule : set_.rules) place_of_id_.emplace(rule.id, place(rule));
  set_.literals_database.clear();
}

Result<void> Loader::add_literals(const std::vector<Literal>& from, std::vector<std::string>& to) {
  for (const Literal& literal : from) {
    if (literal.text.size() < kMinStemBytes || literal.text.size() > kMaxLiteralBytes) {
      return fail(literal.place + ": \"" + literal.text + "\" must have 3 to 64 bytes");
    }
    to.push_back(literal.text);
  }
  return {};
}

Result<void> Loader::add(const SourceFile& source, size_t max_stems) {
  Result<RuleFile> file = read_rule_file(source.path, source.bytes);
  if (!file) return fail(file.error().message);
  for (const auto& [name, macro] : file->macros) {
    if (!set_.macros.emplace(name, macro.text).second) {
      return fail(macro.place + ": the macro \"" + name + "\" is taken; choose another name");
    }
  }
  if (Result<void> added = add_literals(file->stems, set_.stems); !added) return added;
  if (set_.stems.size() > max_stems) {
    return fail(file->stems.back().place + ": more than " + std::to_string(max_stems) +
                " stems in all; each costs speed on every byte");
  }
  for (const std::vector<Literal>& group : file->prints) {
    std::vector<std::string>& prints = set_.prints.emplace_back();
    for (const Literal& print : group) {
      if (print.text.size() > StemScan::kPrintBytes) {
        return fail(print.place + ": the print \"" + print.text + "\" must have 4 bytes at most");
      }
      if (set_.prints.size() > StemScan::kGroups) {
        return fail(print.place + ": more than 8 groups of prints");
      }
      prints.push_back(print.text);
    }
  }
  if (Result<void> added = add_literals(file->page_marks, set_.page_marks); !added) return added;
  if (Result<void> added = add_literals(file->text_stems, set_.text_stems); !added) return added;
  page_marks_.insert(page_marks_.end(), file->page_marks.begin(), file->page_marks.end());
  for (Rule& rule : file->rules) {
    const auto [entry, is_new] = place_of_id_.emplace(rule.id, place(rule));
    if (!is_new) {
      return fail(place(rule) + ": the id \"" + rule.id + "\" is taken by " + entry->second);
    }
    set_.rules.push_back(std::move(rule));
  }
  return {};
}

bool Loader::is_reached(std::string_view literal) const {
  const std::string folded = ascii_lower(literal);
  return std::any_of(stems_.begin(), stems_.end(), [&](const std::string& stem) {
    return folded.find(stem) != std::string::npos;
  });
}

Result<void> Loader::check_license(const Rule& rule, const std::string& license) const {
  const CanonicalLicense canonical = canonical_license(license, licenses_);
  const bool unknown = canonical.id.find("LicenseRef-unknown-") != std::string::npos ||
                       (canonical.id == "NOASSERTION" && license != "NOASSERTION");
  if (!unknown) return {};
  return refused(rule,
                 "unknown license \"" + license +
                     "\"; write an SPDX expression or add the license to rules/licenses.toml");
}

Result<void> Loader::check(const Rule& rule) const {
  const auto refuse = [&](const std::string& reason) { return refused(rule, reason); };
  const bool kebab =
      rule.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos &&
      rule.id.front() != '-' && rule.id.back() != '-';
  if (!kebab) return refuse("write the id in lower case with hyphens, as in \"cc-url\"");
  for (const std::string& stem : rule.stems) {
    if (stem.size() < kMinStemBytes || stem.size() > kMaxLiteralBytes) {
      return refuse("the stem \"" + stem + "\" must have 3 to 64 bytes");
    }
    if (!is_reached(stem)) {
      return refuse("no stem of stems.toml is part of the stem \"" + stem +
                    "\"; choose one that holds such a stem, or add one there");
    }
  }
  for (const std::string& need : rule.needs) {
    if (need.size() < kMinStemBytes || need.size() > kMaxLiteralBytes) {
      return refuse("of needs, \"" + need + "\" must have 3 to 64 bytes");
    }
  }
  const bool is_static = rule.license.find('{') == std::string::npos;
  if (is_static) {
    if (Result<void> known = check_license(rule, rule.license); !known) return known;
  }
  for (const Rule::Example& example : rule.examples) {
    if (example.license.empty() && !is_static) {
      return refuse("the license depends on the match, so write the example as {text = \"" +
                    example.text + "\", license = \"...\"}");
    }
    if (example.license.empty()) continue;
    if (Result<void> known = check_license(rule, example.license); !known) return known;
  }
  return {};
}

Result<void> Loader::check_pattern(Rule& rule) const {
  const re2::RE2 pattern(rule.pattern, pattern_options(rule));
  if (!pattern.ok()) return refused(rule, "RE2 refuses the pattern: " + pattern.error());
  std::map<std::string, int> groups;
  const PatternShape shape = read_shape(rule.pattern, rule.case_sensitive, &groups);
  rule.program = PatternProgram::compile(shape, std::move(groups));
  const Result<std::unique_ptr<CompiledRule>> compiled = CompiledRule::compile(rule);
  if (!compiled) return refused(rule, compiled.error().message);
  const size_t longest = longest_match(shape);
  if (longest == PatternShape::kUnlimited) {
    return refused(rule,
                   "the pattern repeats without limit (*, + or {n,}); give the most, as in {0,8}");
  }
  if (longest > kMaxPatternBytes) {
    return refused(rule, "the pattern can match " + std::to_string(longest) +
                             " bytes; repeat less, a match may have 256 at most");
  }
  const Result<void> proof = prove_stems(shape, rule.stems);
  if (!proof) return refused(rule, proof.error().message);
  if (rule.needs.empty()) return {};
  const Result<void> needed = prove_stems(shape, rule.needs);
  if (!needed) return refused(rule, "needs: " + needed.error().message);
  return {};
}

Result<RuleSet> Loader::finish() {
  for (const std::string& stem : set_.stems) stems_.push_back(ascii_lower(stem));
  for (const Literal& mark : page_marks_) {
    if (is_reached(mark.text)) continue;
    return fail(mark.place + ": no stem of stems.toml is part of the page mark \"" + mark.text +
                "\"; choose one that holds such a stem, or add one there");
  }
  for (size_t i = checked_; i < set_.rules.size(); ++i) {
    Rule& rule = set_.rules[i];
    Result<std::string> pattern = expand_macros(rule.pattern, set_.macros);
    if (!pattern) return refused(rule, pattern.error().message);
    rule.pattern = std::move(*pattern);
    if (Result<void> checked = check(rule); !checked) return fail(checked.error().message);
    if (Result<void> checked = check_pattern(rule); !checked) return fail(checked.error().message);
  }
  std::sort(set_.rules.begin(), set_.rules.end(),
            [](const Rule& a, const Rule& b) { return a.id < b.id; });
  return std::move(set_);
}

Result<SourceFile> read_file(const std::filesystem::path& path) {
  std::optional<std::string> bytes = whole_file(path);
  if (!bytes) return fail(path.string() + ":0: cannot be read");
  return SourceFile{path, std::move(*bytes)};
}

// All rule files of the folder `rules`.
Result<std::vector<SourceFile>> read_files(const std::filesystem::path& rules) {
  namespace fs = std::filesystem;
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator entry(rules / "patterns", error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".toml") paths.push_back(entry->path());
  }
  if (error) return fail((rules / "patterns").string() + ":0: " + error.message());
  std::sort(paths.begin(), paths.end());
  if (fs::exists(rules / "macros.toml", error)) paths.insert(paths.begin(), rules / "macros.toml");
  paths.insert(paths.begin(), rules / "stems.toml");
  std::vector<SourceFile> files;
  for (const fs::path& path : paths) {
    Result<SourceFile> file = read_file(path);
    if (!file) return fail(file.error().message);
    files.push_back(std::move(*file));
  }
  return files;
}

// `read` makes the rules of the file; there are none where there is no such file.
template <class Rules>
Result<void> load_rules(const std::filesystem::path& path, const LicenseTable& licenses,
                        Result<Rules> (*read)(const std::filesystem::path&, std::string_view,
                                              const LicenseTable&),
                        Rules& rules) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return {};
  const Result<SourceFile> file = read_file(path);
  if (!file) return fail(file.error().message);
  Result<Rules> made = read(path, file->bytes, licenses);
  if (!made) return fail(made.error().message);
  rules = std::move(*made);
  return {};
}

}  // namespace

Result<RuleSet> RuleSet::load(const std::filesystem::path& share,
                              const std::filesystem::path& user_rules,
                              const LicenseTable& licenses) {
  const Result<std::vector<SourceFile>> files = read_files(share / "rules");
  if (!files) return fail(files.error().message);
  Loader loader({}, licenses);
  for (const SourceFile& file : *files) {
    if (Result<void> added = loader.add(file, kMaxStems); !added) {
      return fail(added.error().message);
    }
  }
  Result<RuleSet> rules = loader.finish();
  if (!rules) return rules;
  Result<void> loaded =
      load_rules(share / "rules/texts.toml", licenses, read_text_rules, rules->text_rules);
  const auto load_next = [&](const char* file, auto read, auto& its) {
    if (loaded) loaded = load_rules(share / "rules" / file, licenses, read, its);
  };
  load_next("fields.toml", read_field_rules, rules->field_rules);
  load_next("metadata.toml", read_metadata_rules, rules->metadata_rules);
  load_next("datasets.toml", read_dataset_rules, rules->dataset_rules);
  if (!loaded) return fail(loaded.error().message);
  if (user_rules.empty()) return rules;
  if (Result<void> added = rules->add(user_rules, licenses); !added) {
    return fail(added.error().message);
  }
  return rules;
}

Result<void> RuleSet::add(const std::filesystem::path& user_rules, const LicenseTable& licenses) {
  const Result<SourceFile> file = read_file(user_rules);
  if (!file) return fail(file.error().message);
  Loader loader(*this, licenses);
  if (Result<void> added = loader.add(*file, kMaxStems + kMaxUserStems); !added) return added;
  Result<RuleSet> both = loader.finish();
  if (!both) return fail(both.error().message);
  *this = std::move(*both);
  return {};
}

}  // namespace licensus
