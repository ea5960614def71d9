// Where a JSON value ends, found by its brackets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace licensus {

// Passes over an object or array, which may come in pieces, 64 bytes at a time: brackets outside of
// strings are counted, all else is passed over unread and unchecked. Used by one thread.
class JsonSkip {
 public:
  // Deeper values are passed over like others, but is_too_deep() tells.
  static constexpr size_t kMaxDepth = 1000;

  // `depth`: how many brackets are open already; 0: the text begins with the first.
  void start(size_t depth = 0);
  // The offset after the bracket that closes the value; npos where `text` does not hold it: then
  // the next call goes on with what follows.
  size_t find_end(std::string_view text);
  bool is_too_deep() const { return too_deep_; }

 private:
  struct Masks {
    uint64_t quotes, backslashes, opens, closes;
  };
  static Masks masks_of(const char* bytes);
  size_t find_end_avx2(std::string_view text);
  size_t find_end_plain(std::string_view text);
  size_t find_end_short(std::string_view text);
  size_t take(const Masks& masks, size_t count);
  size_t count_brackets(uint64_t opens, uint64_t closes);

  size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;  // the next byte comes after a backslash that escapes it
  bool too_deep_ = false;
};

}  // namespace licensus
