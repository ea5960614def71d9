// Where a rule and a text agree word by word: ScanCode's variant of difflib's matching blocks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "detect/text/token_table.h"
#include "detect/text/work_meter.h"

namespace licensus {

// `size` equal tokens from position `query` of the text and from position `rule` of the rule.
struct AlignedBlock {
  uint32_t query = 0, rule = 0, size = 0;
  auto operator<=>(const AlignedBlock&) const = default;
};

// Aligns one stretch of a text with many rules. One a thread; keeps scratch between calls.
//
// The longest block of legalese that both have (of equally long ones the earliest in the text, then
// in the rule) is grown on both sides over equal tokens, then the parts left and right of it are
// treated the same way. When that ends, it begins again behind the last block with the whole rule:
// so a rule is found as often as it stands there. (ScanCode has one more loop around this, from the
// last block on, which cannot find anything: it looks at a part of where the inner loop just
// found no block.)
class Aligner {
 public:
  // Legalese has the numbers below `legalese_count`.
  explicit Aligner(size_t legalese_count);

  // The stretch of `tokens` to align, from `begin` up to, without, `end`; kUnknownToken stands for
  // a position that may not be matched. They must live and stay the same until the last align().
  void set_stretch(std::span<const TokenId> tokens, uint32_t begin, uint32_t end);

  // Appends the blocks, by round and position; fewer where `work` is used up. The rule has less
  // than 2^16 tokens.
  void align(std::span<const TokenId> rule, WorkMeter& work, std::vector<AlignedBlock>& blocks);

 private:
  struct Box {
    uint32_t query_begin, query_end, rule_begin, rule_end;
  };
  // The length of the block of legalese that ends at a rule position, valid if `stamp` is the
  // query position's.
  struct Cell {
    uint32_t stamp = 0, length = 0;
  };

  void index_rule(std::span<const TokenId> rule);
  void forget_rule();
  bool align_round(uint32_t from, WorkMeter& work, std::vector<AlignedBlock>& blocks);
  AlignedBlock find_longest(const Box& box, WorkMeter& work);
  AlignedBlock grow(AlignedBlock block, const Box& box) const;
  uint32_t take_stamps(uint32_t count);

  size_t legalese_count_;
  std::span<const TokenId> tokens_, rule_;
  uint32_t begin_ = 0, end_ = 0;
  std::vector<uint32_t> high_positions_;  // of the stretch
  std::vector<uint32_t> hits_;            // of them, those whose token the rule has
  std::vector<uint16_t> heads_;           // by legalese token: its first rule position + 1
  std::vector<uint16_t> nexts_;           // by rule position: the token's next position + 1
  std::vector<Cell> rows_[2];             // by rule position + 1, for even and odd query positions
  std::vector<Box> boxes_;
  uint32_t next_stamp_ = 1;
};

}  // namespace licensus
