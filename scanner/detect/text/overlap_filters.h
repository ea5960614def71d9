// Which of several matches that share positions of a text are kept.
#pragma once

#include <cstdint>
#include <functional>

#include "detect/text/match_trace.h"
#include "detect/text/rule_match.h"

namespace licensus {

// Whether the licensing of the first expression holds that of the second: equal, one of its
// operands, or its license or exception. Expressions by RuleMatch::expression; false where either
// is kNoExpression (false positives).
using LicensingContains = std::function<bool(uint32_t, uint32_t)>;

// Drops matches whose positions another one has too. What is dropped is appended to `dropped`. What
// is kept comes back in order of precedes(). `work` as merge_matches takes it.
// `trace`, where there is one, is told what lost to what.
void drop_contained(MatchList& matches, MatchList& dropped, uint64_t& work,
                    MatchTrace* trace = nullptr);

// Drops matches that overlap much with a better one; how much is asked depends on their licenses,
// on what surrounds what, and on the neighbours on both sides. Likewise.
void drop_overlapping(MatchList& matches, MatchList& dropped, const LicensingContains& contains,
                      uint64_t& work, MatchTrace* trace = nullptr);

// The positions that matches have, together.
PositionSet all_positions(const MatchList& matches);

// Gives back what was dropped, merged, and shares no position with any match that is kept: the
// match it lost to may have lost itself. Appends those to `matches`.
void restore_apart(MatchList& matches, MatchList& dropped, const TextIndex& index, uint64_t& work);

}  // namespace licensus
