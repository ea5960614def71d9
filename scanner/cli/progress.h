// The progress line of long scans.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "input/walk.h"
#include "pipeline/scan.h"

namespace licensus::cli {

// Draws a line on standard error until it is destroyed: documents, rate, and, once a second walk
// has added up the sources' sizes, the share done and the time left. Owns its threads.
class ProgressLine {
 public:
  // `when`: "always", "never", or "auto" (standard error is a terminal).
  ProgressLine(const std::string& when, const WalkOptions& walk, const ScanProgress& progress);
  ~ProgressLine();

 private:
  void draw();
  void add_up(const WalkOptions& walk);

  const ScanProgress& progress_;
  std::atomic<uint64_t> total_bytes_{0};
  std::atomic<bool> total_known_{false};
  std::atomic<bool> done_{false};
  std::thread drawer_, adder_;
};

}  // namespace licensus::cli
