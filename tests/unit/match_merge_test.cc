// merge_matches: which matches of a rule become one.
#include <gtest/gtest.h>

#include "made_matches.h"
#include "tiny_index.h"

namespace licensus {
namespace {

using Runs = std::vector<PositionSet::Run>;

struct Case {
  const char* name;
  uint16_t rule_length;
  std::vector<std::pair<Runs, Runs>> matches;  // in the text, in the rule
  const char* expected;
};

// Matches of one rule. The distance allowed is half the rule, 50 at most.
const Case kCases[] = {
    {"equal", 100, {{{{0, 5}}, {{0, 5}}}, {{{0, 5}}, {{0, 5}}}}, "0-4"},
    {"one_after_the_other", 100, {{{{0, 5}}, {{0, 5}}}, {{{7, 12}}, {{6, 11}}}}, "0-4,7-11"},
    {"touching", 100, {{{{0, 5}}, {{0, 5}}}, {{{5, 9}}, {{5, 9}}}}, "0-8"},
    {"at_the_distance", 20, {{{{0, 5}}, {{0, 5}}}, {{{14, 18}}, {{5, 9}}}}, "0-4,14-17"},
    {"beyond_the_distance", 20, {{{{0, 5}}, {{0, 5}}}, {{{15, 18}}, {{5, 8}}}}, "0-4|15-17"},
    {"beyond_50", 2000, {{{{0, 5}}, {{0, 5}}}, {{{55, 60}}, {{5, 10}}}}, "0-4|55-59"},
    {"rule_of_one_word", 1, {{{{0, 1}}, {{0, 1}}}, {{{1, 2}}, {{0, 1}}}}, "0-0|1-1"},
    {"far_apart_in_the_rule", 300, {{{{0, 5}}, {{0, 5}}}, {{{6, 9}}, {{60, 63}}}}, "0-4|6-8"},
    {"wrong_order_in_the_rule", 100, {{{{0, 5}}, {{20, 25}}}, {{{6, 9}}, {{2, 5}}}}, "0-4|6-8"},
    {"contained", 100, {{{{0, 9}}, {{0, 9}}}, {{{2, 5}}, {{40, 43}}}}, "0-8"},
    {"same_rule_words_denser_stays",
     100,
     {{{{0, 3}, {6, 8}}, {{0, 5}}}, {{{3, 8}}, {{0, 5}}}},
     "3-7"},
    {"same_rule_words_apart", 100, {{{{0, 5}}, {{0, 5}}}, {{{9, 14}}, {{0, 5}}}}, "0-4|9-13"},
    {"surrounded_and_aligned",
     100,
     {{{{0, 3}, {8, 10}}, {{0, 3}, {8, 10}}}, {{{4, 6}}, {{4, 6}}}},
     "0-2,4-5,8-9"},
    {"surrounded_not_aligned",
     100,
     {{{{0, 3}, {8, 10}}, {{0, 5}}}, {{{4, 6}}, {{1, 3}}}},
     "0-2,8-9|4-5"},
    {"overlapping_in_step", 100, {{{{0, 6}}, {{0, 6}}}, {{{4, 9}}, {{4, 9}}}}, "0-8"},
    {"overlapping_out_of_step", 100, {{{{0, 6}}, {{0, 6}}}, {{{4, 9}}, {{5, 10}}}}, "0-5|4-8"},
    // The first two unite, and then reach the third.
    {"chain",
     12,
     {{{{0, 3}}, {{0, 3}}}, {{{6, 8}}, {{4, 6}}}, {{{12, 14}}, {{7, 9}}}},
     "0-2,6-7,12-13"},
};

class MatchMerge : public WithTinyIndex {
 protected:
  std::string merge(MatchList matches, uint64_t work = 1'000'000) {
    merge_matches(matches, *index_, work);
    return show(matches);
  }
  MadeMatches made_;
};

TEST_F(MatchMerge, FollowsTheCases) {
  for (const Case& one : kCases) {
    MatchList matches;
    for (const auto& [text, rule] : one.matches) {
      matches.push_back(
          made_.add({.rule = 1, .length = one.rule_length, .text = text, .in_rule = rule}));
    }
    EXPECT_EQ(merge(matches), one.expected) << one.name;
  }
}

TEST_F(MatchMerge, KeepsRulesApartInTheirOrder) {
  EXPECT_EQ(
      merge({made_.add({.rule = 2, .text = {{0, 5}}}), made_.add({.rule = 1, .text = {{6, 9}}}),
             made_.add({.rule = 2, .text = {{5, 8}}})}),
      "6-8|0-7");
}

TEST_F(MatchMerge, UnitesWhatFoundThemAndLegalese) {
  RuleMatch* first = made_.add({.rule = 1, .text = {{0, 5}}, .high = 2, .steps = kStepExact});
  RuleMatch* second = made_.add({.rule = 1, .text = {{6, 9}}, .high = 1, .steps = kStepSequence});
  EXPECT_EQ(merge({second, first}), "0-4,6-8");
  EXPECT_EQ(first->steps, kStepExact | kStepSequence);
  EXPECT_EQ(first->high, 3U);
  EXPECT_FALSE(first->only_sequence());
}

TEST_F(MatchMerge, OfARuleOfTheIndexCountsSharedLegaleseOnce) {
  const auto rid = static_cast<Rid>([&] {
    for (Rid at = 0; at < index_->rule_count(); ++at) {
      if (index_->identifier(at) == "meadow-1.0.LICENSE") return at;
    }
    return kNoRule;
  }());
  ASSERT_NE(rid, kNoRule);
  const auto tokens = index_->tokens(rid);
  const auto count = [&](uint32_t begin, uint32_t end) {
    uint32_t high = 0;
    for (uint32_t at = begin; at < end; ++at) high += index_->is_high(tokens[at]) ? 1 : 0;
    return high;
  };
  const auto size = static_cast<uint32_t>(tokens.size());
  ASSERT_GT(size, 6U);
  ASSERT_GT(count(0, size), 0U);
  RuleMatch* first = made_.add({.rule = 1, .text = {{0, size - 2}}, .high = count(0, size - 2)});
  RuleMatch* second = made_.add({.rule = 1, .text = {{2, size}}, .high = count(2, size)});
  first->rid = second->rid = rid;
  EXPECT_EQ(merge({first, second}), "0-" + std::to_string(size - 1));
  EXPECT_EQ(first->high, count(0, size));
}

TEST_F(MatchMerge, StopsWhereTheWorkIsUsedUp) {
  MatchList matches;
  for (uint32_t at = 0; at < 100; ++at) {
    matches.push_back(made_.add({.rule = 1, .text = {{at * 2, at * 2 + 1}}}));
  }
  uint64_t work = 10;
  merge_matches(matches, *index_, work);
  EXPECT_EQ(work, 0U);
  EXPECT_EQ(matches.size(), 90U);
}

}  // namespace
}  // namespace licensus
