// What is told of matches that were found and dropped.
#include "detect/text/match_trace.h"

#include <fmt/format.h>

#include <algorithm>

#include "detect/text/overlap_filters.h"
#include "detect/text/text_matcher.h"
#include "made_matches.h"
#include "tiny_index.h"

namespace licensus {
namespace {

using Shape = MadeMatches::Shape;

class Traced : public WithTinyIndex {
 protected:
  // "4-7 lies within ..." of each that is lost for good, by place.
  std::string settled(const MatchTrace& trace, const MatchList& kept) const {
    std::string shown;
    for (const LostMatch& lost : trace.settle(kept)) {
      shown += fmt::format("{}-{} {}\n", lost.match->in_text.first(), lost.match->in_text.last(),
                           reason_of(lost, *index_));
    }
    return shown;
  }
  MatchList make(const std::vector<Shape>& shapes) {
    MatchList matches;
    for (const Shape& shape : shapes) matches.push_back(made_.add(shape));
    return matches;
  }

  MadeMatches made_;
  uint64_t work_ = 1'000'000;
};

TEST_F(Traced, FiltersOfOverlapsTellLoserAndWinner) {
  MatchList matches = make({{.rule = 1, .text = {{0, 20}}},
                            {.rule = 2, .text = {{2, 4}}},
                            {.rule = 3, .text = {{15, 22}}},
                            {.rule = 4, .text = {{30, 35}}}});
  matches[0]->rid = 0;  // brook.LICENSE
  MatchList dropped;
  MatchTrace trace;
  drop_contained(matches, dropped, work_, &trace);
  drop_overlapping(
      matches, dropped, [](uint32_t, uint32_t) { return false; }, work_, &trace);
  EXPECT_EQ(settled(trace, matches),
            "2-3 lies within brook.LICENSE\n15-21 overlaps brook.LICENSE, which is longer\n");
}

TEST_F(Traced, EqualsAndNeighboursAreTold) {
  const MatchList few = make({{.rule = 1, .length = 20, .text = {{0, 5}}},
                              {.rule = 2, .length = 5, .text = {{0, 5}}},
                              {.rule = 3, .length = 5, .text = {{0, 5}}},
                              {.rule = 4, .text = {{3, 8}}},
                              {.rule = 5, .text = {{20, 23}}}});
  MatchTrace trace;
  trace.lose(*few[0], Loss::kContained, few[1]);
  trace.lose(*few[2], Loss::kContained, few[1]);
  trace.lose(*few[3], Loss::kOverlap, few[4]);
  trace.lose(*few[4], Loss::kOverlap, few[4]);
  const std::string spdx = "spdx-license-identifier";
  EXPECT_EQ(settled(trace, {}), "0-4 matches the same words as " + spdx +
                                    ", which has fewer others\n"
                                    "0-4 matches the same words as " +
                                    spdx +
                                    "\n"
                                    "3-7 overlaps " +
                                    spdx +
                                    " and the match before it, which have its words between them\n"
                                    "20-22 overlaps " +
                                    spdx + ", which is as long\n");
}

// Told once, and not at all where it came back or grew together with one that stays.
TEST_F(Traced, OnlyWhatIsLostForGoodIsTold) {
  const MatchList lost = make({{.rule = 1, .text = {{0, 5}}},
                               {.rule = 1, .text = {{0, 5}}},
                               {.rule = 1, .text = {{8, 9}}},
                               {.rule = 2, .text = {{8, 9}}},
                               {.rule = 3, .text = {{50, 52}}}});
  MatchTrace trace;
  for (const RuleMatch* match : lost) trace.lose(*match, Loss::kList);
  const MatchList kept = {made_.add({.rule = 1, .text = {{7, 12}}}), lost[4]};
  EXPECT_EQ(settled(trace, kept),
            "0-4 is one of a list of license names\n8-8 is one of a list of license names\n");
}

TEST_F(Traced, IsBounded) {
  const MatchList one = make({{.rule = 1, .text = {{0, 5}}}});
  MatchTrace trace;
  for (size_t i = 0; i < MatchTrace::kMaxLost + 3; ++i) trace.lose(*one[0], Loss::kShort);
  EXPECT_EQ(trace.left_out(), 3U);
  EXPECT_EQ(trace.settle({}).size(), 1U);
}

TEST_F(Traced, ReasonsOfOneMatchSayWhatItsRuleAsksFor) {
  RuleMatch& match = *made_.add({.length = 20, .text = {{0, 5}}, .high = 1});
  RuleRecord rule = *match.rule;
  match.rule = &rule;
  const auto reason = [&](Loss why) { return reason_of({&match, why, nullptr}, *index_); };
  rule.minimum_coverage = 70;
  EXPECT_EQ(reason(Loss::kCoverage), "covers 25% of its rule, which asks for 70%");
  EXPECT_EQ(reason(Loss::kShort), "covers 25% of its rule, which is too short for that");
  rule.min_high_length = 2;
  EXPECT_EQ(reason(Loss::kShort), "matches 1 words of legalese, its rule asks for 2");
  rule.min_length = 6;
  EXPECT_EQ(reason(Loss::kShort), "matches 5 words, its rule asks for 6");
  EXPECT_EQ(reason(Loss::kPhrase),
            "a phrase that its rule requires is missing or has other words in it");
  rule.flags = kRuleContinuous;
  EXPECT_EQ(reason(Loss::kPhrase), "its words must all be there, without others between them");
}

// What a matcher drops on its way, and that telling it changes nothing.
TEST_F(Traced, MatchersTellWhatTheyDrop) {
  std::string text =
      "Permission of the old meadow: walk, sit, dance and sing.\n"
      "No warranty against bees + hornets.\n\nbees and a driving licence 42";
  for (int i = 0; i < 20; ++i)
    text += "\n\nmeadow and meadow license and brook, GPL2+, permission ";
  TextMatcher matcher(*index_);
  TextMatchTrace trace;
  const TextMatchResult traced = matcher.match(text, "file", &trace);
  const TextMatchResult plain = matcher.match(text, "file");
  ASSERT_EQ(traced.matches.size(), plain.matches.size());
  ASSERT_EQ(trace.words.size(), plain.matches.size());
  for (size_t i = 0; i < plain.matches.size(); ++i) {
    EXPECT_EQ(traced.matches[i].rule, plain.matches[i].rule);
    EXPECT_EQ(traced.matches[i].begin, plain.matches[i].begin);
    EXPECT_EQ(traced.matches[i].score, plain.matches[i].score);
  }
  const auto told = [&](std::string_view rule, std::string_view reason) {
    return std::any_of(trace.lost.begin(), trace.lost.end(), [&](const LostTextMatch& lost) {
      return lost.match.rule == rule && lost.reason == reason;
    });
  };
  EXPECT_TRUE(told("meadow_1.RULE", "lies within meadow-1.0.LICENSE"));
  EXPECT_TRUE(told("meadow_1.RULE", "lies within meadow_3.RULE"));
  EXPECT_TRUE(told("false_1.RULE", "its rule says that no license is meant here"));
  EXPECT_EQ(trace.left_out, 0U);
}

// Names of one word each, enough of them for a list.
TEST(TracedLists, AreTold) {
  RuleSource source;
  source.name = "made 1";
  source.stopwords = {"stop"};
  std::string names;
  for (uint16_t i = 0; i < 20; ++i) {
    const std::string name = std::string("oak") + static_cast<char>('a' + i);
    source.legalese.emplace_back(name, i);
    source.licenses.push_back({name, name, {}, false, false});
    SourceRule& rule = source.rules.emplace_back();
    rule.identifier = name + ".RULE";
    rule.expression = name;
    rule.text = name;
    rule.flags = kRuleReference;
    names += name + '\n';
  }
  const auto bytes = build_text_index(source);
  ASSERT_TRUE(bytes) << bytes.error().message;
  const TemporaryDirectory folder;
  folder.write("made.index", *bytes);
  const auto index = TextIndex::open(folder / "made.index");
  ASSERT_TRUE(index) << index.error().message;
  TextMatcher matcher(**index);
  const auto count_listed = [&](const std::string& text) {
    TextMatchTrace trace;
    EXPECT_TRUE(matcher.match(text, "file", &trace).matches.empty());
    return std::count_if(trace.lost.begin(), trace.lost.end(), [](const LostTextMatch& lost) {
      return lost.reason == "is one of a list of license names";
    });
  };
  EXPECT_EQ(count_listed(names), 20);
  std::string many;
  for (int i = 0; i < 9; ++i) many += names;
  EXPECT_EQ(count_listed(many), 180);
}

}  // namespace
}  // namespace licensus
