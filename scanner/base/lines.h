// Where lines end, looked for in 64 bytes at once: header lines are too short for memchr to pay.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace licensus {

// One bit for each of 64 bytes that is `c`, the first lowest.
inline uint64_t equal_bits(const char* bytes, char c) {
  uint64_t bits = 0;
#if defined(__SSE2__)
  const __m128i all = _mm_set1_epi8(c);
  for (unsigned i = 0; i < 64; i += 16) {
    const __m128i part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + i));
    const auto equal = static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(part, all)));
    bits |= static_cast<uint64_t>(equal) << i;
  }
#else
  for (unsigned i = 0; i < 64; ++i) bits |= static_cast<uint64_t>(bytes[i] == c) << i;
#endif
  return bits;
}

// Where the first of two bytes comes; npos where neither does. find_first_of looks each byte up in
// the set, one after another.
inline size_t find_either(std::string_view text, char a, char b) {
  size_t at = 0;
  for (; at + 64 <= text.size(); at += 64) {
    const uint64_t hits = equal_bits(text.data() + at, a) | equal_bits(text.data() + at, b);
    if (hits != 0) return at + static_cast<size_t>(std::countr_zero(hits));
  }
  for (; at < text.size(); ++at) {
    if (text[at] == a || text[at] == b) return at;
  }
  return text.npos;
}

// Cuts a text into lines, front to back. A view; looks no further than it has to.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  // The next line (without its LF or CRLF); false where no LF is left.
  bool next(std::string_view& line) {
    while (ends_ == 0) {
      if (block_ >= text_.size()) return false;
      look(block_);
    }
    const size_t end = block_ - 64 + static_cast<size_t>(std::countr_zero(ends_));
    ends_ &= ends_ - 1;
    line = text_.substr(begin_, end - begin_);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    begin_ = end + 1;
    return true;
  }

  // Bytes up to the end of the last line, its LF included.
  size_t taken() const { return begin_; }
  std::string_view rest() const { return text_.substr(begin_); }

 private:
  void look(size_t at) {
    const size_t left = text_.size() - at;
    if (left >= 64) {
      ends_ = equal_bits(text_.data() + at, '\n');
    } else {
      char last[64] = {};
      std::memcpy(last, text_.data() + at, left);
      ends_ = equal_bits(last, '\n');
    }
    block_ = at + 64;
  }

  std::string_view text_;
  size_t begin_ = 0;   // of the line in hand
  size_t block_ = 0;   // behind the bytes that `ends_` stands for
  uint64_t ends_ = 0;  // line ends that are not yet taken
};

}  // namespace licensus
