// Lines of many shards, written at once by many threads, out of one file in the order of the walk.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace licensus {

// The shard whose turn it is writes straight through; the others wait in memory, and beyond
// kMaxWaitingBytes in an unnamed temporary file. Thread-safe. Owns the descriptor it opened itself.
class OrderedStream {
 public:
  static constexpr size_t kMaxWaitingBytes = size_t{8} << 20;

  // `path`: a file to create or replace, or "-" for standard output. Fails with the system's
  // reason.
  // `on_reader_gone` is called once when the reader of a pipe has gone; from then on all writes do
  // nothing and succeed.
  static Result<std::unique_ptr<OrderedStream>> open(const std::string& path,
                                                     std::function<void()> on_reader_gone);
  ~OrderedStream();

  // Lanes are numbered from 0 in the order of the walk; each is closed exactly once, also empty
  // ones.
  Result<void> write(uint64_t lane, std::string_view lines);
  Result<void> close_lane(uint64_t lane);

 private:
  struct Segment {
    uint64_t offset, length;
  };
  struct Lane {
    std::vector<Segment> spooled;
    std::string text;
    bool closed = false;
  };

  OrderedStream(int descriptor, std::string name, std::function<void()> on_reader_gone);
  Result<void> put(std::string_view bytes);
  Result<void> spool();
  Result<void> replay(Lane& lane);

  const int descriptor_;
  const std::string name_;
  const std::function<void()> on_reader_gone_;
  mutable std::mutex mutex_;
  std::map<uint64_t, Lane> lanes_;
  uint64_t current_ = 0;
  size_t waiting_bytes_ = 0;
  int spool_ = -1;
  uint64_t spool_end_ = 0;
  bool reader_gone_ = false;
};

}  // namespace licensus
