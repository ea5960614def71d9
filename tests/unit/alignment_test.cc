#include "detect/text/alignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <tuple>

namespace licensus {
namespace {

constexpr size_t kLegalese = 6;
constexpr TokenId kGone = kUnknownToken;

struct Naive {
  const std::vector<TokenId>&text, &rule;

  // difflib's search as it is written: all pairs, the longest of legalese first seen, then widened.
  AlignedBlock longest(uint32_t tb, uint32_t te, uint32_t rb, uint32_t re) const {
    AlignedBlock best;
    for (uint32_t end = tb; end < te; ++end) {
      for (uint32_t j = rb; j < re; ++j) {
        uint32_t size = 0;
        while (size <= end - tb && size <= j - rb && text[end - size] < kLegalese &&
               text[end - size] == rule[j - size]) {
          ++size;
        }
        if (size > best.size) best = {end - size + 1, j - size + 1, size};
      }
    }
    if (best.size == 0) return best;
    while (best.in_text > tb && best.in_rule > rb &&
           text[best.in_text - 1] == rule[best.in_rule - 1]) {
      --best.in_text, --best.in_rule, ++best.size;
    }
    while (best.in_text + best.size < te && best.in_rule + best.size < re &&
           text[best.in_text + best.size] == rule[best.in_rule + best.size]) {
      ++best.size;
    }
    return best;
  }

  void align(uint32_t tb, uint32_t te, uint32_t rb, uint32_t re,
             std::vector<AlignedBlock>& blocks) const {
    const AlignedBlock block = longest(tb, te, rb, re);
    if (block.size == 0) return;
    align(tb, block.in_text, rb, block.in_rule, blocks);
    blocks.push_back(block);
    align(block.in_text + block.size, te, block.in_rule + block.size, re, blocks);
  }

  std::vector<AlignedBlock> all() const {
    std::vector<AlignedBlock> blocks;
    const uint32_t text_end = static_cast<uint32_t>(text.size());
    for (uint32_t start = 0; start < text_end;) {
      std::vector<AlignedBlock> round;
      align(start, text_end, 0, static_cast<uint32_t>(rule.size()), round);
      if (round.empty()) break;
      std::vector<AlignedBlock> joined;
      for (const AlignedBlock& block : round) {
        start = std::max(start, block.in_text + block.size);
        if (!joined.empty() && joined.back().in_text + joined.back().size == block.in_text &&
            joined.back().in_rule + joined.back().size == block.in_rule) {
          joined.back().size += block.size;
        } else {
          joined.push_back(block);
        }
      }
      blocks.insert(blocks.end(), joined.begin(), joined.end());
    }
    return blocks;
  }
};

std::vector<AlignedBlock> align(const std::vector<TokenId>& text, const std::vector<TokenId>& rule,
                                uint32_t begin = 0, uint64_t work = 1 << 20) {
  AlignmentText part;
  part.reset(text, begin, kLegalese);
  Aligner aligner;
  std::vector<AlignedBlock> blocks;
  aligner.align(part, rule, blocks, work);
  return blocks;
}

TEST(Alignment, WidensOverOtherWordsOnBothSides) {
  const std::vector<AlignedBlock> expected{{11, 0, 4}};
  EXPECT_EQ(align({9, 8, 1, 2, 8, 9}, {8, 1, 2, 8, 7}, 10), expected);
}

TEST(Alignment, FindsARuleAgainBehindItself) {
  const std::vector<AlignedBlock> expected{{0, 0, 2}, {3, 0, 2}};
  EXPECT_EQ(align({1, 2, 9, 1, 2}, {1, 2}), expected);
}

TEST(Alignment, NothingWithoutLegalese) { EXPECT_TRUE(align({8, 9, 8}, {8, 9, 8}).empty()); }

TEST(Alignment, DoesNotCrossWhatIsMatchedAlready) {
  const std::vector<AlignedBlock> expected{{0, 0, 1}, {2, 2, 1}};
  EXPECT_EQ(align({1, kGone, 3}, {1, 2, 3}), expected);
}

TEST(Alignment, StopsWhenTheWorkIsDone) {
  EXPECT_TRUE(align(std::vector<TokenId>(100, 1), std::vector<TokenId>(100, 1), 0, 99).empty());
}

TEST(Alignment, SameAsDifflibOnGeneratedTexts) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    const TokenId words = static_cast<TokenId>(2 + random() % 10);
    const auto make = [&](size_t most) {
      std::vector<TokenId> tokens(random() % most);
      for (TokenId& token : tokens) token = static_cast<TokenId>(random() % words);
      return tokens;
    };
    std::vector<TokenId> rule = make(20), text = make(40);
    // Half of the texts hold the rule, with words changed or gone.
    if (round % 2 == 0) {
      std::vector<TokenId> copy = rule;
      for (TokenId& token : copy) {
        if (random() % 6 == 0) token = random() % 2 == 0 ? kGone : TokenId{3};
      }
      text.insert(text.begin() + random() % (text.size() + 1), copy.begin(), copy.end());
    }
    ASSERT_EQ(align(text, rule), (Naive{text, rule}.all())) << "round " << round;
  }
}

}  // namespace
}  // namespace licensus
