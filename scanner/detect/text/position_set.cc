#include "detect/text/position_set.h"

#include <algorithm>

namespace licensus {

namespace {

// The first run that ends behind `position`: where a comparison begins.
size_t first_behind(std::span<const PositionSet::Run> runs, uint32_t position) {
  if (runs.empty() || runs.front().end > position) return 0;
  const auto found =
      std::upper_bound(runs.begin(), runs.end(), position,
                       [](uint32_t at, const PositionSet::Run& run) { return at < run.end; });
  return static_cast<size_t>(found - runs.begin());
}

}  // namespace

PositionSet::PositionSet(uint32_t begin, uint32_t end) {
  if (begin >= end) return;
  runs_.push_back({begin, end});
  size_ = end - begin;
}

uint32_t PositionSet::overlap(const PositionSet& other) const {
  if (empty() || other.empty()) return 0;
  uint32_t shared = 0;
  for (size_t i = first_behind(runs(), other.first()), j = first_behind(other.runs(), first());
       i < runs_.size() && j < other.runs_.size();) {
    const Run &mine = runs_[i], &theirs = other.runs_[j];
    const uint32_t begin = std::max(mine.begin, theirs.begin);
    const uint32_t end = std::min(mine.end, theirs.end);
    if (begin < end) shared += end - begin;
    if (mine.end < theirs.end) {
      ++i;
    } else {
      ++j;
    }
  }
  return shared;
}

bool PositionSet::overlaps(const PositionSet& other) const {
  if (empty() || other.empty()) return false;
  for (size_t i = first_behind(runs(), other.first()), j = first_behind(other.runs(), first());
       i < runs_.size() && j < other.runs_.size();) {
    if (runs_[i].end <= other.runs_[j].begin) {
      ++i;
    } else if (other.runs_[j].end <= runs_[i].begin) {
      ++j;
    } else {
      return true;
    }
  }
  return false;
}

bool PositionSet::contains(const PositionSet& other) const {
  if (other.size_ > size_ || !surrounds(other)) return false;
  size_t i = first_behind(runs(), other.first());
  for (const Run& run : other.runs_) {
    while (i < runs_.size() && runs_[i].end < run.end) ++i;
    if (i == runs_.size() || runs_[i].begin > run.begin) return false;
  }
  return true;
}

int64_t PositionSet::distance_to(const PositionSet& other) const {
  const int64_t before = int64_t{other.first()} - last(), after = int64_t{first()} - other.last();
  if (before == 1 || after == 1) return 1;
  if (before > 0) return before;
  if (after > 0) return after;
  return overlaps(other) ? 0 : after;
}

void PositionSet::append(Run run) {
  if (!runs_.empty() && run.begin <= runs_.back().end) {
    if (run.end > runs_.back().end) {
      size_ += run.end - runs_.back().end;
      runs_.back().end = run.end;
    }
    return;
  }
  size_ += run.end - run.begin;
  runs_.push_back(run);
}

void PositionSet::unite(const PositionSet& other) {
  if (other.empty()) return;
  if (empty() || other.first() >= runs_.back().begin) {
    for (const Run& run : other.runs_) append(run);
    return;
  }
  PositionSet both;
  both.runs_.reserve(runs_.size() + other.runs_.size());
  size_t i = 0, j = 0;
  while (i < runs_.size() || j < other.runs_.size()) {
    const bool mine =
        j == other.runs_.size() || (i < runs_.size() && runs_[i].begin <= other.runs_[j].begin);
    both.append(mine ? runs_[i++] : other.runs_[j++]);
  }
  *this = std::move(both);
}

}  // namespace licensus
