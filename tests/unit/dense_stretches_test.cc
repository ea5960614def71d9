#include "detect/text/dense_stretches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "made_rules.h"

namespace licensus {
namespace {

constexpr DenseStretches::Density kDensity{4, 2};

using Stretches = std::vector<std::pair<uint32_t, uint32_t>>;

Stretches find(DenseStretches& dense, const std::vector<TokenId>& tokens,
               const std::vector<uint8_t>& settled, QueryRun run) {
  Stretches found;
  for (const QueryRun& stretch : dense.find(tokens, settled, run, kDensity)) {
    found.emplace_back(stretch.first, stretch.last);
  }
  return found;
}

// Word by word: marks the words from the first to the last pair of every dense window, joins what
// is near, and looks for a window with an open pair.
class Plain {
 public:
  Plain(const TextIndex& index, const std::vector<TokenId>& tokens,
        const std::vector<uint8_t>& settled, QueryRun run)
      : run_(run), pair_(tokens.size()), open_(tokens.size()) {
    for (uint32_t at = run.first; at < run.last; ++at) {
      const TokenId a = tokens[at], b = tokens[at + 1];
      const bool known = a != kUnknownToken && b != kUnknownToken;
      pair_[at] = known && (index.is_high(a) || index.is_high(b)) && index.has_bigram(a, b);
      open_[at] = pair_[at] && !(settled[at] && settled[at + 1]);
    }
  }

  Stretches find() const {
    Stretches found;
    bool has_open = false, is_begun = false;
    uint32_t first = 0, last = 0;
    const auto close = [&] {
      if (!is_begun || !has_open) return;
      found.emplace_back(first - std::min(first - run_.first, 32U), std::min(last + 32, run_.last));
    };
    for (uint32_t end = run_.first; end < run_.last; ++end) {
      if (!pair_[end]) continue;
      uint32_t begin = end, pairs = 0, open = 0;
      for (uint32_t at = end - std::min(end - run_.first, 47U); at <= end; ++at) {
        if (!pair_[at]) continue;
        begin = std::min(begin, at);
        ++pairs;
        open += open_[at] ? 1 : 0;
      }
      if (pairs < kDensity.min_pairs) continue;
      if (!is_begun || begin > last + 128) {
        close();
        is_begun = true;
        has_open = false;
        first = begin;
      }
      last = end + 1;
      has_open = has_open || open >= kDensity.min_open;
    }
    close();
    return found;
  }

 private:
  QueryRun run_;
  std::vector<bool> pair_, open_;
};

TEST(DenseStretches, AreThoseOfThePlainWay) {
  size_t found = 0, split = 0, empty = 0;
  for (uint32_t seed = 1; seed <= 3; ++seed) {
    MadeRules made(seed, 120);
    DenseStretches dense(made.index());
    for (int i = 0; i < 60; ++i) {
      std::vector<TokenId> tokens;
      for (size_t parts = 1 + made.pick(4); parts > 0; --parts) {
        const auto part = made.tokens(1 + made.pick(3));
        tokens.insert(tokens.end(), part.begin(), part.end());
        tokens.resize(tokens.size() + made.pick(250), kUnknownToken);
      }
      if (tokens.size() < 3) continue;
      std::vector<uint8_t> settled(tokens.size());
      const size_t from = made.pick(tokens.size());
      const size_t most = made.pick(3) == 0 ? tokens.size() : 50;
      std::fill_n(settled.begin() + static_cast<ptrdiff_t>(from),
                  std::min(most, tokens.size() - from), uint8_t{1});
      const uint32_t first = static_cast<uint32_t>(made.pick(tokens.size() / 2));
      const QueryRun run{first, static_cast<uint32_t>(tokens.size()) - 1};
      const Stretches stretches = find(dense, tokens, settled, run);
      EXPECT_EQ(stretches, Plain(made.index(), tokens, settled, run).find()) << seed << ' ' << i;
      found += stretches.size();
      split += stretches.size() > 1 ? 1 : 0;
      empty += stretches.empty() ? 1 : 0;
    }
  }
  EXPECT_GT(found, 50U);
  EXPECT_GT(split, 5U);
  EXPECT_GT(empty, 5U);
}

// What is matched already is not looked at again; what is open beside it is, with it.
TEST(DenseStretches, NeedSomethingOpen) {
  MadeRules made(5, 60);
  const auto rules = made.index().approx_rules();
  const auto longest = std::max_element(rules.begin(), rules.end(), [&](Rid a, Rid b) {
    return made.index().rule(a).length < made.index().rule(b).length;
  });
  const auto rule = made.index().tokens(*longest);
  const std::vector<TokenId> tokens(rule.begin(), rule.end());
  const auto last = static_cast<uint32_t>(tokens.size()) - 1;
  DenseStretches dense(made.index());
  std::vector<uint8_t> settled(tokens.size(), 0);
  EXPECT_EQ(find(dense, tokens, settled, {0, last}), (Stretches{{0, last}}));
  std::fill(settled.begin(), settled.end(), uint8_t{1});
  EXPECT_EQ(find(dense, tokens, settled, {0, last}), Stretches{});
}

}  // namespace
}  // namespace licensus
