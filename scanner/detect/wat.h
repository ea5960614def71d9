// The license evidence of a page as a WAT metadata record keeps it.
#pragma once

#include <string_view>
#include <vector>

#include "detect/finding.h"
#include "detect/pattern_matcher.h"

namespace licensus {

constexpr size_t kMaxWatBytes = 16U << 20U;

// Reads Envelope.Payload-Metadata.HTTP-Response-Metadata of a WAT record's JSON (the Web Archive
// Transformation specification of the Internet Archive): response headers, metas and links of the
// head, links of the body. Findings have the JSON path below that object as field, start and end
// -1. WAT keeps neither text nor place within the body, so a link's neighbours stand in for the
// words beside it and footers are not told from the rest. Returns false where the text is no WAT
// envelope or larger than kMaxWatBytes; an envelope without a response (of a request, say) is true
// and says nothing. Thread-safe.
bool read_wat(std::string_view json, const PatternMatcher& matcher,
              PatternMatcher::Scratch& scratch, std::vector<Finding>& findings,
              std::vector<Signal>& signals);

}  // namespace licensus
