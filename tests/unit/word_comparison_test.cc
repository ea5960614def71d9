// The words that a rule and a text do not share.
#include "detect/text/word_comparison.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "detect/text/index_builder.h"
#include "detect/text/text_matcher.h"
#include "temporary_directory.h"

namespace licensus {
namespace {

// One license text with a word of more than 15 bytes, and words of several spellings.
constexpr const char* kText =
    "The oakwood licence lets all disproportionately happy people walk in the old wood, sit on the "
    "mossy stones and sing to the owls as long as the moon shines on the oakwood commercial paths";

class Compared : public ::testing::Test {
 protected:
  void SetUp() override {
    RuleSource source;
    source.name = "made 1";
    source.legalese = {{"commerical", 0}, {"commercial", 0}, {"licence", 1}, {"licenc", 1},
                       {"license", 1},    {"oakwoods", 2},   {"oakwood", 2}, {"walk", 3},
                       {"moon", 4},       {"owls", 5}};
    source.stopwords = {"stop"};
    source.licenses.push_back({"oak", "Oak", {}, false, false});
    SourceRule rule;
    rule.identifier = "oak.RULE";
    rule.expression = "oak";
    rule.text = kText;
    rule.flags = kRuleText;
    source.rules.push_back(rule);
    const auto bytes = build_text_index(source);
    ASSERT_TRUE(bytes) << bytes.error().message;
    folder_.write("made.index", *bytes);
    auto opened = TextIndex::open(folder_ / "made.index");
    ASSERT_TRUE(opened) << opened.error().message;
    index_ = std::move(*opened);
  }

  std::string compare(const std::string& text) const {
    TextMatcher matcher(*index_);
    TextMatchTrace trace;
    if (matcher.match(text, "file", &trace).matches.size() != 1) return "not one match";
    const WordComparison& words = trace.words.at(0);
    std::string shown = fmt::format("{}/{}+{}", words.matched, words.rule_words, words.extra);
    for (const WordGap& gap : words.gaps) {
      shown += fmt::format("\n{}{}", gap.missing ? '-' : '+', gap.text);
      if (gap.words > 1) shown += fmt::format(" ({})", gap.words);
      if (!gap.missing) shown += fmt::format(" @{}", gap.line);
    }
    if (words.more_gaps != 0) shown += fmt::format("\nand {}", words.more_gaps);
    return shown;
  }

  static std::string replaced(std::string_view from, std::string_view to) {
    std::string text = kText;
    return text.replace(text.find(from), from.size(), to);
  }

  TemporaryDirectory folder_;
  std::unique_ptr<const TextIndex> index_;
};

TEST_F(Compared, WholeTexts) {
  EXPECT_EQ(compare(kText), "34/34+0");
  // Unknown words count, stopwords do not.
  EXPECT_EQ(compare(replaced("mossy", "<stop> (green,\n\x1b[1m tall) mossy")),
            "34/34+3\n+stop> (green, [1m tall (3) @1");
}

TEST_F(Compared, MissingWordsAreThoseOfTheRule) {
  EXPECT_EQ(compare("zebra " + replaced("lets all disproportionately happy people", "lets people")),
            "31/34+0\n-all disproportionately happy (3)");
  EXPECT_EQ(compare(replaced("commercial paths", "zebra") + " sit"),
            "32/34+0\n-commercial paths (2)");
  EXPECT_EQ(compare(replaced("The oakwood licence lets", "People")),
            "30/34+0\n-the oakwood license lets (4)");
}

TEST_F(Compared, WhatStandsInPlaceOfWordsFollowsThem) {
  EXPECT_EQ(compare(replaced("old wood",
                             "young\n\xC3\xA9"
                             "cole")),
            "32/34+2\n-old wood (2)\n+young \xC3\xA9"
            "cole (2) @1");
}

TEST_F(Compared, LongGapsAreShortened) {
  std::string much;
  for (int i = 0; i < 40; ++i) much += " zebra" + std::to_string(i);
  EXPECT_EQ(compare(replaced("the mossy", "the" + much + " mossy")),
            "34/34+40\n+zebra0 zebra1 zebra2 zebra3 zebra4 ... zebra38 zebra39 (40) @1");
}

TEST_F(Compared, GapsAreBounded) {
  std::string text = kText;
  for (size_t at = 0; (at = text.find(' ', at)) != text.npos; at += 7)
    text.replace(at, 1, " zebra ");
  const std::string shown = compare(text);
  EXPECT_EQ(std::count(shown.begin(), shown.end(), '\n'), WordComparison::kMaxGaps + 1) << shown;
  EXPECT_TRUE(shown.ends_with("\nand 21")) << shown;
}

TEST_F(Compared, EveryTokenHasASpelling) {
  const auto spellings = spell_tokens(*index_);
  ASSERT_EQ(spellings.size(), index_->token_count());
  for (size_t id = 0; id < spellings.size(); ++id) {
    EXPECT_EQ(index_->find_token(spellings[id]), id) << spellings[id];
  }
  const auto has = [&](const char* word) {
    return std::find(spellings.begin(), spellings.end(), word) != spellings.end();
  };
  EXPECT_TRUE(has("disproportionately"));
  EXPECT_TRUE(has("oakwood")) << "the shortest";
  EXPECT_TRUE(has("license")) << "not the shortest, which is wrong";
  EXPECT_TRUE(has("commercial"));
}

}  // namespace
}  // namespace licensus
