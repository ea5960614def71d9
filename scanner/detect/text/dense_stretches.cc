#include "detect/text/dense_stretches.h"

#include <algorithm>

namespace licensus {
namespace {

constexpr uint32_t kWindow = 48;
// Dense places with no more words between them are one stretch, so that a license text is not torn
// apart where it speaks of other things.
constexpr uint32_t kMaxGap = 128;
constexpr uint32_t kMargin = 32;

}  // namespace

void DenseStretches::collect_pairs(std::span<const TokenId> tokens,
                                   std::span<const uint8_t> is_settled, QueryRun run) {
  pairs_.clear();
  for (uint32_t at = run.first; at < run.last; ++at) {
    const TokenId first = tokens[at], second = tokens[at + 1];
    if (first == kUnknownToken || second == kUnknownToken) continue;
    if (!index_.is_high(first) && !index_.is_high(second)) continue;
    if (!index_.has_bigram(first, second)) continue;
    pairs_.push_back({at, is_settled[at] == 0 || is_settled[at + 1] == 0});
  }
}

void DenseStretches::close(QueryRun stretch, bool has_open, QueryRun run) {
  if (!has_open) return;
  found_.push_back({stretch.first - std::min(stretch.first - run.first, kMargin),
                    std::min(stretch.last + kMargin, run.last)});
}

std::span<const QueryRun> DenseStretches::find(std::span<const TokenId> tokens,
                                               std::span<const uint8_t> is_settled, QueryRun run,
                                               Density density) {
  found_.clear();
  collect_pairs(tokens, is_settled, run);
  QueryRun stretch;
  bool is_begun = false, has_open = false;
  uint32_t open = 0;
  for (size_t first = 0, last = 0; last < pairs_.size(); ++last) {
    open += pairs_[last].is_open ? 1 : 0;
    while (pairs_[last].at - pairs_[first].at >= kWindow) open -= pairs_[first++].is_open ? 1 : 0;
    if (last - first + 1 < density.min_pairs) continue;
    const uint32_t begin = pairs_[first].at, end = pairs_[last].at + 1;
    if (!is_begun || begin > stretch.last + kMaxGap) {
      if (is_begun) close(stretch, has_open, run);
      stretch.first = begin;
      has_open = false;
    }
    is_begun = true;
    stretch.last = end;
    has_open = has_open || open >= density.min_open;
  }
  if (is_begun) close(stretch, has_open, run);
  return found_;
}

}  // namespace licensus
