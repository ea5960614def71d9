// What can be said of a pattern without running it: how long its matches are, and whether each of
// them holds a stem.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace licensus {

// The parts of a regular expression in RE2's syntax (https://github.com/google/re2/wiki/Syntax).
// Stands for at least the texts that RE2 matches: letters stand for all their cases, \b, ^ and the
// like always hold, classes such as \S or \pL hold every character. Where `is_exact`, all of it
// tells just what RE2 matches and prefers. Plain value.
struct PatternShape {
  enum class Kind : uint8_t { kCharacters, kSequence, kChoice, kRepeat };
  enum class Assertion : uint8_t { kNone, kWordEdge, kNoWordEdge, kTextStart, kTextEnd };
  struct Range {
    char32_t first;
    char32_t last;
  };
  static constexpr size_t kUnlimited = static_cast<size_t>(-1);

  Kind kind = Kind::kSequence;
  std::vector<Range> ranges;  // kCharacters: one of these, or none of these
  bool is_negated = false;    // kCharacters
  bool any_case = false;      // kCharacters: and those that differ from them in case only
  Assertion assertion = Assertion::kNone;  // kSequence without parts
  bool is_lazy = false;                    // kRepeat: as few as will do
  int group = 0;         // kSequence, kChoice: the number of the capturing group it is
  bool is_exact = true;  // of a whole pattern: holds nothing that only RE2 knows, as \pL and (?m)
  size_t least = 1;      // kRepeat
  size_t most = 1;       // kRepeat
  std::vector<PatternShape> parts;  // kSequence, kChoice; kRepeat: one
};

// Reads a pattern that RE2 has accepted with that option; adds the numbers of its named groups to
// `groups`.
PatternShape read_shape(std::string_view pattern, bool case_sensitive,
                        std::map<std::string, int>* groups = nullptr);

// At least the bytes (UTF-8) of the longest match; PatternShape::kUnlimited where something repeats
// without limit. Blanks and punctuation may: `[\s*]*` counts as one character, for no match begins
// within such a run unless the pattern does, so that long runs are looked at a few times only.
size_t longest_match(const PatternShape& shape);

// Fails with a match that holds none of `stems`, where there may be one. Letters are compared
// without case, beyond ASCII too. Time: characters of the pattern, repeats written out, times bytes
// of the stems.
Result<void> prove_stems(const PatternShape& shape, const std::vector<std::string>& stems);

}  // namespace licensus
