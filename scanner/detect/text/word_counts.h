// The words of a stretch of text, for ranking rules.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "detect/text/token_table.h"

namespace licensus {

// The words of a stretch of text and how often each occurs. One a thread: filled again and again.
class WordCounts {
 public:
  // Legalese has the numbers below `legalese_count`.
  explicit WordCounts(size_t legalese_count);

  // Counts the tokens; kUnknownToken stands for one that is matched already.
  void fill(std::span<const TokenId> tokens);

  bool has(TokenId id) const { return has_[id] != 0; }
  uint32_t count(TokenId id) const { return counts_[id]; }
  // How many of `ids` are there.
  uint32_t count_shared(std::span<const TokenId> ids) const {
    uint32_t shared = 0;
    for (const TokenId id : ids) shared += has_[id];
    return shared;
  }
  std::span<const TokenId> high() const { return high_; }  // different legalese words
  std::span<const TokenId> low() const { return low_; }    // the other words
  uint32_t unique_size() const { return static_cast<uint32_t>(high_.size() + low_.size()); }
  uint32_t size() const { return size_; }  // occurrences of all words

 private:
  void count_word(TokenId id);

  size_t legalese_count_;
  // By token, for any number a token could have. Most look-ups only ask whether a word is there.
  std::vector<uint8_t> has_;
  std::vector<uint32_t> counts_;
  std::vector<TokenId> high_, low_;
  uint32_t size_ = 0;
};

}  // namespace licensus
