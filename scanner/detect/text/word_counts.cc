#include "detect/text/word_counts.h"

namespace licensus {
namespace {

constexpr size_t kTokenIds = size_t{1} << 16;

}  // namespace

WordCounts::WordCounts(size_t legalese_count)
    : legalese_count_(legalese_count), has_(kTokenIds), counts_(kTokenIds) {}

void WordCounts::count_word(TokenId id) {
  if (counts_[id]++ == 0) {
    has_[id] = 1;
    (id < legalese_count_ ? high_ : low_).push_back(id);
  }
}

void WordCounts::fill(std::span<const TokenId> tokens) {
  for (const std::vector<TokenId>* ids : {&high_, &low_}) {
    for (const TokenId id : *ids) counts_[id] = has_[id] = 0;
  }
  high_.clear();
  low_.clear();
  size_ = 0;
  for (const TokenId id : tokens) {
    if (id == kUnknownToken) continue;
    count_word(id);
    ++size_;
  }
}

}  // namespace licensus
