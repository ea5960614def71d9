// How much of a rule a match must hold: ScanCode 32.5.0's numbers.
#pragma once

#include "detect/text/text_index.h"

namespace licensus {

// Sets minimum_coverage, the four min_ lengths, and kRuleSmall and kRuleTiny of a rule that is no
// false positive, from its length, high_length, unique_length, high_unique_length and what
// minimum_coverage is so far (stored, or 100 for a bare URL); kRuleStoredCoverage says whether it
// is stored.
void compute_thresholds(RuleRecord& rule);

// Per cent by the number of tokens: 5 for one, 100 from 18 on.
int computed_relevance(size_t length);

}  // namespace licensus
