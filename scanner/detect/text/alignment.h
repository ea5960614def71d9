// Parts of a rule in a text: the longest common block of legalese first, then what lies on both
// sides of it, as Python's difflib does; found without difflib's repeated passes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "detect/text/text_index.h"

namespace licensus {

struct AlignedBlock {
  uint32_t in_text = 0, in_rule = 0, size = 0;
  bool operator==(const AlignedBlock&) const = default;
};

// The part of a text that rules are aligned with: `tokens[i]` stands at position `begin` + i of the
// text; kUnknownToken where the position must not be matched any more.
//
// For each legalese token the positions are kept, so that one pass over a rule finds all pairs.
// Reset it for each part and share it between rules. One thread.
class AlignmentText {
 public:
  void reset(std::span<const TokenId> tokens, uint32_t begin, size_t legalese_count);

  std::span<const TokenId> tokens() const { return tokens_; }
  uint32_t begin() const { return begin_; }
  bool is_high(TokenId token) const { return token < legalese_count_; }
  // Places in tokens() of a legalese token, ascending.
  std::span<const uint32_t> places(TokenId token) const;

 private:
  std::span<const TokenId> tokens_;
  uint32_t begin_ = 0;
  size_t legalese_count_ = 0;
  std::vector<uint32_t> place_ends_;  // by token: where its places end
  std::vector<uint32_t> places_;
};

// Aligns rules with a text. Keeps its buffers between calls. One thread.
class Aligner {
 public:
  // Appends the blocks of `rule` in the text, in order, and again in what follows the last of them,
  // until nothing is found: exactly those of ScanCode's match_sequence. `work` is counted down by
  // pairs of equal tokens and by blocks; at 0 the rest is left out.
  void align(const AlignmentText& text, std::span<const TokenId> rule,
             std::vector<AlignedBlock>& blocks, uint64_t& work);

 private:
  // A part of text x rule that is still to be aligned, with the segments that touch it.
  struct Area {
    uint32_t text_begin, text_end, rule_begin, rule_end;
    size_t segments_begin, segments_end;
  };

  void find_segments(const AlignmentText& text, std::span<const TokenId> rule, uint64_t& work);
  AlignedBlock longest(const Area& area) const;
  void align_area(const AlignmentText& text, std::span<const TokenId> rule, Area area,
                  uint64_t& work);

  std::vector<AlignedBlock> segments_;  // maximal runs of equal legalese, by text, then rule
  std::vector<AlignedBlock> pending_;   // segments of areas still to do
  std::vector<Area> areas_;
  std::vector<AlignedBlock> found_;
};

}  // namespace licensus
