// Which matches are kept, by what each of them is.
#pragma once

#include "detect/text/match_trace.h"
#include "detect/text/overlap_filters.h"
#include "detect/text/rule_match.h"
#include "detect/text/text_query.h"

namespace licensus {

struct RefineInput {
  const TextIndex& index;
  const TextQuery& query;
  const TextLines& lines;
  const LicensingContains& contains;
  MatchTrace* trace = nullptr;  // told what is dropped, where there is one
};

// Length in the text with unknown words in between: those that stand behind a matched word, but not
// behind the last.
uint32_t text_magnitude(const RuleMatch& match, const TextQuery& query);

// ScanCode's refine_matches: drops what is too short, sparse, incomplete, contained or outdone, in
// its order. `final` also drops false positives and lists of license names. `merge` merges before
// and after.
void refine(MatchList& matches, const RefineInput& input, bool merge, bool final, uint64_t& work);

}  // namespace licensus
