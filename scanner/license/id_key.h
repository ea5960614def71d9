// One spelling for the many ways in which people write the name of a license.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace licensus {

// Lower-case words of letters, digits, "+" and whatever is not ASCII, a "." only between digits;
// without words that distinguish no license ("the", "license", "version", "international" ...),
// without the "v" of "v2" and "GPLv3" and without trailing ".0". Linear in the text.
std::vector<std::string> id_words(std::string_view text);

// These words in one, under which the table knows ids and aliases: "GPL v2.0" and "GPL-2" are
// "gpl2". "" where nothing is left or the text is longer than any name (kMaxIdBytes).
std::string id_key(std::string_view text);

inline constexpr size_t kMaxIdBytes = 256;

}  // namespace licensus
