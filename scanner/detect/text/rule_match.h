// One rule seen at one place of a text, while matching goes on.
#pragma once

#include <cstdint>
#include <vector>

#include "detect/text/position_set.h"
#include "detect/text/text_index.h"

namespace licensus {

// How a match was found. A match that is a union of several carries all their bits; what is said of
// "sequence matches" below holds for those that carry no other bit (ScanCode compares labels, and
// the label of a union is another one).
enum MatchStep : uint8_t {
  kStepHash = 1,      // the whole text is the rule
  kStepExact = 2,     // found by the automaton
  kStepSpdx = 4,      // an SPDX-License-Identifier line
  kStepSequence = 8,  // aligned
  kStepUnknown = 16,  // speaks as licenses do, see unknown_text.h
};

// A plain value. `rule` points into the index, or to a rule made up for an SPDX line or an unknown
// license.
struct RuleMatch {
  PositionSet in_text;  // positions of known tokens of the text
  PositionSet in_rule;  // as many positions of the rule, where the match is aligned
  const RuleRecord* rule = nullptr;
  Rid rid = kNoRule;  // kNoRule: made up
  // Ascending as rule identifiers are as strings, equal only for the same rule.
  uint64_t rule_order = 0;
  uint32_t expression = kNoExpression;  // equal only for the same expression
  uint32_t high = 0;                    // matched tokens that are legalese
  uint8_t steps = 0;                    // MatchStep
  uint32_t first_line = 0, last_line = 0;

  uint32_t size() const { return in_text.size(); }
  // Precedence of the step, of a union the highest: the lower one is preferred.
  int step_order() const {
    if ((steps & kStepUnknown) != 0) return 6;
    if ((steps & kStepSequence) != 0) return 3;
    if ((steps & kStepSpdx) != 0) return 2;
    return (steps & kStepExact) != 0 ? 1 : 0;
  }
  bool only_sequence() const { return steps == kStepSequence; }
  // Per cent of the rule, to two digits as Python's round() gives them.
  double coverage() const;
};

// Matches by reference, so that lists can be sorted and split without copying. Whoever makes the
// matches keeps them in place while lists live.
using MatchList = std::vector<RuleMatch*>;

// Before by first position, then more legalese, then longer, then the preferred step: the order
// that the filters of overlaps ask for. Use a stable sort.
bool precedes(const RuleMatch* a, const RuleMatch* b);

// Unites matches of the same rule that are parts of one: equal, contained, interlaced and aligned,
// or one after the other at most half the rule's length (and 50 tokens) apart, in the order in
// which ScanCode compares them. Changes matches that grow; the list comes back sorted by rule, then
// precedes(); a list of one stays as it is. `work` is counted down by comparisons, and what is left
// unmerged at 0 stays so.
void merge_matches(MatchList& matches, const TextIndex& index, uint64_t& work);

}  // namespace licensus
