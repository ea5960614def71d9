// A bound on the work that one text may cost.
#pragma once

#include <cstdint>

namespace licensus {

// Counts steps of about a nanosecond each; deterministic, unlike a clock. A plain value.
class WorkMeter {
 public:
  explicit WorkMeter(uint64_t max_steps = 0) : left_(max_steps) {}

  // False once more is asked for than is left, and from then on: the caller stops.
  bool spend(uint64_t steps) {
    if (is_limited_ || steps > left_) {
      is_limited_ = true;
      return false;
    }
    left_ -= steps;
    return true;
  }
  // A meter of its own for a part of the work, so that one part cannot use up everything: what the
  // part does not use comes back by join().
  WorkMeter split(uint64_t divisor) {
    const uint64_t steps = left_ / divisor;
    left_ -= steps;
    return WorkMeter(steps);
  }
  void join(const WorkMeter& part) {
    left_ += part.left_;
    is_cut_ |= part.is_limited();
  }
  // Steps that are left; 0 where they were used up.
  uint64_t left() const { return is_limited_ ? 0 : left_; }
  // Whether anything, parts too, was left out.
  bool is_limited() const { return is_limited_ || is_cut_; }

 private:
  uint64_t left_ = 0;
  bool is_limited_ = false;
  bool is_cut_ = false;
};

}  // namespace licensus
