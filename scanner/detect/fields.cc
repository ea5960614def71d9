#include "detect/fields.h"

#include <algorithm>
#include <optional>
#include <string>

#include "detect/evidence.h"

namespace licensus {

Finding field_finding(std::string_view rule, std::string_view path, std::string_view value,
                      std::string license) {
  Finding finding;
  finding.license = std::move(license);
  finding.rule = rule;
  finding.kind = Kind::kField;
  finding.field = path;
  finding.text = excerpt(value);
  return finding;
}

std::optional<std::string> named_license(std::string_view value, const LicenseTable& licenses) {
  if (value.size() > Finding::kMaxTextBytes) return std::nullopt;
  if (auto id = licenses.canonical_id(value)) return id;
  if (value.find(' ') == value.npos) return std::nullopt;
  const Result<std::string> expression = licenses.canonical_expression(value);
  if (!expression || expression->find("Ref-unknown-") != std::string::npos) return std::nullopt;
  return *expression;
}

void read_license_field(std::string_view path, std::string_view value, const RuleSet& rules,
                        const LicenseTable& licenses, const PatternMatcher& matcher,
                        PatternMatcher::Scratch& scratch, std::vector<Finding>& findings) {
  const std::string_view rule = rules.field_rules.rule_of(path);
  if (rule.empty()) return;
  read_license_value(rule, path, value, rules, licenses, matcher, scratch, findings);
}

void read_license_value(std::string_view rule, std::string_view path, std::string_view value,
                        const RuleSet& rules, const LicenseTable& licenses,
                        const PatternMatcher& matcher, PatternMatcher::Scratch& scratch,
                        std::vector<Finding>& findings) {
  value = value.substr(0, kMaxFieldBytes);
  const auto add = [&](std::string license) {
    findings.push_back(field_finding(rule, path, value, std::move(license)));
  };
  const std::string_view id = rules.field_rules.without_catalogue(value);
  if (const std::string_view meaning = rules.field_rules.meaning_of(id); !meaning.empty()) {
    return add(std::string(meaning));
  }
  if (auto license = named_license(id, licenses)) return add(std::move(*license));
  const size_t before = findings.size();
  for (const PatternMatch& match : matches_in(value, matcher, scratch)) {
    const Finding found = finding_of(match);
    const bool known =
        std::any_of(findings.begin() + static_cast<ptrdiff_t>(before), findings.end(),
                    [&](const Finding& f) { return f.license == found.license; });
    if (known) continue;
    add(found.license);
    findings.back().port = found.port;
    findings.back().reserved = found.reserved;
  }
  if (findings.size() == before && !rules.field_rules.only_known.contains(rule)) add("NOASSERTION");
}

std::vector<RuleTestFailure> test_field_examples(const RuleSet& rules, const LicenseTable& licenses,
                                                 const PatternMatcher& matcher) {
  std::vector<RuleTestFailure> failures;
  PatternMatcher::Scratch scratch;
  for (const auto& [rule, examples] : rules.field_rules.examples) {
    for (const FieldRules::Example& example : examples) {
      std::vector<Finding> findings;
      read_license_field(example.path, example.value, rules, licenses, matcher, scratch, findings);
      std::string found;
      for (const Finding& finding : findings)
        found += (found.empty() ? "" : ", ") + finding.license;
      const bool other_rule = !findings.empty() && findings.front().rule != rule;
      if (found == example.license && !other_rule) continue;
      failures.push_back({rule, example.path + " = " + example.value + ": expected \"" +
                                    example.license + "\", found \"" + found + "\"" +
                                    (other_rule ? " by " + findings.front().rule : "")});
    }
  }
  return failures;
}

}  // namespace licensus
