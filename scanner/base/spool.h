// Bytes that are too many for memory: written to a file without a name, then read where they lie.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace licensus {

// Appended to, then mapped once. Moves, does not copy; one thread until it is mapped, then what it
// maps may be read from any. Errors are kept: nothing is lost as long as `good`.
class Spool {
 public:
  Spool() = default;
  Spool(Spool&& from) noexcept;
  Spool& operator=(Spool&& from) noexcept;
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  ~Spool();

  void append(std::string_view bytes);
  uint64_t size() const { return size_; }
  bool good() const { return !failed_; }  // else errno says why, right after it failed

  // All that was appended, as writable memory that lives as long as the spool; empty where there
  // is nothing or it failed.
  std::span<char> map();

 private:
  void flush();

  int descriptor_ = -1;
  bool failed_ = false;
  uint64_t size_ = 0;
  std::string buffer_;
  std::span<char> mapped_;
};

}  // namespace licensus
