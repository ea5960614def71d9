// Step 3 of the ladder for whole documents: what a card, a manifest or a catalogue's record states
// of the license of the dataset or package that it describes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/finding.h"
#include "detect/pattern_matcher.h"
#include "detect/rule_set.h"

namespace licensus {

// Larger documents are not read as metadata.
constexpr size_t kMaxMetadataBytes = size_t{8} << 20;

// What `text` (UTF-8) states by one of `standards`, those that its name allows
// (MetadataRules::of): findings of kind field with the standard's scope, in YAML at their place.
// Where one of them applies but the text cannot be read as what it should be, and speaks of
// licenses, why:
// "" otherwise. Thread-safe.
std::string read_metadata(std::string_view text,
                          const std::vector<const MetadataStandard*>& standards,
                          const RuleSet& rules, const LicenseTable& licenses,
                          const PatternMatcher& matcher, PatternMatcher::Scratch& scratch,
                          const std::vector<Finding>& found, std::vector<Finding>& findings);

// Runs the examples of rules/metadata.toml; empty when all hold.
std::vector<RuleTestFailure> test_metadata_examples(const RuleSet& rules,
                                                    const LicenseTable& licenses,
                                                    const PatternMatcher& matcher);

}  // namespace licensus
