#include "detect/text/candidates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "made_rules.h"

namespace licensus {
namespace {

TEST(RoundToTenths, IsPythonsRound) {
  // What Python 3.11 prints for round(value, 1), in tenths.
  const std::vector<std::pair<double, uint32_t>> cases = {
      {0.0, 0},         {0.05, 1},       {0.15, 1},   {0.25, 2},  {0.35, 3},  {0.45, 5},
      {0.55, 6},        {0.65, 7},       {0.75, 8},   {0.85, 8},  {0.95, 9},  {1.0, 10},
      {0.04, 0},        {0.06, 1},       {1.25, 12},  {1.75, 18}, {1.05, 11}, {1.15, 11},
      {2.25, 22},       {2.35, 24},      {2.675, 27}, {0.5, 5},   {3.15, 31}, {100.05, 1000},
      {1638.35, 16383}, {1638.45, 16385}};
  for (const auto& [value, tenths] : cases) EXPECT_EQ(round_to_tenths(value), tenths) << value;
}

// The C library prints the decimal next to the exact value, too.
uint32_t round_plainly(double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return static_cast<uint32_t>(std::lround(std::strtod(text.data(), nullptr) * 10));
}

TEST(RoundToTenths, AgreesWithThePlainWay) {
  for (uint32_t i = 0; i <= 70000; ++i) {
    EXPECT_EQ(round_to_tenths(i / 20.0), round_plainly(i / 20.0)) << i;
  }
  for (uint32_t below = 1; below < 400; ++below) {
    for (uint32_t i = 0; i <= below; ++i) {
      const double part = static_cast<double>(i) / below;
      EXPECT_EQ(round_to_tenths(part), round_plainly(part)) << i << '/' << below;
      EXPECT_EQ(round_to_tenths(part * part), round_plainly(part * part)) << i << '/' << below;
    }
  }
}

// --- A plain version: every rule is scored, with maps and tuples
// -----------------------------------

using Counts = std::map<TokenId, uint32_t>;
using Vector = std::tuple<bool, double, double, double>;
using Key = std::tuple<Vector, Vector, Rid>;

struct Sides {
  Counts text, rule;
  uint32_t size(const Counts& counts) const {
    uint32_t sum = 0;
    for (const auto& [id, count] : counts) sum += count;
    return sum;
  }
};

double rounded(double value) { return round_plainly(value) / 10.0; }

// nullopt where the rule is no candidate.
std::optional<Key> score(const TextIndex& index, Rid rid, const Sides& sides, bool is_set,
                         bool near_only) {
  const RuleRecord& rule = index.rule(rid);
  uint32_t shared = 0, high = 0;
  for (const auto& [id, count] : sides.rule) {
    const auto there = sides.text.find(id);
    if (there == sides.text.end()) continue;
    const uint32_t both = std::min(count, there->second);
    shared += both;
    if (index.is_high(id)) high += both;
  }
  if (high == 0 || high < (is_set ? rule.min_high_unique_length : rule.min_high_length)) return {};
  if (shared < (is_set ? rule.min_unique_length : rule.min_length)) return {};
  const uint32_t size = sides.size(sides.rule);
  const double resemblance = static_cast<double>(shared) / (sides.size(sides.text) + size - shared);
  const double containment = static_cast<double>(shared) / size;
  const double amplified = resemblance * resemblance;
  if (rule.minimum_coverage > 0 && containment < rule.minimum_coverage / 100.0) return {};
  const Vector exact{resemblance >= 0.8, containment, amplified, shared};
  const Vector round{rounded(resemblance) >= 0.8, rounded(containment), rounded(amplified),
                     rounded(shared / 20.0)};
  if (near_only && !(std::get<0>(exact) && std::get<0>(round))) return {};
  return Key{round, exact, rid};
}

Counts count(std::span<const TokenId> tokens, bool is_set) {
  Counts counts;
  for (const TokenId id : tokens) counts[id] = is_set ? 1 : counts[id] + 1;
  return counts;
}

// About half of the rule's words, and more than a name.
bool is_likely(const TextIndex& index, Rid rid, const Sides& sides) {
  const RuleRecord& rule = index.rule(rid);
  uint32_t shared = 0, high = 0;
  for (const auto& [id, unused] : sides.rule) {
    shared += static_cast<uint32_t>(sides.text.count(id));
    if (index.is_high(id)) high += static_cast<uint32_t>(sides.text.count(id));
  }
  const bool is_name = rule.length < 6 || (rule.length < 15 && rule.has(kRuleReference | kRuleTag));
  return !is_name && shared >= 0.4 * rule.unique_length && high >= 0.5 * rule.high_unique_length;
}

std::vector<Rid> rank_plainly(const TextIndex& index, std::span<const TokenId> text,
                              CandidateRanker::Request request, bool only_likely = false) {
  std::vector<Key> first, second;
  for (const Rid rid : index.approx_rules()) {
    const Sides sides{count(text, true), count(index.tokens(rid), true)};
    if (only_likely && !is_likely(index, rid, sides)) continue;
    if (auto key = score(index, rid, sides, true, request.near_only)) first.push_back(*key);
  }
  std::sort(first.rbegin(), first.rend());
  const size_t most = size_t{request.top} * 10;
  if (first.size() > most) first.resize(most);
  std::map<std::tuple<std::string_view, Vector, uint16_t>, std::pair<Vector, Rid>> groups;
  for (const Key& kept : first) {
    const Rid rid = std::get<2>(kept);
    const Sides sides{count(text, false), count(index.tokens(rid), false)};
    const auto key = score(index, rid, sides, false, request.near_only);
    if (!key) continue;
    const RuleRecord& rule = index.rule(rid);
    auto& best = groups[{index.expression(rule.expression), std::get<0>(*key), rule.length}];
    best = std::max(best, {std::get<1>(*key), rid});
  }
  for (const auto& [group, best] : groups) {
    second.emplace_back(std::get<1>(group), best.first, best.second);
  }
  std::sort(second.rbegin(), second.rend());
  if (second.size() > request.top) second.resize(request.top);
  std::vector<Rid> rids;
  for (const Key& key : second) rids.push_back(std::get<2>(key));
  return rids;
}

std::vector<Rid> rank(CandidateRanker& ranker, const WordCounts& words,
                      CandidateRanker::Request request) {
  WorkMeter work(1'000'000'000);
  std::vector<Rid> rids;
  for (const Candidate& candidate : ranker.rank(words, request, work)) {
    rids.push_back(candidate.rid);
  }
  return rids;
}

TEST(CandidateRanker, AgreesWithThePlainWay) {
  size_t found = 0, near = 0;
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    MadeRules made(seed, 250);
    CandidateRanker ranker(made.index());
    WordCounts words(made.index().legalese_count());
    for (int i = 0; i < 12; ++i) {
      const std::vector<TokenId> text = made.tokens(1 + made.pick(6));
      words.fill(text);
      for (const uint32_t top : {1U, 4U, 70U}) {
        const auto wide = rank_plainly(made.index(), text, {top, false});
        const auto close = rank_plainly(made.index(), text, {top, true});
        EXPECT_EQ(rank(ranker, words, {top, false}), wide) << seed << ' ' << i << ' ' << top;
        EXPECT_EQ(rank(ranker, words, {top, true}), close) << seed << ' ' << i << ' ' << top;
        found += wide.size();
        near += close.size();
      }
    }
  }
  EXPECT_GT(found, 1000U);
  EXPECT_GT(near, 10U);
}

TEST(CandidateRanker, RanksLikelyRulesOnlyWhereAsked) {
  size_t found = 0, fewer = 0;
  for (uint32_t seed = 11; seed <= 13; ++seed) {
    MadeRules made(seed, 250);
    CandidateRanker ranker(made.index(), CandidateRanker::Scope::kLikely);
    WordCounts words(made.index().legalese_count());
    for (int i = 0; i < 12; ++i) {
      const std::vector<TokenId> text = made.tokens(1 + made.pick(4));
      words.fill(text);
      for (const bool near_only : {false, true}) {
        const CandidateRanker::Request request{20, near_only};
        const auto likely = rank_plainly(made.index(), text, request, true);
        EXPECT_EQ(rank(ranker, words, request), likely) << seed << ' ' << i << ' ' << near_only;
        found += likely.size();
        fewer += likely.size() < rank_plainly(made.index(), text, request).size() ? 1 : 0;
      }
    }
  }
  EXPECT_GT(found, 100U);
  EXPECT_GT(fewer, 10U);
}

TEST(CandidateRanker, LooksAtKnownTokensOnly) {
  MadeRules made(9, 50);
  const std::span<const TokenId> rule = made.index().tokens(0);
  CandidateRanker ranker(made.index());
  WordCounts words(made.index().legalese_count());
  words.fill(rule);
  EXPECT_EQ(words.size(), rule.size());
  EXPECT_FALSE(rank(ranker, words, {}).empty());
  std::vector<TokenId> low_only(rule.begin(), rule.end());
  for (TokenId& id : low_only) id = made.index().is_high(id) ? kUnknownToken : id;
  words.fill(low_only);
  EXPECT_TRUE(rank(ranker, words, {}).empty());
}

TEST(CandidateRanker, StopsWhereTheWorkIsUsedUp) {
  MadeRules made(10, 50);
  const std::vector<TokenId> text = made.tokens(10);
  CandidateRanker ranker(made.index());
  WordCounts words(made.index().legalese_count());
  words.fill(text);
  WorkMeter work(40);
  EXPECT_TRUE(ranker.rank(words, {}, work).empty());
  EXPECT_TRUE(work.is_limited());
}

}  // namespace
}  // namespace licensus
