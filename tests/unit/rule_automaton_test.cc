#include "detect/text/rule_automaton.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <random>
#include <set>
#include <vector>

#include "detect/text/automaton_builder.h"

namespace licensus {
namespace {

using Tokens = std::vector<TokenId>;

struct Occurrence {
  size_t end;
  size_t rid;
  auto operator<=>(const Occurrence&) const = default;
};

void PrintTo(const Occurrence& occurrence, std::ostream* out) {
  *out << "rule " << occurrence.rid << " before " << occurrence.end;
}

AutomatonArrays build(const std::vector<Tokens>& rules, size_t token_count) {
  const std::vector<std::span<const TokenId>> spans(rules.begin(), rules.end());
  return build_automaton(spans, token_count);
}

// In the order of the walk: by end, the longest rule first.
std::vector<Occurrence> walk(const RuleAutomaton& automaton, const Tokens& text) {
  std::vector<Occurrence> found;
  auto state = RuleAutomaton::start();
  for (size_t i = 0; i < text.size(); ++i) {
    state = automaton.step(state, text[i]);
    automaton.for_each_rule(state, [&](size_t rid) { found.push_back({i + 1, rid}); });
  }
  return found;
}

// Every rule at every place.
std::vector<Occurrence> search(const std::vector<Tokens>& rules, const Tokens& text) {
  std::vector<Occurrence> found;
  for (size_t end = 1; end <= text.size(); ++end) {
    std::vector<std::pair<size_t, size_t>> here;  // length, rid
    for (size_t rid = 0; rid < rules.size(); ++rid) {
      const size_t length = rules[rid].size();
      if (length <= end && std::equal(rules[rid].begin(), rules[rid].end(),
                                      text.begin() + static_cast<ptrdiff_t>(end - length))) {
        here.emplace_back(length, rid);
      }
    }
    std::sort(here.rbegin(), here.rend());
    for (const auto& [length, rid] : here) found.push_back({end, rid});
  }
  return found;
}

TEST(RuleAutomaton, FindsRulesWithinRules) {
  const std::vector<Tokens> rules = {{1, 2, 3}, {2, 3}, {3}, {1, 2}, {2, 4}};
  const AutomatonArrays arrays = build(rules, 5);
  EXPECT_EQ(arrays.flags.size(), 8U);  // the start, and 1 12 123 2 23 24 3
  EXPECT_EQ(walk(arrays.view(), {1, 2, 3, 1, 2, 4}),
            (std::vector<Occurrence>{{2, 3}, {3, 0}, {3, 1}, {3, 2}, {5, 3}, {6, 4}}));
}

TEST(RuleAutomaton, BeginsAnewAtTokensThatNoRuleHolds) {
  const std::vector<Tokens> rules = {{1, 2}};
  const AutomatonArrays arrays = build(rules, 5);
  const RuleAutomaton automaton = arrays.view();
  for (const TokenId other : {TokenId{4}, TokenId{9}, kUnknownToken, kStopword}) {
    EXPECT_EQ(automaton.step(automaton.step(RuleAutomaton::start(), 1), other),
              RuleAutomaton::start());
  }
}

TEST(RuleAutomaton, WithoutRulesFindsNothing) {
  const AutomatonArrays arrays = build({}, 3);
  EXPECT_TRUE(walk(arrays.view(), {0, 1, 2}).empty());
}

class RuleAutomatonDifferential : public ::testing::TestWithParam<unsigned> {};

// Few tokens, so that rules overlap, begin alike and hold each other.
TEST_P(RuleAutomatonDifferential, AgreesWithNaiveSearch) {
  std::mt19937 random(GetParam());
  for (int round = 0; round < 60; ++round) {
    const auto token_count = static_cast<TokenId>(1 + random() % 6);
    const auto any = [&](size_t max_length) {
      Tokens tokens(1 + random() % max_length);
      for (TokenId& token : tokens) token = static_cast<TokenId>(random() % token_count);
      return tokens;
    };
    std::set<Tokens> distinct;
    for (size_t i = random() % 60; i > 0; --i) distinct.insert(any(1 + random() % 12));
    std::vector<Tokens> rules(distinct.begin(), distinct.end());
    std::shuffle(rules.begin(), rules.end(), random);
    Tokens text;
    while (text.size() < 300) {
      const Tokens piece =
          rules.empty() || random() % 2 == 0 ? any(5) : rules[random() % rules.size()];
      text.insert(text.end(), piece.begin(), piece.end());
      if (random() % 20 == 0) text.push_back(kUnknownToken);
    }
    const AutomatonArrays arrays = build(rules, token_count);
    ASSERT_EQ(walk(arrays.view(), text), search(rules, text)) << "round " << round;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RuleAutomatonDifferential, ::testing::Range(0U, 8U));

TEST(RuleAutomaton, SameRulesSameArrays) {
  const std::vector<Tokens> rules = {{1, 2, 3}, {2, 3}, {1, 4}, {4}};
  const AutomatonArrays first = build(rules, 5);
  const AutomatonArrays second = build(rules, 5);
  EXPECT_EQ(first.labels, second.labels);
  EXPECT_EQ(first.failure_links, second.failure_links);
  EXPECT_EQ(first.flags, second.flags);
}

}  // namespace
}  // namespace licensus
