// Step 3 of the ladder: what a field says of its document's license.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/finding.h"
#include "detect/pattern_matcher.h"
#include "detect/rule_set.h"

namespace licensus {

// Of a longer value only so much is read.
constexpr size_t kMaxFieldBytes = size_t{64} << 10;

// The finding of kind field that `rule` makes of a value that stands for `license`.
Finding field_finding(std::string_view rule, std::string_view path, std::string_view value,
                      std::string license);

// What the field at `path` with that value states, if `rules` knows the field: a finding of kind
// field for each distinct license. The value may be one that rules/fields.toml names, an SPDX
// expression, an id, name or alias, or text in which patterns find licenses; what is none of these
// is stated but unknown, NOASSERTION. Thread-safe.
void read_license_field(std::string_view path, std::string_view value, const RuleSet& rules,
                        const LicenseTable& licenses, const PatternMatcher& matcher,
                        PatternMatcher::Scratch& scratch, std::vector<Finding>& findings);

// What a value of a field that states a license says, likewise; the findings are of `rule` and
// `path`.
void read_license_value(std::string_view rule, std::string_view path, std::string_view value,
                        const RuleSet& rules, const LicenseTable& licenses,
                        const PatternMatcher& matcher, PatternMatcher::Scratch& scratch,
                        std::vector<Finding>& findings);

// What a value names by itself: an id, name or alias, or an expression of which every part is
// known.
std::optional<std::string> named_license(std::string_view value, const LicenseTable& licenses);

// Runs the examples of rules/fields.toml; empty when all hold.
std::vector<RuleTestFailure> test_field_examples(const RuleSet& rules, const LicenseTable& licenses,
                                                 const PatternMatcher& matcher);

}  // namespace licensus
