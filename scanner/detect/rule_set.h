// The rules of rules/patterns/*.toml and of --rules FILE, checked.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "detect/dataset_rules.h"
#include "detect/field_rules.h"
#include "detect/metadata_rules.h"
#include "detect/rule.h"
#include "detect/text_rules.h"
#include "license/license_table.h"

namespace licensus {

// Immutable after load; any thread may read it.
struct RuleSet {
  std::vector<Rule> rules;         // in byte order of id
  std::vector<std::string> stems;  // of the prefilter, rules/stems.toml: at most 60, and a user's
  std::vector<std::vector<std::string>> prints;  // how the prefilter looks for stems (stem_scan.h)
  std::vector<std::string> page_marks;           // literals that make a page's markup worth reading
  std::vector<std::string> text_stems;           // around which license texts are looked for
  TextRules text_rules;                          // what license texts are called
  FieldRules field_rules;                        // which fields state a license
  MetadataRules metadata_rules;                  // which files describe a dataset or package
  DatasetRules dataset_rules;                    // which datasets are known

  std::map<std::string, std::string> macros;  // pieces of patterns, by name
  std::string literals_database;  // PatternMatcher::literals_database of these rules, or ""

  // Reads `share`/rules/{stems,macros,texts,fields,metadata,datasets}.toml (all but the first where
  // they are there) and `share`/rules/patterns/*.toml, then `user_rules` as `add` does ("" for
  // none). About 200 ms, as it proves of each pattern what it asks of it; what a build has read
  // before, rule_store.h gives sooner. Fails with "file:line: reason" on bad TOML, an unknown key,
  // kind or license, a double id, a stem that no prefilter stem is part of, a pattern RE2 refuses,
  // that repeats without limit, or that can match without any of its stems.
  static Result<RuleSet> load(const std::filesystem::path& share,
                              const std::filesystem::path& user_rules,
                              const LicenseTable& licenses);

  // Adds the rules of one file, which may bring stems of their own. Fails as `load` does; the set
  // is then as it was.
  Result<void> add(const std::filesystem::path& user_rules, const LicenseTable& licenses);
};

// One broken example: the rule, the text, what was expected and what came.
struct RuleTestFailure {
  std::string rule;
  std::string message;
};

}  // namespace licensus
