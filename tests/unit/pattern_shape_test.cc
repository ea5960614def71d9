#include "detect/pattern_shape.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>

namespace licensus {
namespace {

TEST(PatternShape, BoundsMatches) {
  const std::pair<const char*, size_t> cases[] = {
      {"abc", 3},        {"ab|cdef|g", 4},   {"a(?:b|cd)?e", 4},
      {"a{3}b{0,2}", 5}, {"(a{2}){3}", 6},   {"[a-c]x", 2},
      {"k", 3},          {"s", 2},           {"[^a]", 4},
      {".", 4},          {"\\d\\b\\s^$", 2}, {"\\Qa.b\\E", 3},
      {"(?P<n>ab)", 2},  {"\\x{20ac}", 4},   {"\\pL\\p{Han}", 8},
      {"", 0},           {"a??b{2}?", 3},    {"[]a]", 1},
      {"[a\\]b]x", 2},   {"[[:alpha:]]", 3}, {"가", 4},
      {"(?i:ab)c", 3},   {"a{b", 3},         {"a[\\s*#/]*b", 3},
      {"(?:- +){2}", 4}, {"[\\d.-]", 1},
  };
  for (const auto& [pattern, bytes] : cases) {
    EXPECT_EQ(longest_match(read_shape(pattern, false)), bytes) << pattern;
  }
  for (const char* pattern : {"a*", "a+", "a{2,}", "(?:ab{3,}?){2}", "x(a|b*)", "[ a]*", "[^ ]+",
                              "(?:ab|-)*", "[\\s\\xa0]*", "[ -@]*"}) {
    EXPECT_EQ(longest_match(read_shape(pattern, false)), PatternShape::kUnlimited) << pattern;
  }
}

TEST(PatternShape, ProvesStems) {
  struct Case {
    const char* pattern;
    std::vector<std::string> stems;
    const char* without;  // "" where every match holds a stem
  };
  const Case cases[] = {
      {"mit licen[cs]e", {"licen"}, ""},
      {"mit licen[cs]e", {"LICENSE"}, "mit licence"},
      {"mit licen[cs]e", {"license", "licence"}, ""},
      {"MIT", {"mit"}, ""},
      {"(?:creative )?commons", {"creative"}, "commons"},
      {"creative ?commons", {"creative commons"}, "creativecommons"},
      {"[al]?gpl(?:v\\.?|-v?| v)(?:1\\.0|2\\.[01]|3)", {"gplv", "gpl-", "gpl v"}, ""},
      {"a{3}", {"aaaa"}, "aaa"},
      {"a{4}", {"aaaa"}, ""},
      {"aab|aaab", {"ab"}, ""},
      {"ЛИЦЕНЗИЯ", {"лиценз"}, ""},
      {"저작자표시[ -]비영리", {"저작자표시"}, ""},
      {"[^a]bc", {"bc"}, ""},
      {"\\x6Cicen", {"licen"}, ""},
      {"[^ks]icen|licen", {"licen", "sicen"}, "cicen"},
  };
  for (const Case& test : cases) {
    const Result<void> proof = prove_stems(read_shape(test.pattern, false), test.stems);
    const std::string expected = test.without;
    EXPECT_EQ(proof.has_value(), expected.empty()) << test.pattern;
    if (!proof) {
      EXPECT_NE(proof.error().message.find("\"" + expected + "\""), std::string::npos)
          << test.pattern << ": " << proof.error().message;
    }
  }
}

TEST(PatternShape, NegatedClassesHoldTheOtherCaseOnlyWhereCaseCounts) {
  const char* z = "[^a-y\\x{0}-\\x{40}\\x{5b}-\\x{60}\\x{7b}-\\x{10ffff}]";
  EXPECT_TRUE(prove_stems(read_shape(z, false), {"z"}));
  EXPECT_FALSE(prove_stems(read_shape(z, true), {"z"}));
  EXPECT_TRUE(prove_stems(read_shape(z, true),
                          {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m",
                           "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z"}));
}

// Patterns over three letters, for which all short texts can be tried.
class RandomPattern {
 public:
  explicit RandomPattern(unsigned seed) : random_(seed) {}

  std::string make(int depth) {
    switch (depth == 0 ? pick(2) : pick(8)) {
      case 0:
        return std::string(1, "abc"[pick(3)]);
      case 1:
        return std::string("[") + (pick(3) == 0 ? "^" : "") + "abc"[pick(3)] + "abc"[pick(3)] + "]";
      case 2:
        return "(?:" + make(depth - 1) + "|" + make(depth - 1) + ")";
      case 3:
        return "(?:" + make(depth - 1) + ")?";
      case 4:
        return "(" + make(depth - 1) + "){" + std::to_string(pick(2)) + "," +
               std::to_string(1 + pick(2)) + "}";
      case 5:
        return "(?:" + make(depth - 1) + "|" + make(depth - 1) + "|)";
      default:
        return make(depth - 1) + make(depth - 1);
    }
  }
  size_t pick(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }

 private:
  std::mt19937 random_;
};

TEST(PatternShape, AgreesWithTryingAllTexts) {
  std::vector<std::string> texts{""};
  for (size_t i = 0; i < texts.size() && texts[i].size() < 5; ++i) {
    for (const char c : {'a', 'B', 'c', 'd'}) texts.push_back(texts[i] + c);
  }
  const std::vector<std::string> stems{"a", "bb", "cbc"};
  const auto holds_stem = [&](std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(c));
    return text.find("a") != text.npos || text.find("bb") != text.npos ||
           text.find("cbc") != text.npos;
  };
  RandomPattern random(20261123);
  int proven = 0;
  re2::RE2::Options options;
  options.set_case_sensitive(false);
  for (int i = 0; i < 1500; ++i) {
    const std::string pattern = random.make(4);
    const re2::RE2 expression(pattern, options);
    ASSERT_TRUE(expression.ok()) << pattern;
    const PatternShape shape = read_shape(pattern, false);
    const size_t longest = longest_match(shape);
    const Result<void> proof = prove_stems(shape, stems);
    proven += proof.has_value() ? 1 : 0;
    for (const std::string& text : texts) {
      if (!re2::RE2::FullMatch(text, expression)) continue;
      ASSERT_LE(text.size(), longest) << pattern;
      ASSERT_TRUE(!proof || holds_stem(text)) << pattern << " matches " << text;
    }
    if (!proof) {
      const std::string& message = proof.error().message;
      const size_t from = message.find('"') + 1;
      const std::string witness = message.substr(from, message.rfind('"') - from);
      EXPECT_TRUE(re2::RE2::FullMatch(witness, expression)) << pattern << ": " << witness;
      EXPECT_FALSE(holds_stem(witness)) << pattern << ": " << witness;
    }
  }
  EXPECT_GT(proven, 50);
  EXPECT_LT(proven, 1450);
}

}  // namespace
}  // namespace licensus
