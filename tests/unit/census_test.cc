#include "census/census.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <random>

namespace licensus {
namespace {

TEST(Census, AddsUp) {
  Census census;
  EXPECT_TRUE(census.empty());
  census.add(Dimension::kLicense, "MIT", {1, 10});
  census.add(Dimension::kLicense, "MIT", {2, 5});
  census.add(Dimension::kKind, "MIT", {1, 1});
  EXPECT_FALSE(census.empty());
  EXPECT_EQ(census.values(Dimension::kLicense).at("MIT"), (Count{3, 15}));
  EXPECT_EQ(census.values(Dimension::kKind).at("MIT"), (Count{1, 1}));
  EXPECT_TRUE(census.values(Dimension::kScope).empty());
}

TEST(Census, WordsOfDimensionsAreDistinctAndReadBack) {
  for (size_t i = 0; i < kDimensions; ++i) {
    const auto dimension = static_cast<Dimension>(i);
    EXPECT_EQ(dimension_from(to_string(dimension)), dimension);
  }
  EXPECT_EQ(to_string(Dimension::kInherited), "inherited");
  EXPECT_EQ(dimension_from("licence"), std::nullopt);
}

TEST(Census, KeepsValuesValidAndShort) {
  Census census;
  census.add(Dimension::kMediaType, "text/\xFFhtml", {1, 1});
  census.add(Dimension::kMediaType, std::string(Census::kMaxValueBytes + 1, 'x'), {1, 2});
  EXPECT_EQ(census.values(Dimension::kMediaType).at("text/%FFhtml"), (Count{1, 1}));
  EXPECT_EQ(census.values(Dimension::kMediaType).at("other"), (Count{1, 2}));
}

Census sum(const std::vector<std::pair<std::string, Count>>& counts, size_t begin, size_t end) {
  Census census;
  for (size_t i = begin; i < end; ++i) {
    census.add(Dimension::kLicense, counts[i].first, counts[i].second);
  }
  return census;
}

TEST(Census, FoldingDoesNotDependOnOrderOrGrouping) {
  std::mt19937 random(11);
  std::vector<std::pair<std::string, Count>> counts;
  for (size_t i = 0; i < 30000; ++i) {
    counts.push_back({"LicenseRef-" + std::to_string(random() % 9000), {1, random() % 100}});
  }
  counts.push_back({"other", {1, 1}});
  const Census whole = sum(counts, 0, counts.size());
  EXPECT_EQ(whole.values(Dimension::kLicense).size(), Census::kMaxValues + 1);
  uint64_t documents = 0;
  for (const auto& [value, count] : whole.values(Dimension::kLicense)) documents += count.documents;
  EXPECT_EQ(documents, counts.size());

  for (int round = 0; round < 5; ++round) {
    std::shuffle(counts.begin(), counts.end(), random);
    std::vector<Census> parts;
    for (size_t begin = 0; begin < counts.size();) {
      const size_t end = std::min(counts.size(), begin + 1 + random() % 12000);
      parts.push_back(sum(counts, begin, end));
      begin = end;
    }
    while (parts.size() > 1) {  // any two, in any direction
      const size_t i = random() % (parts.size() - 1);
      parts[i].merge(parts.back());
      parts.pop_back();
    }
    ASSERT_EQ(parts[0], whole) << "round " << round;
  }
}

}  // namespace
}  // namespace licensus
