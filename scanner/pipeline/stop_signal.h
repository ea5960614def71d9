// Whether a run is to end early.
#pragma once

#include <atomic>

namespace licensus {

// Two reasons to end: the caller asks (an interruption), or the run itself has to (an output cannot
// be written, or nobody reads it). Any thread; refers to flags that outlive it.
class StopSignal {
 public:
  StopSignal(const std::atomic<bool>& asked, std::atomic<bool>& ended)
      : asked_(asked), ended_(ended) {}

  bool is_set() const {
    return asked_.load(std::memory_order_relaxed) || ended_.load(std::memory_order_relaxed);
  }
  void end() const { ended_.store(true); }

 private:
  const std::atomic<bool>& asked_;
  std::atomic<bool>& ended_;
};

}  // namespace licensus
