// The rules that a part of a text is most like, by the words that both have.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "detect/text/text_index.h"

namespace licensus {

// Ranks rules by shared tokens, first different ones, then with their counts, as ScanCode's
// compute_candidates does with all its rounding. Keeps its buffers. One thread.
class CandidateRanking {
 public:
  explicit CandidateRanking(const TextIndex& index);

  // The rules most like `tokens` (kUnknownToken: matched already), best first, at most `top`. With
  // `near_only` those whose resemblance is at least 0.8. Empty where no token is legalese.
  const std::vector<Rid>& rank(std::span<const TokenId> tokens, size_t top, bool near_only);

 private:
  // How much a rule and a text share. Compared first by rounded values, then by exact ones.
  struct Score {
    double containment, resemblance, rounded_containment, rounded_resemblance, rounded_length;
    uint32_t length;
    bool close, rounded_close;
    Rid rid;
  };

  static bool ranks_before(const Score& a, const Score& b);
  static int compare_exact(const Score& a, const Score& b);
  static Score make_score(Rid rid, uint32_t shared, uint32_t text_length, uint32_t rule_length);
  void count_words(std::span<const TokenId> tokens);
  void score_different_words(size_t keep, bool near_only);
  void score_all_words(bool near_only);
  void drop_alike();

  const TextIndex& index_;
  std::vector<uint32_t> counts_;  // by token, of the text
  std::vector<TokenId> words_;    // different ones, legalese first
  size_t high_words_ = 0, text_length_ = 0;
  std::vector<uint16_t> shared_, shared_high_;  // by place in approx_rules()
  std::vector<Score> scores_;
  std::vector<Rid> best_;
};

}  // namespace licensus
