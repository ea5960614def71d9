#include "detect/rule_set.h"

#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "detect/compiled_rule.h"
#include "detect/pattern_shape.h"
#include "detect/rule_file.h"

namespace licensus {
namespace {

constexpr size_t kMaxStems = 48;
constexpr size_t kMinStemBytes = 3;
constexpr size_t kMaxLiteralBytes = 64;

std::string place(const Rule& rule) { return rule.file + ":" + std::to_string(rule.line); }

// Joins the files into one set and checks it.
class Loader {
 public:
  explicit Loader(const LicenseTable& licenses) : licenses_(licenses) {}

  Result<void> add(const std::filesystem::path& path);
  Result<RuleSet> finish();

 private:
  Result<void> add_literals(const std::vector<Literal>& from, std::vector<std::string>& to);
  bool is_reached(std::string_view literal) const;
  Result<void> check(const Rule& rule) const;
  Result<void> check_license(const Rule& rule, const std::string& license) const;

  const LicenseTable& licenses_;
  RuleSet set_;
  std::vector<std::string> stems_;  // lower case
  std::vector<Literal> page_marks_;
  std::map<std::string, std::string> macros_;
  std::map<std::string, std::string> place_of_id_;
};

Result<void> Loader::add_literals(const std::vector<Literal>& from, std::vector<std::string>& to) {
  for (const Literal& literal : from) {
    if (literal.text.size() < kMinStemBytes || literal.text.size() > kMaxLiteralBytes) {
      return fail(literal.place + ": \"" + literal.text + "\" must have 3 to 64 bytes");
    }
    to.push_back(literal.text);
  }
  return {};
}

Result<void> Loader::add(const std::filesystem::path& path) {
  Result<RuleFile> file = read_rule_file(path);
  if (!file) return fail(file.error().message);
  for (const auto& [name, text] : file->macros) macros_[name] = text;
  if (Result<void> added = add_literals(file->stems, set_.stems); !added) return added;
  if (set_.stems.size() > kMaxStems) {
    return fail(file->stems.back().place +
                ": more than 48 stems in all; each costs speed on every byte");
  }
  if (Result<void> added = add_literals(file->page_marks, set_.page_marks); !added) return added;
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
  return fail(place(rule) + ": rule \"" + rule.id + "\": unknown license \"" + license +
              "\"; write an SPDX expression or add the license to rules/licenses.toml");
}

Result<void> Loader::check(const Rule& rule) const {
  const auto refuse = [&](const std::string& reason) {
    return fail(place(rule) + ": rule \"" + rule.id + "\": " + reason);
  };
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
  const Result<std::unique_ptr<CompiledRule>> compiled = CompiledRule::compile(rule);
  if (!compiled) return refuse(compiled.error().message);
  if (const Result<void> proof =
          prove_stems(read_shape(rule.pattern, rule.case_sensitive), rule.stems);
      !proof) {
    return refuse(proof.error().message);
  }
  const bool is_static = (*compiled)->has_static_license();
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

Result<RuleSet> Loader::finish() {
  for (const std::string& stem : set_.stems) stems_.push_back(ascii_lower(stem));
  for (const Literal& mark : page_marks_) {
    if (is_reached(mark.text)) continue;
    return fail(mark.place + ": no stem of stems.toml is part of the page mark \"" + mark.text +
                "\"; choose one that holds such a stem, or add one there");
  }
  for (Rule& rule : set_.rules) {
    Result<std::string> pattern = expand_macros(rule.pattern, macros_);
    if (!pattern) {
      return fail(place(rule) + ": rule \"" + rule.id + "\": " + pattern.error().message);
    }
    rule.pattern = std::move(*pattern);
    if (Result<void> checked = check(rule); !checked) return fail(checked.error().message);
  }
  std::sort(set_.rules.begin(), set_.rules.end(),
            [](const Rule& a, const Rule& b) { return a.id < b.id; });
  return std::move(set_);
}

}  // namespace

Result<RuleSet> RuleSet::load(const std::filesystem::path& share,
                              const std::filesystem::path& user_rules,
                              const LicenseTable& licenses) {
  namespace fs = std::filesystem;
  const fs::path rules = share / "rules";
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(rules / "patterns", error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".toml") files.push_back(entry->path());
  }
  if (error) return fail((rules / "patterns").string() + ":0: " + error.message());
  std::sort(files.begin(), files.end());
  if (fs::exists(rules / "macros.toml", error)) files.insert(files.begin(), rules / "macros.toml");
  files.insert(files.begin(), rules / "stems.toml");
  if (!user_rules.empty()) files.push_back(user_rules);
  Loader loader(licenses);
  for (const fs::path& file : files) {
    if (Result<void> added = loader.add(file); !added) return fail(added.error().message);
  }
  return loader.finish();
}

}  // namespace licensus
