// Licenses offered by choice: "Apache-2.0 or MIT".
#pragma once

#include <span>
#include <string_view>

#include "detect/finding.h"

namespace licensus {

// Sets `alternative_to` of the findings that nothing but an "or" joins to the one before. Offsets
// of `findings` are those of `text`; of a page, tags between them do not count. Thread-safe.
void mark_alternatives(std::string_view text, std::span<Finding> findings);

// Whether the text between two licenses offers a choice: "or" in one of a few languages, and beside
// it at most words such as "the" and "license", versions and tags.
bool offers_choice(std::string_view between);

}  // namespace licensus
