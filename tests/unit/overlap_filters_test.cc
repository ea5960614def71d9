// Which of several matches on the same words stay.
#include "detect/text/overlap_filters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "made_matches.h"
#include "tiny_index.h"

namespace licensus {
namespace {

using Shape = MadeMatches::Shape;

const LicensingContains kNothing = [](uint32_t, uint32_t) { return false; };
// Expression 1 holds 2, and each holds itself.
const LicensingContains kOneHoldsTwo = [](uint32_t a, uint32_t b) {
  return a == b || (a == 1 && b == 2);
};

class Overlaps : public WithTinyIndex {
 protected:
  MatchList make(const std::vector<Shape>& shapes) {
    MatchList matches;
    for (const Shape& shape : shapes) matches.push_back(made_.add(shape));
    return matches;
  }
  std::string contained(const std::vector<Shape>& shapes) {
    MatchList matches = make(shapes), dropped;
    drop_contained(matches, dropped, work_);
    return show(matches) + " / " + show(dropped);
  }
  std::string overlapping(const std::vector<Shape>& shapes,
                          const LicensingContains& contains = kNothing) {
    MatchList matches = make(shapes), dropped;
    drop_overlapping(matches, dropped, contains, work_);
    return show(matches) + " / " + show(dropped);
  }

  MadeMatches made_;
  uint64_t work_ = 1'000'000'000;
};

TEST_F(Overlaps, ContainedGoes) {
  EXPECT_EQ(contained({{.text = {{2, 4}}}, {.text = {{0, 9}}}}), "0-8 / 2-3");
  EXPECT_EQ(contained({{.text = {{0, 4}}}, {.text = {{4, 9}}}}), "0-3|4-8 / ");
  EXPECT_EQ(contained({{.text = {{0, 3}, {6, 9}}}, {.text = {{4, 6}}}}), "0-2,6-8|4-5 / ");
}

TEST_F(Overlaps, OfEqualOnesTheBetterCoveredStays) {
  MatchList matches = make({{.length = 20, .text = {{0, 5}}}, {.length = 5, .text = {{0, 5}}}});
  const RuleMatch* better = matches[1];
  MatchList dropped;
  drop_contained(matches, dropped, work_);
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0], better);
  // Of equally covered ones the one whose step comes first.
  matches = make({{.text = {{0, 5}}, .steps = kStepSequence}, {.text = {{0, 5}}}});
  const RuleMatch* exact = matches[1];
  drop_contained(matches, dropped, work_);
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0], exact);
}

// Quirk: where a match ends behind the current one, the search for contained ones ends, so the
// third stays although the first holds it.
TEST_F(Overlaps, ContainedIsNotLookedForBehindALongerOne) {
  EXPECT_EQ(contained({{.text = {{0, 20}}}, {.text = {{5, 6}, {30, 31}}}, {.text = {{8, 10}}}}),
            "0-19|5-5,30-30|8-9 / ");
}

TEST_F(Overlaps, LargeOverlapDropsTheShorter) {
  EXPECT_EQ(overlapping({{.text = {{0, 20}}}, {.text = {{11, 21}}}}), "0-19 / 11-20");  // 0.9
  EXPECT_EQ(overlapping({{.text = {{0, 10}}}, {.text = {{1, 21}}}}), "1-20 / 0-9");
  EXPECT_EQ(overlapping({{.text = {{0, 20}}}, {.text = {{13, 23}}}}), "0-19 / 13-22");  // 0.7
  EXPECT_EQ(overlapping({{.text = {{0, 20}}}, {.text = {{13, 23}}, .high = 1}}), "0-19|13-22 / ");
  EXPECT_EQ(overlapping({{.text = {{0, 20}}}, {.text = {{14, 24}}}}), "0-19|14-23 / ");  // 0.6
}

