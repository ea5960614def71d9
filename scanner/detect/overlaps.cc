#include "detect/overlaps.h"

#include <algorithm>
#include <tuple>

namespace licensus {

void Overlaps::push(const RawMatch& match, std::vector<RawMatch>& kept) {
  if (!chain_.empty() && (match.span.start >= chain_end_ || chain_.size() == kMaxChain)) {
    decide(kept);
  }
  if (match.span.start < taken_) return;
  chain_.push_back(match);
  chain_end_ = std::max(chain_end_, match.span.end);
}

void Overlaps::finish(std::vector<RawMatch>& kept) {
  decide(kept);
  taken_ = 0;
}

void Overlaps::decide(std::vector<RawMatch>& kept) {
  const size_t first_kept = kept.size();
  if (chain_.size() > 1) {
    const auto strength = [&](const RawMatch& match) {
      return std::make_tuple(-static_cast<int64_t>(match.span.end - match.span.start),
                             -rules_[match.rule].score, match.rule, match.span.start);
    };
    std::sort(chain_.begin(), chain_.end(),
              [&](const RawMatch& a, const RawMatch& b) { return strength(a) < strength(b); });
  }
  for (const RawMatch& match : chain_) {
    const bool free = std::none_of(
        kept.begin() + static_cast<ptrdiff_t>(first_kept), kept.end(), [&](const RawMatch& other) {
          return match.span.start < other.span.end && other.span.start < match.span.end;
        });
    if (!free) continue;
    kept.push_back(match);
    taken_ = std::max(taken_, match.span.end);
  }
  std::sort(kept.begin() + static_cast<ptrdiff_t>(first_kept), kept.end(),
            [](const RawMatch& a, const RawMatch& b) { return a.span.start < b.span.start; });
  chain_.clear();
  chain_end_ = 0;
}

}  // namespace licensus
