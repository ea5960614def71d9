#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace licensus::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kQuiet = std::chrono::milliseconds(1500);  // short scans show nothing
constexpr auto kTick = std::chrono::milliseconds(100);
constexpr int kTicksPerDraw = 3;

std::string time_left(double seconds) {
  const long whole = std::lround(seconds);
  if (whole >= 3600) return fmt::format("{}h{:02}m", whole / 3600, whole / 60 % 60);
  return fmt::format("{}m{:02}s", whole / 60, whole % 60);
}

bool reads_standard_input(const WalkOptions& walk) {
  return std::count(walk.sources.begin(), walk.sources.end(), "-") > 0 ||
         std::count(walk.files_from.begin(), walk.files_from.end(), "-") > 0;
}

}  // namespace

ProgressLine::ProgressLine(const std::string& when, const WalkOptions& walk,
                           const ScanProgress& progress)
    : progress_(progress) {
  if (when == "never" || (when == "auto" && ::isatty(STDERR_FILENO) == 0)) return;
  drawer_ = std::thread([this] { draw(); });
  if (!reads_standard_input(walk)) adder_ = std::thread([this, walk] { add_up(walk); });
}

ProgressLine::~ProgressLine() {
  done_.store(true);
  if (drawer_.joinable()) drawer_.join();
  if (adder_.joinable()) adder_.join();
}

void ProgressLine::add_up(const WalkOptions& options) {
  auto walk = Walk::start(options, [](const std::string&) { return false; });
  if (!walk) return;
  WalkItem item;
  while (!done_.load() && (*walk)->next(item)) {
    if (item.type == WalkItem::Type::kFile) total_bytes_ += item.size;
  }
  total_known_.store(true);
}

void ProgressLine::draw() {
  const auto began = Clock::now();
  bool drawn = false;
  for (int tick = 0; !done_.load(); ++tick) {
    std::this_thread::sleep_for(kTick);
    if (tick % kTicksPerDraw != 0 || Clock::now() - began < kQuiet) continue;
    const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
    const auto bytes = static_cast<double>(progress_.stored_bytes.load());
    std::string line =
        fmt::format("{:.1f} MB read, {:.1f} MB/s", bytes / 1e6, bytes / 1e6 / seconds);
    const auto total = static_cast<double>(total_bytes_.load());
    if (total_known_.load() && total > 0 && bytes > 0) {
      const double share = std::min(1.0, bytes / total);
      line += fmt::format(", {:.0f} % of {:.1f} MB, {} left", share * 100, total / 1e6,
                          time_left(seconds * (1 - share) / share));
    }
    std::fprintf(stderr, "\r\033[K%s", line.c_str());
    std::fflush(stderr);
    drawn = true;
  }
  if (drawn) std::fprintf(stderr, "\r\033[K");
}

}  // namespace licensus::cli
