// What HTTP response headers say of a document's license and of its use.
#pragma once

#include <string_view>
#include <vector>

#include "detect/finding.h"
#include "detect/pattern_matcher.h"

namespace licensus {

// License links and signals of response headers (RFC 9110, RFC 8288 Link:, TDMRep, X-Robots-Tag,
// Content-Usage). `headers`: raw lines after the status line; continued lines (RFC 9112, section
// 5.2) are joined. Findings have element http-header, the header's name as field, start and end -1.
// Linear time; a header line counts to 16 KiB. Thread-safe.
void read_http_headers(std::string_view headers, const PatternMatcher& matcher,
                       PatternMatcher::Scratch& scratch, std::vector<Finding>& findings,
                       std::vector<Signal>& signals);

// Whether a header line is named X-Robots-Tag, Content-Usage or tdm-...: signals whose values hold
// no stem, so that the prefilter cannot be asked for them.
bool names_signal(std::string_view headers);

// What read_http_headers does, for one header.
void read_http_header(std::string_view name, std::string_view value, const PatternMatcher& matcher,
                      PatternMatcher::Scratch& scratch, std::vector<Finding>& findings,
                      std::vector<Signal>& signals);

}  // namespace licensus
