// The bits of a DEFLATE stream, lowest first.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "codecs/inflate_code.h"

namespace licensus::inflate {

LICENSUS_INFLATE uint64_t load64(const uint8_t* bytes) {
  uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
  return value;
}

// Reads at most 56 bits between two calls of refill(). Beyond the end it gives zeros and counts
// them: what was read counts only where overrun() is false.
struct BitReader {
  uint64_t bits = 0;    // the next ones; those beyond `count` are unset or what follows indeed
  unsigned count = 0;   // of them, at most 63
  unsigned beyond = 0;  // bytes of them that lie beyond the end
  const uint8_t* next = nullptr;
  const uint8_t* end = nullptr;

  LICENSUS_INFLATE void refill() {
    if (end - next >= 8) [[likely]] {
      bits |= load64(next) << count;
      next += (63 - count) >> 3U;
      count |= 56U;
      return;
    }
    for (; count <= 55; count += 8) {
      if (next != end) {
        bits |= static_cast<uint64_t>(*next++) << count;
      } else {
        ++beyond;
      }
    }
  }
  LICENSUS_INFLATE void skip(unsigned width) {
    bits >>= width;
    count -= width;
  }
  LICENSUS_INFLATE unsigned take(unsigned width) {
    const auto value = static_cast<unsigned>(low_bits(bits, width));
    skip(width);
    return value;
  }
  LICENSUS_INFLATE bool overrun() const { return count < beyond * 8; }

  // Goes on at the next whole byte; not after an overrun.
  LICENSUS_INFLATE void to_byte() {
    next -= count / 8 - beyond;
    bits = count = beyond = 0;
  }
};

}  // namespace licensus::inflate
