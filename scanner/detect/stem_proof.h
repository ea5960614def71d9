// That every match of a pattern holds one of its stems, proven from the pattern alone.
#pragma once

#include <string>

#include "base/result.h"
#include "detect/rule.h"

namespace licensus {

// Fails with the reason where some match of the rule's pattern may hold none of its stems. By the
// literals that RE2's FilteredRE2 asks a text for (re2/filtered_re2.h): a pattern that can still
// match when only literals without any stem are there needs none of the stems. Letters count
// without case, beyond ASCII too; what a stem then misses is no match (PatternMatcher).
Result<void> prove_stems(const Rule& rule);

}  // namespace licensus
