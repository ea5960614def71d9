// Single words in binaries: the name of a license, or letters by chance.
#pragma once

#include <cstddef>
#include <string_view>

namespace licensus {

// Whether a word in a binary may be meant as the rule of one word whose text is `rule_text`, as
// ScanCode's is_valid_short_match tells. `seen` is the word as it stands there with the punctuation
// behind it, ASCII. Yes if both are the same, blanks aside, and for rules of 5 characters and more;
// else there must be no more characters, or exactly `more_characters` of them, and the word must be
// in title case, in one case only, or hold the rule's text as it is. Pure; any thread.
bool may_be_meant(std::string_view seen, std::string_view rule_text, size_t more_characters);

}  // namespace licensus
