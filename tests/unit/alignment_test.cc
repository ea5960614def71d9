#include "detect/text/alignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <random>
#include <vector>

namespace licensus {

void PrintTo(const AlignedBlock& block, std::ostream* out) {
  *out << block.query << '/' << block.rule << '+' << block.size;
}

namespace {

constexpr size_t kLegalese = 6;

struct PositionRange {
  uint32_t begin = 0, end = 0;
  bool empty() const { return begin >= end; }
};

struct Case {
  std::vector<TokenId> text, rule;
  std::vector<uint8_t> open;
  PositionRange stretch;

  // The text as the aligner takes it: what is not open is unknown.
  std::vector<TokenId> shown() const {
    std::vector<TokenId> tokens = text;
    for (size_t i = 0; i < tokens.size(); ++i) {
      if (open[i] == 0) tokens[i] = kUnknownToken;
    }
    return tokens;
  }
  bool is_core(uint32_t i, uint32_t j) const {
    return open[i] != 0 && text[i] == rule[j] && text[i] < kLegalese;
  }
};

// The definition, without any index: all pairs of positions are tried.
AlignedBlock longest_plainly(const Case& c, PositionRange query, PositionRange rule) {
  AlignedBlock best;
  for (uint32_t i = query.begin; i < query.end; ++i) {
    for (uint32_t j = rule.begin; j < rule.end; ++j) {
      uint32_t k = 0;
      while (i + k < query.end && j + k < rule.end && c.is_core(i + k, j + k)) ++k;
      if (k > best.size) best = {i, j, k};
    }
  }
  if (best.size == 0) return best;
  const auto is_equal = [&](uint32_t i, uint32_t j) {
    return c.open[i] != 0 && c.text[i] == c.rule[j];
  };
  while (best.query > query.begin && best.rule > rule.begin &&
         is_equal(best.query - 1, best.rule - 1)) {
    best = {best.query - 1, best.rule - 1, best.size + 1};
  }
  while (best.query + best.size < query.end && best.rule + best.size < rule.end &&
         is_equal(best.query + best.size, best.rule + best.size)) {
    ++best.size;
  }
  return best;
}

void align_part(const Case& c, PositionRange query, PositionRange rule,
                std::vector<AlignedBlock>& blocks) {
  if (query.empty() || rule.empty()) return;
  const AlignedBlock block = longest_plainly(c, query, rule);
  if (block.size == 0) return;
  align_part(c, {query.begin, block.query}, {rule.begin, block.rule}, blocks);
  if (!blocks.empty() && blocks.back().query + blocks.back().size == block.query &&
      blocks.back().rule + blocks.back().size == block.rule) {
    blocks.back().size += block.size;
  } else {
    blocks.push_back(block);
  }
  align_part(c, {block.query + block.size, query.end}, {block.rule + block.size, rule.end}, blocks);
}

std::vector<AlignedBlock> align_plainly(const Case& c) {
  std::vector<AlignedBlock> all;
  const auto rule_size = static_cast<uint32_t>(c.rule.size());
  for (uint32_t from = c.stretch.begin; from < c.stretch.end;) {
    std::vector<AlignedBlock> blocks;
    align_part(c, {from, c.stretch.end}, {0, rule_size}, blocks);
    if (blocks.empty()) break;
    from = blocks.back().query + blocks.back().size;
    all.insert(all.end(), blocks.begin(), blocks.end());
  }
  return all;
}

std::vector<AlignedBlock> align(Aligner& aligner, const Case& c) {
  WorkMeter work(1'000'000'000);
  std::vector<AlignedBlock> blocks;
  const std::vector<TokenId> tokens = c.shown();
  aligner.set_stretch(tokens, c.stretch.begin, c.stretch.end);
  aligner.align(c.rule, work, blocks);
  EXPECT_FALSE(work.is_limited());
  return blocks;
}

Case make_case(std::mt19937& random, size_t vocabulary) {
  const auto pick = [&](size_t below) { return random() % below; };
  Case c;
  for (size_t i = 1 + pick(40); i > 0; --i)
    c.rule.push_back(static_cast<TokenId>(pick(vocabulary)));
  while (c.text.size() < 20 + pick(60)) {
    if (pick(2) == 0) c.text.push_back(static_cast<TokenId>(pick(vocabulary)));
    const size_t from = pick(c.rule.size()), size = pick(c.rule.size() - from + 1);
    for (size_t i = from; i < from + size; ++i) {
      if (pick(9) != 0) c.text.push_back(c.rule[i]);
    }
  }
  c.open.assign(c.text.size(), 1);
  for (size_t i = pick(8); i > 0; --i) c.open[pick(c.open.size())] = 0;
  const auto size = static_cast<uint32_t>(c.text.size());
  c.stretch = {static_cast<uint32_t>(pick(3)), size - static_cast<uint32_t>(pick(3))};
  return c;
}

TEST(Aligner, AgreesWithTheDefinition) {
  std::mt19937 random(7);
  Aligner aligner(kLegalese);
  size_t many = 0;
  for (int i = 0; i < 6000; ++i) {
    // Few words: many ties; all legalese or next to none.
    const Case c = make_case(random, std::vector<size_t>{2, 5, 8, 14, 60}[i % 5]);
    const auto expected = align_plainly(c);
    ASSERT_EQ(align(aligner, c), expected) << i;
    many += expected.size() > 3 ? 1 : 0;
  }
  EXPECT_GT(many, 1000U);
}

TEST(Aligner, FindsARuleAsOftenAsItIsThere) {
  Aligner aligner(kLegalese);
  Case c;
  c.rule = {9, 0, 1, 2, 9};
  for (int i = 0; i < 3; ++i) {
    c.text.insert(c.text.end(), c.rule.begin(), c.rule.end());
    c.text.push_back(11);
  }
  c.open.assign(c.text.size(), 1);
  c.stretch = {0, static_cast<uint32_t>(c.text.size())};
  EXPECT_EQ(align(aligner, c), (std::vector<AlignedBlock>{{0, 0, 5}, {6, 0, 5}, {12, 0, 5}}));
}

TEST(Aligner, NeedsLegalese) {
  Aligner aligner(kLegalese);
  Case c;
  c.rule = c.text = {7, 8, 9, 10};
  c.open.assign(4, 1);
  c.stretch = {0, 4};
  EXPECT_TRUE(align(aligner, c).empty());
}

TEST(Aligner, StopsWhereTheWorkIsUsedUp) {
  // A rule of one word, again and again: as many rounds as there are repetitions.
  Aligner aligner(kLegalese);
  Case c;
  c.rule.assign(2000, 1);
  c.text.assign(100000, 1);
  for (size_t i = 0; i < c.text.size(); i += 3) c.text[i] = 2;
  aligner.set_stretch(c.text, 0, static_cast<uint32_t>(c.text.size()));
  WorkMeter work(1'000'000);
  std::vector<AlignedBlock> blocks;
  aligner.align(c.rule, work, blocks);
  EXPECT_TRUE(work.is_limited());
}

}  // namespace
}  // namespace licensus
