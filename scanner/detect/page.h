// Step 2 of the ladder: what a web page says by its markup, and where on it a match stands.
#pragma once

#include <string_view>
#include <vector>

#include "detect/document_view.h"
#include "detect/finding.h"
#include "detect/pattern_matcher.h"

namespace licensus {

// Whether the document is a web page: HTML or XHTML by media type; without one, by its first
// 1,024 bytes or its name.
bool is_page(const DocumentView& document);

// Reads `html` (UTF-8) once, front to back, in linear time and constant memory apart from its
// answers (nesting deeper than 512 counts as 512), and
//  - turns `matches` (sorted, of the same text) into findings with element, where, field and scope;
//  - adds what only markup says: rel=license to an unknown target, JSON-LD members, signals.
// Offsets are bytes of `html`. Thread-safe. `line`, `main` and `lost_to` are left to the caller,
// and `text` but for what no rule matched. `scratch` is used for values of JSON-LD: ask
// has_page_mark before. Rules that are page_only count in markup alone.
void read_page(std::string_view html, const std::vector<PatternMatch>& matches,
               const PatternMatcher& matcher, PatternMatcher::Scratch& scratch,
               std::vector<Finding>& findings, std::vector<Signal>& signals);

}  // namespace licensus
