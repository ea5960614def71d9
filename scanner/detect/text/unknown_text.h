// Text that speaks as licenses do where no license was found.
#pragma once

#include <cstdint>
#include <vector>

#include "detect/text/license_ngrams.h"
#include "detect/text/rule_match.h"
#include "detect/text/text_query.h"

namespace licensus {

struct UnknownText {
  PositionSet positions;  // all in one gap between matches
  uint32_t high = 0;      // how many of them are legalese
};

// What ScanCode 32.5.0 finds with `unknown_licenses`: in each gap that `good` matches leave, the
// positions in runs of words that licenses have (LicenseNgrams), where these are at least 24 with 5
// of legalese. A gap inside one match, between its parts, counts with that match. Ascending. Time
// is linear in the text, apart from sorting the matches.
std::vector<UnknownText> find_unknown_texts(const TextQuery& query, const MatchList& good,
                                            const TextIndex& index, const LicenseNgrams& ngrams);

}  // namespace licensus