TEST_F(Overlaps, MediumOverlapAsksForTheLicense) {
  const auto shapes = [](uint32_t first, uint32_t second) {
    return std::vector<Shape>{{.text = {{0, 20}}, .expression = first},
                              {.text = {{15, 25}}, .expression = second}};  // 0.5
  };
  EXPECT_EQ(overlapping(shapes(1, 2), kOneHoldsTwo), "0-19 / 15-24");
  EXPECT_EQ(overlapping(shapes(1, 1), kOneHoldsTwo), "0-19 / 15-24");
  EXPECT_EQ(overlapping(shapes(2, 1), kOneHoldsTwo), "0-19|15-24 / ");
  // The longer second holds the first.
  EXPECT_EQ(
      overlapping({{.text = {{0, 10}}, .expression = 2}, {.text = {{5, 25}}, .expression = 1}},
                  kOneHoldsTwo),
      "5-24 / 0-9");
}

TEST_F(Overlaps, SmallOverlapAsksForSurroundingToo) {
  EXPECT_EQ(overlapping({{.text = {{0, 12}, {20, 30}}, .expression = 1},
                         {.text = {{11, 20}, {20, 21}}, .expression = 2}},
                        kOneHoldsTwo),
            "0-11,20-29 / 11-20");
  EXPECT_EQ(
      overlapping({{.text = {{0, 12}}, .expression = 1}, {.text = {{10, 20}}, .expression = 2}},
                  kOneHoldsTwo),
      "0-11|10-19 / ");
}

TEST_F(Overlaps, OnlyTheWordLicenseIsShared) {
  const Shape first{.text = {{0, 4}}, .flags = kRuleEndsWithLicense};
  EXPECT_EQ(overlapping({first, {.text = {{3, 5}}, .flags = kRuleStartsWithLicense}}), "0-3 / 3-4");
  EXPECT_EQ(overlapping({first, {.text = {{3, 5}}}}), "0-3|3-4 / ");
}

TEST_F(Overlaps, BetweenTwoNeighboursTheMiddleGoes) {
  EXPECT_EQ(overlapping({{.text = {{0, 10}}}, {.text = {{5, 15}}}, {.text = {{10, 22}}}}),
            "0-9|10-21 / 5-14");
  // Not where the neighbours overlap.
  EXPECT_EQ(overlapping({{.text = {{0, 11}}}, {.text = {{5, 15}}}, {.text = {{10, 22}}}}),
            "0-10|5-14|10-21 / ");
}

TEST_F(Overlaps, FalsePositivesDoNotOverlapEachOther) {
  const auto shapes = [](uint32_t flags) {
    return std::vector<Shape>{{.text = {{0, 20}}, .flags = kRuleFalsePositive},
                              {.text = {{10, 20}}, .flags = flags}};
  };
  EXPECT_EQ(overlapping(shapes(kRuleFalsePositive)), "0-19|10-19 / ");
  EXPECT_EQ(overlapping(shapes(kRuleTag)), "0-19 / 10-19");
}

TEST_F(Overlaps, WhatLostToALoserComesBack) {
  MatchList kept = make({{.rule = 1, .text = {{0, 5}}}, {.rule = 2, .text = {{20, 25}}}});
  MatchList dropped = make({{.rule = 3, .text = {{4, 8}}},
                            {.rule = 4, .text = {{8, 10}}},
                            {.rule = 4, .text = {{10, 12}}}});
  restore_apart(kept, dropped, *index_, work_);
  EXPECT_EQ(show(kept), "0-4|20-24|8-11");
  EXPECT_EQ(show(dropped), "4-7");
}

// As many as a hostile text brings; each against all kept ones would take minutes.
TEST_F(Overlaps, ManyComeBackFromBetweenMany) {
  constexpr uint32_t kMatches = 200'000;
  MatchList kept, dropped;
  for (uint32_t i = 0; i < kMatches; ++i) {
    kept.push_back(made_.add({.rule = 1, .text = {{10 * i, 10 * i + 3}}}));
    const uint32_t begin = 10 * i + (i % 2 == 0 ? 2 : 5);  // every second one on a kept one
    dropped.push_back(made_.add({.rule = 2 + i, .text = {{begin, begin + 2}}}));
  }
  restore_apart(kept, dropped, *index_, work_);
  EXPECT_EQ(kept.size(), kMatches + kMatches / 2);
  EXPECT_EQ(dropped.size(), kMatches / 2);
}

