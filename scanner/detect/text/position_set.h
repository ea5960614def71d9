// Sets of token positions, as matches cover them in a text and in a rule.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <span>

namespace licensus {

// Positions as ascending runs that neither overlap nor touch; most sets are one run, kept in place.
// A plain value. All costs are in runs, not in positions; comparisons look only at runs where both
// sets are, found by binary search, so that a small set costs little beside one of many runs.
// Unless said otherwise, functions that compare REQUIRE both sets to be non-empty.
class PositionSet {
 public:
  struct Run {
    uint32_t begin = 0, end = 0;  // up to, without, end
    bool operator==(const Run&) const = default;
  };

  PositionSet() = default;
  PositionSet(uint32_t begin, uint32_t end);  // empty unless begin < end

  bool empty() const { return size_ == 0; }
  uint32_t size() const { return size_; }
  std::span<const Run> runs() const { return {runs_.data(), runs_.size()}; }

  // REQUIRES: not empty
  uint32_t first() const { return runs_.front().begin; }
  uint32_t last() const { return runs_.back().end - 1; }
  uint32_t magnitude() const { return last() - first() + 1; }  // positions from first to last

  // How many positions both have. Either may be empty.
  uint32_t overlap(const PositionSet& other) const;
  bool overlaps(const PositionSet& other) const;
  // Whether `other` is a subset.
  bool contains(const PositionSet& other) const;
  // Whether `other` lies between first and last, wherever its positions are.
  bool surrounds(const PositionSet& other) const {
    return first() <= other.first() && last() >= other.last();
  }
  bool is_after(const PositionSet& other) const { return first() > other.last(); }
  // ScanCode's distance: 0 where positions are shared, 1 where the sets touch, the difference of
  // the ends that face each other where this set is before or after; where they are interlaced
  // without a shared position, own first less the other's last, which is negative (a quirk that
  // lets interlaced matches be merged).
  int64_t distance_to(const PositionSet& other) const;

  // Size of the union, without making it.
  uint32_t union_size(const PositionSet& other) const {
    return size_ + other.size_ - overlap(other);
  }
  void unite(const PositionSet& other);  // either may be empty
  void remove_all() {
    runs_.clear();
    size_ = 0;
  }

  bool operator==(const PositionSet& other) const {
    return size_ == other.size_ && runs_ == other.runs_;
  }

 private:
  void append(Run run);  // REQUIRES: does not begin before the last run

  boost::container::small_vector<Run, 1> runs_;
  uint32_t size_ = 0;
};

}  // namespace licensus
