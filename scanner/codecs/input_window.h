// A sliding window over stored bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "codecs/byte_source.h"

namespace licensus {

// The stored bytes around the read position, with some history to go back to. Used by one thread;
// keeps its buffer (kCapacity bytes) between sources.
class InputWindow {
 public:
  static constexpr size_t kCapacity = size_t{1} << 20;
  static constexpr size_t kAhead = size_t{256} << 10;  // what a decoder wants to see at once
  // Read at once: what is read is looked at several times, so it should stay in the second cache.
  static constexpr size_t kReadBytes = size_t{256} << 10;
  // How far back a search may start. It bounds the work on crafted damage, where every member found
  // fails at the same place again.
  static constexpr size_t kHistory = size_t{64} << 10;

  InputWindow();

  // Starts on `source` (not owned), whose first byte has stored offset `offset`.
  void open(ByteSource& source, uint64_t offset);

  // The bytes from the read position on that are in memory.
  std::string_view ahead() const { return {buffer_.get() + position_, end_ - position_}; }
  // Stored offset of the read position.
  uint64_t offset() const { return start_offset_ + position_; }
  void consume(size_t count) { position_ += count; }

  // Reads until `wanted` bytes (at most kCapacity) lie ahead or the source ends, and returns how
  // many do. Keeps the bytes from stored offset `keep_from` on where they are at most kHistory
  // behind and room is left; views from ahead() become invalid.
  size_t fill(size_t wanted, uint64_t keep_from);
  size_t fill(size_t wanted) { return fill(wanted, offset()); }

  // Moves the read position back to `offset`, or to the oldest byte still kept.
  void go_back(uint64_t offset);

  // No byte will come after those ahead.
  bool ended() const { return ended_; }
  // Why the source ended early; "" where it did not.
  const std::string& error() const { return error_; }

 private:
  std::unique_ptr<char[]> buffer_;
  ByteSource* source_ = nullptr;
  uint64_t start_offset_ = 0;  // stored offset of buffer_[0]
  size_t position_ = 0;
  size_t end_ = 0;
  bool ended_ = true;
  std::string error_;
};

}  // namespace licensus
