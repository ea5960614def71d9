#include "detect/text/front_matter.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "detect/text/rule_compiler.h"
#include "detect/text/rule_source.h"
#include "detect/text/thresholds.h"

namespace licensus {
namespace {

std::string error_of(std::string_view file) {
  const auto front = parse_front_matter(file);
  return front ? "" : front.error().message;
}

TEST(FrontMatter, ReadsScalarsListsAndText) {
  const auto front = parse_front_matter(
      "---\r\n"
      "key: brook\r\n"
      "# a comment: nothing\n"
      "name: \"Brook: a license\"  \n"
      "long: one\n"
      "    two # not three\n"
      "empty:\n"
      "notes: |\n"
      "    key: of the notes\n"
      "\n"
      "    --- neither\n"
      "urls:\n"
      "  - https://brook.example/#a\n"
      "  - 'quoted'\n"
      "-----  \n"
      "\n"
      "  The text.\n---\nkey: of the text\n");
  ASSERT_TRUE(front) << front.error().message;
  EXPECT_EQ(front->value("key"), "brook");
  EXPECT_EQ(front->value("name"), "Brook: a license");
  EXPECT_EQ(front->value("long"), "one two");
  EXPECT_EQ(front->value("empty"), "");
  EXPECT_EQ(front->value("absent"), "");
  EXPECT_EQ(front->value("notes"), "");
  EXPECT_EQ(front->fields.at("urls").items,
            (std::vector<std::string>{"https://brook.example/#a", "quoted"}));
  EXPECT_EQ(front->text, "\n  The text.\n---\nkey: of the text\n");
}

TEST(FrontMatter, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(error_of(""), "line 1: no --- at its begin");
  EXPECT_EQ(error_of("key: brook\n---\n"), "line 1: no --- at its begin");
  EXPECT_EQ(error_of("---\nkey: brook\n"), "no second --- behind its head");
  EXPECT_EQ(error_of("---\nkey brook\n---\n"), "line 2: not understood");
  EXPECT_EQ(error_of("---\n  - brook\n---\n"), "line 2: not understood");
  EXPECT_EQ(error_of("---\nkey: a\nkey: b\n---\n"), "line 3: not understood");
  EXPECT_EQ(error_of("---\nkey:a\n---\n"), "line 2: not understood");
}

TEST(FrontMatter, ReadsFlagsAndPercentages) {
  const auto front = parse_front_matter(
      "---\na: yes\nb: no\nc: maybe\nd: 80\ne: 99.0\nf: 101\ng: 2.5\nh: -1\n---\n");
  ASSERT_TRUE(front) << front.error().message;
  EXPECT_EQ(front->flag("a").value(), true);
  EXPECT_EQ(front->flag("b").value(), false);
  EXPECT_EQ(front->flag("absent").value(), false);
  EXPECT_EQ(front->flag("c").error().message, "c is neither yes nor no");
  EXPECT_EQ(front->percentage("d").value(), 80);
  EXPECT_EQ(front->percentage("e").value(), 99);
  EXPECT_EQ(front->percentage("absent").value(), -1);
  for (const char* wrong : {"c", "f", "g", "h"}) EXPECT_FALSE(front->percentage(wrong)) << wrong;
}

TEST(PythonWords, ReadsWordsAndNumbersAsData) {
  const auto words = read_python_words(
      "x = {'no': 1}\nwords = {  # { }\n'a':0,\n\"b\" : 12, 'c',\n}\n'd'", "words = {");
  ASSERT_TRUE(words) << words.error().message;
  EXPECT_EQ(*words, (std::vector<std::pair<std::string, int>>{{"a", 0}, {"b", 12}, {"c", 0}}));
  EXPECT_EQ(read_python_words("x = {}", "words = {").error().message, "no \"words = {\" in it");
  for (const char* wrong : {"w={'a':0", "w={'a\n':0}", "w={f('a'):0}", "w={1:2}", "w={'a\\'':1}"}) {
    EXPECT_FALSE(read_python_words(wrong, "w={")) << wrong;
  }
}

TEST(Expressions, AreRenderedAsTheyAreNested) {
  EXPECT_EQ(render_as_scancode("a or b and c").value(), "a OR (b AND c)");
  EXPECT_EQ(render_as_scancode("(a and b) and c").value(), "(a AND b) AND c");
  EXPECT_EQ(render_as_scancode("a AND b AND c").value(), "a AND b AND c");
  EXPECT_EQ(render_as_scancode("((a with b))").value(), "a WITH b");
  EXPECT_FALSE(render_as_scancode("a b"));
}

// length, high, unique, high unique, coverage (negative: not stored) -> coverage, min_length,
// min_high, min_unique, min_high_unique; the values of ScanCode 32.5.0's functions.
struct Threshold {
  uint16_t length, high, unique, high_unique;
  int stored;
  uint8_t coverage;
  uint16_t min_length, min_high, min_unique, min_high_unique;
};

TEST(Thresholds, AreThoseOfScanCode) {
  const Threshold cases[] = {
      {2, 1, 2, 1, -1, 100, 2, 1, 2, 1},
      {2, 1, 2, 1, 50, 50, 2, 1, 2, 1},
      {4, 2, 3, 2, -1, 80, 4, 2, 3, 2},
      {9, 4, 8, 3, -1, 80, 9, 4, 7, 3},
      {5, 5, 1, 1, -1, 80, 5, 5, 1, 1},
      {10, 4, 8, 3, -1, 50, 5, 3, 3, 3},
      {19, 2, 15, 2, -1, 50, 9, 2, 2, 2},
      {20, 9, 15, 8, -1, 50, 10, 3, 4, 3},
      {29, 1, 15, 1, 90, 90, 14, 1, 4, 1},
      {30, 4, 15, 4, -1, 0, 4, 3, 4, 2},
      {199, 50, 99, 40, -1, 0, 4, 3, 4, 3},
      {200, 55, 99, 40, -1, 0, 20, 5, 4, 3},
      {201, 55, 99, 49, -1, 0, 20, 5, 20, 4},
      {5000, 900, 700, 200, 80, 80, 500, 90, 500, 20},
      {5000, 900, 700, 200, 100, 100, 5000, 900, 700, 200},
  };
  for (const Threshold& expected : cases) {
    RuleRecord rule;
    rule.length = expected.length;
    rule.high_length = expected.high;
    rule.unique_length = expected.unique;
    rule.high_unique_length = expected.high_unique;
    if (expected.stored >= 0) {
      rule.minimum_coverage = static_cast<uint8_t>(expected.stored);
      rule.flags = kRuleStoredCoverage;
    }
    compute_thresholds(rule);
    EXPECT_EQ(rule.minimum_coverage, expected.coverage) << expected.length;
    EXPECT_EQ(rule.min_length, expected.min_length) << expected.length;
    EXPECT_EQ(rule.min_high_length, expected.min_high) << expected.length;
    EXPECT_EQ(rule.min_unique_length, expected.min_unique) << expected.length;
    EXPECT_EQ(rule.min_high_unique_length, expected.min_high_unique) << expected.length;
    EXPECT_EQ(rule.has(kRuleSmall), expected.length < 15);
    EXPECT_EQ(rule.has(kRuleTiny), expected.length < 6);
  }
  EXPECT_EQ(computed_relevance(1), 5);
  EXPECT_EQ(computed_relevance(9), 50);
  EXPECT_EQ(computed_relevance(17), 94);
  EXPECT_EQ(computed_relevance(18), 100);
  EXPECT_EQ(computed_relevance(5000), 100);
}

}  // namespace
}  // namespace licensus
