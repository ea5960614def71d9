// Lists of license names as data, of which none is the license of the list.
#pragma once

#include <string_view>
#include <vector>

#include "detect/finding.h"

namespace licensus {

// Whether `findings`, of a document that is no page, are the entries of a list: kMinListed or more
// different licenses by name or in a line only, and at most one in kMaxTextsShare as many by a text
// or notice of 100 bytes or more.
// What a copyright file in the form of Debian's says it says of files, so that is none.
bool is_license_list(std::string_view text, const std::vector<Finding>& findings);

// Makes clues of the entries: of all names, and of texts and notices where they are of more than
// kMaxOwnTexts licenses; else those may be of the list itself.
void demote_entries(std::vector<Finding>& findings);

// Of a system's documentation nothing else has 20 names beside so few texts: copyright files that
// name 20 hold the texts of 13 or more, and a long changelog names 16.
inline constexpr size_t kMinListed = 20;
inline constexpr size_t kMaxTextsShare = 4;
inline constexpr size_t kMaxOwnTexts = 5;

}  // namespace licensus
