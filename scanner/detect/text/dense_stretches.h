// Depth fast: the stretches of a text in which the approximate step is worth its cost.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "detect/text/text_index.h"
#include "detect/text/text_query.h"

namespace licensus {

// Finds where pairs of neighbouring words that occur in rules, one of them legalese, stand close
// together. One a thread; keeps its buffers.
class DenseStretches {
 public:
  explicit DenseStretches(const TextIndex& index) : index_(index) {}

  // How much must stand together: pairs within 48 words, and of them open ones somewhere in a
  // stretch. bench/NOTES.md has what other numbers find.
  struct Density {
    uint32_t min_pairs, min_open;
  };
  static constexpr Density kText{4, 1}, kPage{6, 4};

  // The stretches of `tokens` within `run`, in order and disjoint, with some words around each.
  // `is_settled`, by position: in a match already that leaves nothing to look for; where no more
  // than that is dense there is no stretch. Valid until the next call. Linear in the run.
  std::span<const QueryRun> find(std::span<const TokenId> tokens,
                                 std::span<const uint8_t> is_settled, QueryRun run,
                                 Density density);

 private:
  struct Pair {
    uint32_t at;
    bool is_open;  // not all settled
  };

  void collect_pairs(std::span<const TokenId> tokens, std::span<const uint8_t> is_settled,
                     QueryRun run);
  void close(QueryRun stretch, bool has_open, QueryRun run);

  const TextIndex& index_;
  std::vector<Pair> pairs_;
  std::vector<QueryRun> found_;
};

}  // namespace licensus