// --- The same by erasing, as ScanCode goes through its lists -------------------------------------

struct Lists {
  MatchList kept, dropped;
};

Lists drop_contained_plainly(MatchList matches) {
  std::stable_sort(matches.begin(), matches.end(), precedes);
  MatchList dropped;
  const auto drop = [&](size_t at) {
    dropped.push_back(matches[at]);
    matches.erase(matches.begin() + static_cast<std::ptrdiff_t>(at));
  };
  for (size_t i = 0; i + 1 < matches.size();) {
    bool lost = false;
    for (size_t j = i + 1; j < matches.size() && !lost;) {
      const RuleMatch &current = *matches[i], &next = *matches[j];
      if (next.in_text.last() > current.in_text.last()) break;
      const bool equal = current.in_text == next.in_text;
      if (equal ? current.coverage() >= next.coverage() : current.in_text.contains(next.in_text)) {
        drop(j);
      } else if (equal || next.in_text.contains(current.in_text)) {
        drop(i);
        lost = true;
      } else {
        ++j;
      }
    }
    if (!lost) ++i;
  }
  return {matches, dropped};
}

std::vector<Shape> random_shapes(std::mt19937& random, size_t count) {
  std::vector<Shape> shapes;
  for (size_t i = 0; i < count; ++i) {
    Shape shape{.rule = random() % 5, .length = static_cast<uint16_t>(5 + random() % 40)};
    uint32_t at = random() % 60;
    for (uint32_t run = 1 + random() % 3; run != 0; --run) {
      const uint32_t end = at + 1 + random() % 12;
      shape.text.push_back({at, end});
      at = end + 1 + random() % 4;
    }
    shape.high = random() % 4;
    shapes.push_back(shape);
  }
  return shapes;
}

TEST_F(Overlaps, MarkingIsErasing) {
  std::mt19937 random(5);
  size_t dropped_in_all = 0;
  for (int round = 0; round < 3000; ++round) {
    MatchList matches = make(random_shapes(random, 2 + random() % 12)), dropped;
    const Lists plain = drop_contained_plainly(matches);
    drop_contained(matches, dropped, work_);
    ASSERT_EQ(matches, plain.kept) << round;
    ASSERT_EQ(dropped, plain.dropped) << round;
    dropped_in_all += dropped.size();
  }
  EXPECT_GT(dropped_in_all, 1000U);
}

TEST_F(Overlaps, ListsOfNamesCostNoSquare) {
  constexpr uint32_t kNames = 20'000;
  std::vector<Shape> shapes;
  for (uint32_t i = 0; i < kNames; ++i) {
    shapes.push_back({.text = {{3 * i, 3 * i + 3}}});
    shapes.push_back({.text = {{3 * i + 1, 3 * i + 2}}});
  }
  const MatchList all = make(shapes);
  MatchList matches = all, dropped;
  uint64_t work = 10 * kNames;
  drop_contained(matches, dropped, work);
  EXPECT_EQ(matches.size(), kNames);
  EXPECT_GT(work, 0U);
  matches = all;
  work = 10 * kNames;
  drop_overlapping(matches, dropped, kNothing, work);
  EXPECT_EQ(matches.size(), kNames);
  EXPECT_GT(work, 0U);
}

TEST_F(Overlaps, StopWhereTheWorkIsUsedUp) {
  std::vector<Shape> shapes;
  // All overlap with all, by too little to drop any.
  for (uint32_t i = 0; i < 200; ++i) {
    shapes.push_back({.text = {{i, i + 1}, {1000, 1001}, {2000 + 100 * i, 2050 + 100 * i}}});
  }
  MatchList matches = make(shapes), dropped;
  uint64_t work = 5'000;
  drop_overlapping(matches, dropped, kNothing, work);
  EXPECT_EQ(work, 0U);
  EXPECT_EQ(matches.size(), 200U);
}

}  // namespace
}  // namespace licensus
