#include "input/glob.h"

#include <gtest/gtest.h>
#include <random>

namespace licensus {
namespace {

struct Case {
  const char* pattern;
  const char* path;
  bool is_directory;
  bool matches;
};

class GlobCases : public testing::TestWithParam<Case> {};

TEST_P(GlobCases, Matches) {
  const Case& c = GetParam();
  const Result<Glob> glob = Glob::parse(c.pattern);
  ASSERT_TRUE(glob) << glob.error().message;
  EXPECT_EQ(glob->matches(c.path, c.is_directory), c.matches) << c.pattern << " on " << c.path;
}

INSTANTIATE_TEST_SUITE_P(
    Gitignore, GlobCases,
    testing::Values(
        // Without "/": the base name at any depth.
        Case{"*.html", "a.html", false, true}, Case{"*.html", "x/y/a.html", false, true},
        Case{"*.html", "x/a.htm", false, false}, Case{"a", "x/a", false, true},
        Case{"a", "a/x", false, false}, Case{"*", "x/.hidden", false, true},
        // With "/": anchored, stars within names.
        Case{"/a", "a", false, true}, Case{"/a", "x/a", false, false},
        Case{"x/*.c", "x/a.c", false, true}, Case{"x/*.c", "x/y/a.c", false, false},
        Case{"x/*.c", "z/x/a.c", false, false}, Case{"x?y", "x/y", false, false},
        // "**" spans directories.
        Case{"**/a", "a", false, true}, Case{"**/a", "x/y/a", false, true},
        Case{"**/a", "x/ya", false, false}, Case{"x/**/a", "x/a", false, true},
        Case{"x/**/a", "x/1/2/a", false, true}, Case{"x/**/a", "x/1/2a", false, false},
        Case{"x/**", "x/1/2", false, true}, Case{"x/**", "x", true, false},
        Case{"a**b", "a123b", false, true}, Case{"x/a**b", "x/a/b", false, false},
        Case{"**", "x/y", false, true},
        // Sets, quotes, directories.
        Case{"[a-c]x", "bx", false, true}, Case{"[!a-c]x", "bx", false, false},
        Case{"[^a-c]x", "dx", false, true}, Case{"[]]x", "]x", false, true},
        Case{"[a-]", "-", false, true}, Case{"x/[!a]b", "x//b", false, false},
        Case{"\\*", "*", false, true}, Case{"\\*", "a", false, false},
        Case{"build/", "x/build", true, true}, Case{"build/", "x/build", false, false},
        // Characters are code points; other bytes are characters of their own.
        Case{"?", "\xED\x95\x9C", false, true},
        Case{"[\xEA\xB0\x80-\xED\x9E\xA3]", "\xED\x95\x9C", false, true},
        Case{"?", "\xFF", false, true},
        Case{"\xFF*",
             "\xFF"
             "a",
             false, true},
        Case{"?", "ab", false, false}));

TEST(Glob, RefusesWhatIsNoPattern) {
  for (const char* pattern : {"", "/", "[a", "[]", "[!", "x\\", "[z-a]"}) {
    const Result<Glob> glob = Glob::parse(pattern);
    ASSERT_FALSE(glob) << pattern;
    EXPECT_NE(glob.error().message.find(pattern), std::string::npos);
  }
}

TEST(Glob, LastOfAListDecides) {
  const Result<GlobList> list = GlobList::parse({"*.txt", "!keep.txt"});
  ASSERT_TRUE(list);
  EXPECT_TRUE(list->matches("a/b.txt", false));
  EXPECT_FALSE(list->matches("a/keep.txt", false));
  EXPECT_FALSE(list->matches("a/b.md", false));
}

// The plain way: try every split of the text.
bool matches_plainly(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') {
    if (matches_plainly(pattern.substr(1), text)) return true;
    return !text.empty() && text[0] != '/' && matches_plainly(pattern, text.substr(1));
  }
  if (text.empty()) return false;
  if (pattern[0] == '?' ? text[0] == '/' : pattern[0] != text[0]) return false;
  return matches_plainly(pattern.substr(1), text.substr(1));
}

TEST(Glob, AgreesWithThePlainWay) {
  std::mt19937 random(7);
  const auto word = [&](std::string_view letters, size_t length) {
    std::string text;
    for (size_t i = 0; i < length; ++i) text.push_back(letters[random() % letters.size()]);
    return text;
  };
  size_t hits = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string pattern = word("ab/*?", 1 + random() % 6);
    const std::string text = word("ab/", random() % 8);
    if (pattern.find("**") != std::string::npos || pattern.ends_with('/')) continue;
    const Result<Glob> glob = Glob::parse("/" + pattern);
    ASSERT_TRUE(glob);
    ASSERT_EQ(glob->matches(text, false), matches_plainly(pattern, text)) << pattern << " " << text;
    hits += matches_plainly(pattern, text);
  }
  EXPECT_GT(hits, 200u);
}

TEST(Glob, HostilePatternsTakeNoTime) {
  std::string pattern = "x";
  for (int i = 0; i < 200; ++i) pattern += "*a";
  const Result<Glob> glob = Glob::parse(pattern + "b");
  ASSERT_TRUE(glob);
  EXPECT_FALSE(glob->matches("x" + std::string(4000, 'a'), false));
}

}  // namespace
}  // namespace licensus
