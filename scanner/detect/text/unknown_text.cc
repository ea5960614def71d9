#include "detect/text/unknown_text.h"

#include <algorithm>
#include <utility>

#include "detect/text/overlap_filters.h"

namespace licensus {
namespace {

constexpr uint32_t kLeastWords = 4 * LicenseNgrams::kLength, kLeastHigh = 5;

// Asked for stretches in ascending order: whether one match begins before and ends behind.
class Surroundings {
 public:
  explicit Surroundings(MatchList matches) : matches_(std::move(matches)) {
    std::sort(matches_.begin(), matches_.end(), [](const RuleMatch* a, const RuleMatch* b) {
      return a->in_text.first() < b->in_text.first();
    });
  }

  bool hold(const PositionSet& stretch) {
    for (; next_ < matches_.size() && matches_[next_]->in_text.first() <= stretch.first();
         ++next_) {
      end_ = std::max(end_, matches_[next_]->in_text.last() + 1);
    }
    return end_ > stretch.last();
  }

 private:
  MatchList matches_;
  size_t next_ = 0;
  uint32_t end_ = 0;  // of what began so far
};

UnknownText read_gap(const TextQuery& query, PositionSet::Run gap, const TextIndex& index,
                     const LicenseNgrams& ngrams) {
  UnknownText text;
  for (uint32_t at = gap.begin; at + LicenseNgrams::kLength <= gap.end; ++at) {
    if (!ngrams.has(&query.tokens()[at])) continue;
    text.positions.unite({at, at + static_cast<uint32_t>(LicenseNgrams::kLength)});
  }
  for (const PositionSet::Run& run : text.positions.runs()) {
    for (uint32_t at = run.begin; at < run.end; ++at)
      text.high += index.is_high(query.tokens()[at]);
  }
  return text;
}

std::vector<PositionSet::Run> gaps_between(const PositionSet& positions, uint32_t size) {
  std::vector<PositionSet::Run> gaps;
  uint32_t begin = 0;
  for (const PositionSet::Run& run : positions.runs()) {
    if (run.begin > begin) gaps.push_back({begin, run.begin});
    begin = run.end;
  }
  if (begin < size) gaps.push_back({begin, size});
  return gaps;
}

}  // namespace

std::vector<UnknownText> find_unknown_texts(const TextQuery& query, const MatchList& good,
                                            const TextIndex& index, const LicenseNgrams& ngrams) {
  std::vector<UnknownText> found;
  Surroundings surroundings(good);
  for (const PositionSet::Run& gap : gaps_between(all_positions(good), query.size())) {
    UnknownText text = read_gap(query, gap, index, ngrams);
    if (text.positions.size() < kLeastWords || text.high < kLeastHigh) continue;
    if (!surroundings.hold(text.positions)) found.push_back(std::move(text));
  }
  return found;
}

}  // namespace licensus
