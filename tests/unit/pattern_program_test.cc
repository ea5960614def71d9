// Programs of patterns against RE2, which says what is right.
#include "detect/pattern_program.h"

#include <gtest/gtest.h>
#include <re2/re2.h>
#include <unicode/uchar.h>

#include <random>

#include "base/utf8.h"
#include "detect/compiled_rule.h"
#include "real_rules.h"

namespace licensus {
namespace {

using Found = PatternProgram::Found;

re2::RE2::Options options(bool case_sensitive) {
  re2::RE2::Options options;
  options.set_case_sensitive(case_sensitive);
  return options;
}

PatternProgram program_of(const std::string& pattern, bool case_sensitive) {
  std::map<std::string, int> groups;
  const PatternShape shape = read_shape(pattern, case_sensitive, &groups);
  return PatternProgram::compile(shape, std::move(groups));
}

// What both say of one search, "?" where the program does not know.
std::string told(Found found, Span match) {
  if (found == Found::kUnsure) return "?";
  if (found == Found::kNone) return "none";
  return std::to_string(match.start) + "-" + std::to_string(match.end);
}

std::string told(bool found, const re2::StringPiece& match, const std::string& text) {
  if (!found) return "none";
  const auto start = static_cast<size_t>(match.data() - text.data());
  return std::to_string(start) + "-" + std::to_string(start + match.size());
}

// Compares all that a program answers; how often it knew and matched.
class Comparison {
 public:
  Comparison(const std::string& pattern, bool case_sensitive)
      : pattern_(pattern),
        re2_(pattern, options(case_sensitive)),
        program_(program_of(pattern, case_sensitive)) {
    EXPECT_TRUE(re2_.ok()) << pattern << ": " << re2_.error();
  }

  bool has_code() const { return program_.has_code(); }
  const re2::RE2& re2() const { return re2_; }
  const PatternProgram& program() const { return program_; }

  // Whether the program knew; it must where `text` is UTF-8 and short.
  bool compare(const std::string& text, size_t from, size_t to) {
    re2::StringPiece piece;
    Span match{};
    const bool found = re2_.Match(text, from, to, re2::RE2::UNANCHORED, &piece, 1);
    const std::string expected = told(found, piece, text);
    const Found answer = program_.find(text, from, text.size(), to, match);
    if (answer == Found::kUnsure) return false;
    EXPECT_EQ(told(answer, match), expected) << shown(text, from, to);
    if (found && match.start > from) {
      Span none{};
      EXPECT_EQ(program_.find(text, from, match.start - 1, to, none), Found::kNone);
    }
    const bool anchored = re2_.Match(text, from, to, re2::RE2::ANCHOR_START, &piece, 1);
    Span at_start{};
    const Found start = program_.match_at(text, from, to, at_start);
    if (start != Found::kUnsure) {
      EXPECT_EQ(told(start, at_start), told(anchored, piece, text)) << shown(text, from, to);
    }
    if (answer == Found::kMatch) compare_groups(text, match);
    return true;
  }

  size_t matches() const { return matches_; }

 private:
  void compare_groups(const std::string& text, Span match) {
    ++matches_;
    const auto count = static_cast<size_t>(re2_.NumberOfCapturingGroups()) + 1;
    std::vector<re2::StringPiece> expected(count);
    std::vector<std::string_view> groups(count);
    const Found found = program_.capture(text, match, groups);
    if (found == Found::kUnsure) return;
    ASSERT_EQ(found, Found::kMatch) << shown(text, match.start, match.end);
    ASSERT_TRUE(re2_.Match(text, match.start, match.end, re2::RE2::ANCHOR_BOTH, expected.data(),
                           static_cast<int>(count)));
    for (size_t i = 0; i < count; ++i) {
      ASSERT_EQ(groups[i], std::string_view(expected[i].data(), expected[i].size()))
          << "group " << i << " of " << shown(text, match.start, match.end);
    }
  }
  std::string shown(const std::string& text, size_t from, size_t to) const {
    return pattern_ + " on " + testing::PrintToString(text) + " from " + std::to_string(from) +
           " to " + std::to_string(to);
  }

