#include "detect/text/position_set.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "base/decimal.h"

namespace licensus {
namespace {

struct Pair {
  PositionSet set;
  std::set<uint32_t> plain;
};

Pair make(std::mt19937& random) {
  Pair pair;
  for (uint32_t i = 1 + random() % 5; i != 0; --i) {
    const uint32_t begin = random() % 30, end = begin + 1 + random() % 6;
    pair.set.unite(PositionSet(begin, end));
    for (uint32_t at = begin; at < end; ++at) pair.plain.insert(at);
  }
  return pair;
}

TEST(PositionSet, SameAsAPlainSet) {
  std::mt19937 random(11);
  for (int round = 0; round < 5000; ++round) {
    Pair a = make(random), b = make(random);
    uint32_t shared = 0;
    for (const uint32_t at : a.plain) shared += static_cast<uint32_t>(b.plain.count(at));
    ASSERT_EQ(a.set.size(), a.plain.size());
    ASSERT_EQ(a.set.first(), *a.plain.begin());
    ASSERT_EQ(a.set.last(), *a.plain.rbegin());
    ASSERT_EQ(a.set.overlap(b.set), shared);
    ASSERT_EQ(a.set.overlaps(b.set), shared != 0);
    ASSERT_EQ(a.set.contains(b.set), shared == b.plain.size());
    ASSERT_EQ(a.set == b.set, a.plain == b.plain);
    const uint32_t together = a.set.union_size(b.set);
    a.set.unite(b.set);
    a.plain.insert(b.plain.begin(), b.plain.end());
    ASSERT_EQ(a.set.size(), a.plain.size());
    ASSERT_EQ(together, a.plain.size());
    for (const PositionSet::Run& run : a.set.runs()) {
      ASSERT_EQ(a.plain.count(run.begin), 1U);
      ASSERT_EQ(a.plain.count(run.end), 0U);
    }
  }
}

TEST(PositionSet, Distance) {
  const PositionSet middle(10, 20);
  EXPECT_EQ(middle.distance_to(PositionSet(15, 25)), 0);
  EXPECT_EQ(middle.distance_to(PositionSet(20, 25)), 1);
  EXPECT_EQ(middle.distance_to(PositionSet(5, 10)), 1);
  EXPECT_EQ(middle.distance_to(PositionSet(22, 25)), 3);
  EXPECT_EQ(middle.distance_to(PositionSet(5, 8)), 3);
  PositionSet holes(0, 2);
  holes.unite(PositionSet(30, 31));
  EXPECT_EQ(holes.distance_to(middle), -19);  // interlaced
}

TEST(Decimal, AsPythonRounds) {
  EXPECT_EQ(round_decimal(0.25, 1), 0.2);
  EXPECT_EQ(round_decimal(0.35, 1), 0.3);  // the double is less than 0.35
  EXPECT_EQ(round_decimal(0.15, 1), 0.1);
  EXPECT_EQ(round_decimal(0.75, 1), 0.8);
  EXPECT_EQ(round_decimal(2.675, 2), 2.67);
  EXPECT_EQ(round_decimal(1.005, 2), 1.0);
  EXPECT_EQ(round_decimal(99.995, 2), 100.0);
  EXPECT_EQ(round_decimal(7 / 20.0, 1), 0.3);
  EXPECT_EQ(round_decimal(100.0, 2), 100.0);
}

}  // namespace
}  // namespace licensus
