// The known word nearest to one that is not known, for messages that help.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace licensus {

// ` (did you mean "word"?)` for the word of `known` with the fewest edits (Levenshtein), at most a
// third of the letters; "" where none is that near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

}  // namespace licensus