  std::string pattern_;
  re2::RE2 re2_;
  PatternProgram program_;
  size_t matches_ = 0;
};

class RandomPatterns {
 public:
  explicit RandomPatterns(unsigned seed) : random_(seed) {}

  std::string pattern(int depth) {
    switch (depth == 0 ? pick(4) : pick(12)) {
      case 0:
        return one_of({"a", "b", "ab", "k", "S", "-", "가", "é", "abba", "\\."});
      case 1:
        return one_of({"[ab]", "[^a]", "[a-k]", "\\s", "\\d", ".", "[가-힣]", "[^\\s가]", "[É-ü]"});
      case 2:
        return one_of({"\\b", "\\B", "^", "$", "a", "b", " ", "\\Qa.\\E"});
      case 3:
        return one_of({"[ab]", "[^ ]", "."}) +
               one_of({"{0,3}", "{0,3}?", "?", "??", "{2}", "{1,4}"});
      case 4:
        return one_of({"[ab-]", "[^a]", "\\s"}) + one_of({"*", "*?", "+", "+?", "{2,}"});
      case 5:
        return "(?:" + pattern(depth - 1) + ")" + one_of({"?", "??", "{0,2}", "{1,2}?", "{2}"});
      case 6:
        return "(" + pattern(depth - 1) + ")" + one_of({"", "?", "{1,3}"});
      case 7:
        return one_of({"(?i:", "(?-i:", "(?s:", "(?P<n" + std::to_string(++names_) + ">"}) +
               pattern(depth - 1) + ")";
      case 8:
        return choice(2 + pick(2), depth);
      case 9:
        return choice(8 + pick(4), 1);
      default:
        return pattern(depth - 1) + pattern(depth - 1);
    }
  }
  std::string text(bool damaged) {
    std::string text;
    for (size_t i = pick(30); i > 0; --i) {
      text += damaged && pick(6) == 0
                  ? one_of({"\xff", "\xec\xa0", "\x80", "\xc3", "\xed\xa0\x80", "\xe0\x80\x80"})
                  : one_of({"a", "b", "ab", "A", "B", "k", "\u212A", "s", "ſ", " ", "\n", "-", ".",
                            "가", "é", "É", "7", "_", "😀"});
    }
    return text;
  }
  size_t pick(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }

 private:
  std::string one_of(const std::vector<std::string>& all) { return all[pick(all.size())]; }
  std::string choice(size_t count, int depth) {
    std::string all = "(?:" + pattern(depth - 1);
    for (; count > 1; --count) all += "|" + pattern(depth - 1);
    return all + ")";
  }

