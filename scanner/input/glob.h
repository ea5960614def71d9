// Patterns over paths, by gitignore's rules.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace licensus {

// One pattern: `*` and `?` stay within a name, `**` as a whole component spans directories, `[a-z]`
// and `[!a]` are sets, `\` quotes. A pattern without "/" (but at its end) matches the base name at
// any depth; any other is anchored to the source. A "/" at the end matches directories only.
// Characters are code points; a byte that is no UTF-8 is a character of its own. Immutable,
// thread-safe. Matching takes time proportional to path times pattern, whatever they hold.
class Glob {
 public:
  // Fails on an empty pattern, a set without its "]", a range upside down, a "\" at the end.
  static Result<Glob> parse(std::string_view pattern);

  // `path`: below the source, separated by "/", without one at its ends.
  bool matches(std::string_view path, bool is_directory) const;

  // Whether `text` has a character that makes it a pattern.
  static bool is_pattern(std::string_view text);

 private:
  struct Range {
    char32_t first;
    char32_t last;
  };
  struct Token {
    enum class Type { kCharacter, kAny, kSet, kStar, kDirectories, kRest } type;
    char32_t character = 0;
    bool negated = false;
    std::vector<Range> ranges;
  };
  Result<size_t> parse_set(std::u32string_view pattern, size_t begin);
  void enter(std::vector<bool>& states, size_t state) const;
  void step(const std::vector<bool>& states, char32_t character, std::vector<bool>& next) const;

  std::vector<Token> tokens_;
  bool directories_only_ = false;
};

// A list of globs of which the last that matches decides; one that begins with "!" takes back.
// Immutable, thread-safe.
class GlobList {
 public:
  static Result<GlobList> parse(const std::vector<std::string>& patterns);
  bool matches(std::string_view path, bool is_directory) const;
  bool empty() const { return entries_.empty(); }

 private:
  struct Entry {
    Glob glob;
    bool negated;
  };
  std::vector<Entry> entries_;
};

}  // namespace licensus
