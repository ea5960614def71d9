// The rules of rules/patterns/*.toml and of --rules FILE, checked.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "detect/rule.h"
#include "license/license_table.h"

namespace licensus {

// Immutable after load; any thread may read it.
struct RuleSet {
  std::vector<Rule> rules;         // in byte order of id
  std::vector<std::string> stems;  // of the prefilter, rules/stems.toml: at most 48, and a user's
  std::vector<std::vector<std::string>> prints;  // how the prefilter looks for stems (stem_scan.h)
  std::vector<std::string> page_marks;           // literals that make a page's markup worth reading

  // Reads `share`/rules/{stems,macros}.toml and `share`/rules/patterns/*.toml, then `user_rules`
  // ("" for none; its rules may bring stems of their own). Fails with "file:line: reason" on bad
  // TOML, an unknown key, kind or license, a double id, a stem that no prefilter stem is part of; a
  // pattern RE2 refuses, that repeats without limit, or that can match without any of its stems.
  // The last three cost most of the time and are left out for files that `prove` has seen as they
  // are.
  static Result<RuleSet> load(const std::filesystem::path& share,
                              const std::filesystem::path& user_rules,
                              const LicenseTable& licenses);

  // Checks everything of `share`'s rules and writes a digest of their files to
  // `share`/rules/proven. Run when built. Fails as `load` does, or where the digest cannot be
  // written.
  static Result<void> prove(const std::filesystem::path& share, const LicenseTable& licenses);
};

// One broken example: the rule, the text, what was expected and what came.
struct RuleTestFailure {
  std::string rule;
  std::string message;
};

}  // namespace licensus