  std::mt19937 random_;
  int names_ = 0;
};

TEST(PatternProgram, AgreesWithRe2) {
  RandomPatterns random(20261130);
  size_t known = 0;
  size_t matches = 0;
  size_t with_code = 0;
  for (int i = 0; i < 3000; ++i) {
    Comparison comparison(random.pattern(4), i % 2 == 0);
    if (!comparison.has_code()) continue;
    ++with_code;
    EXPECT_EQ(comparison.program().groups, comparison.re2().NamedCapturingGroups());
    for (int k = 0; k < 30; ++k) {
      const bool damaged = k % 3 == 0;
      const std::string text = random.text(damaged);
      const size_t from = random.pick(3) == 0 ? random.pick(text.size() + 1) : 0;
      const size_t to =
          random.pick(3) == 0 ? from + random.pick(text.size() - from + 1) : text.size();
      const bool knew = comparison.compare(text, from, to);
      ASSERT_FALSE(testing::Test::HasFailure());
      known += knew ? 1 : 0;
    }
    matches += comparison.matches();
  }
  EXPECT_GT(with_code, 2000U);
  EXPECT_GT(known, 29 * with_code);
  EXPECT_GT(matches, 5 * with_code);
}

TEST(PatternProgram, KnowsTheOtherCasesOfEachLetter) {
  size_t letters = 0;
  for (UChar32 c = 0; c < 0x20000; ++c) {
    const UChar32 others[] = {u_tolower(c), u_toupper(c), u_totitle(c),
                              u_foldCase(c, U_FOLD_CASE_DEFAULT)};
    if (std::all_of(std::begin(others), std::end(others), [&](UChar32 o) { return o == c; }))
      continue;
    ++letters;
    std::string written;
    append_utf8(static_cast<uint32_t>(c), written);
    Comparison comparison("x" + written + "[" + written + "]", false);
    for (const UChar32 other : others) {
      for (const UChar32 second : {other, c, UChar32{'s'}, UChar32{0x212A}, UChar32{0x1E9E}}) {
        std::string text = "x";
        append_utf8(static_cast<uint32_t>(other), text);
        append_utf8(static_cast<uint32_t>(second), text);
        ASSERT_TRUE(comparison.compare(text, 0, text.size()));
        ASSERT_FALSE(testing::Test::HasFailure());
      }
    }
  }
  EXPECT_GT(letters, 2500U);
}

TEST(PatternProgram, LeavesToRe2WhatOnlyRe2Knows) {
  for (const char* pattern : {"\\pL", "(?m)^a", "[[:alpha:]]", "[\\W]", "\\C", "(?U)a{1,2}",
                              "(?:ab)*", "\\D", "(?:(?:ab?){100}){400}"}) {
    EXPECT_FALSE(program_of(pattern, false).has_code()) << pattern;
  }
  EXPECT_EQ(program_of("(a)(?P<letter>\\pL)", true).groups,
            (std::map<std::string, int>{{"letter", 2}}));
}

// Nested repeats could be tried in ever so many ways.
TEST(PatternProgram, GivesUpAfterSomeSteps) {
  const std::string pattern = "(?:a{0,9}){0,9}(?:a{0,9}){0,9}(?:a{0,9}){0,9}b";
  const PatternProgram program = program_of(pattern, true);
  ASSERT_TRUE(program.has_code());
  const std::string text(400, 'a');
  Span match{};
  EXPECT_EQ(program.find(text, 0, text.size(), text.size(), match), Found::kUnsure);
  const Rule rule{
      .id = "a", .pattern = pattern, .case_sensitive = true, .program = program, .stems = {"aab"}};
  const auto compiled = CompiledRule::compile(rule);
  ASSERT_TRUE(compiled);
  EXPECT_EQ((*compiled)->find(text, 0, text.size(), text.size()), std::nullopt);
  const std::string matching = text.substr(0, 100) + "b";
  const std::optional<Span> found = (*compiled)->find(matching, 0, 101, 101);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->start, 0U);
  EXPECT_EQ(found->end, 101U);
}

// The rules that are shipped, on their own examples, whole and changed a little.
TEST(PatternProgram, AgreesOnTheRulesThatAreShipped) {
  RandomPatterns random(7);
  size_t matches = 0;
  size_t unsure = 0;
  for (const Rule& rule : real_rules().rules.rules) {
    Comparison comparison(rule.pattern, rule.case_sensitive);
    ASSERT_TRUE(comparison.has_code()) << rule.id;
    EXPECT_EQ(comparison.program().groups, comparison.re2().NamedCapturingGroups()) << rule.id;
    std::vector<std::string> texts = rule.near_misses;
    for (const Rule::Example& example : rule.examples) texts.push_back(example.text);
    for (const std::string& example : texts) {
      for (int k = 0; k < 12; ++k) {
        std::string text = example;
        for (int changes = k % 4; changes > 0 && !text.empty(); --changes) {
          const size_t at = random.pick(text.size());
          if (random.pick(2) == 0) {
            text[at] = " -a,\n;K\xff"[random.pick(8)];
          } else {
            text.insert(at, texts[random.pick(texts.size())].substr(0, random.pick(20)));
          }
        }
        unsure += comparison.compare(text, 0, text.size()) ? 0 : 1;
        ASSERT_FALSE(testing::Test::HasFailure()) << rule.id;
      }
    }
    matches += comparison.matches();
  }
  EXPECT_GT(matches, 2500U);
  EXPECT_LT(unsure, matches / 5);
}

}  // namespace
}  // namespace licensus
