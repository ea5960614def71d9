// Looking at 64 bytes at once. Only for processors with AVX2 (x86-64 since 2013): ask has_avx2, and
// keep a plain way beside for all others. Functions that use a Bytes64 are LICENSUS_AVX2
// themselves.
#pragma once

#if defined(__x86_64__)

#include <immintrin.h>

#include <array>
#include <cstdint>

#define LICENSUS_AVX2 __attribute__((target("avx2,bmi,popcnt")))

namespace licensus {

inline bool has_avx2() {
  static const bool has = __builtin_cpu_supports("avx2") != 0 &&
                          __builtin_cpu_supports("bmi") != 0 &&
                          __builtin_cpu_supports("popcnt") != 0;
  return has;
}

struct Bytes64 {
  __m256i low, high;

  LICENSUS_AVX2 static Bytes64 load(const char* text) {
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(text)),
            _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + 32))};
  }
  // ASCII letters in lower case; some other bytes change too (to `|`, `{` and the like).
  LICENSUS_AVX2 Bytes64 lower() const {
    const __m256i bit = _mm256_set1_epi8(0x20);
    return {_mm256_or_si256(low, bit), _mm256_or_si256(high, bit)};
  }
  // All bits of each byte that is `c`, none of the others.
  LICENSUS_AVX2 Bytes64 where(char c) const {
    const __m256i all = _mm256_set1_epi8(c);
    return {_mm256_cmpeq_epi8(low, all), _mm256_cmpeq_epi8(high, all)};
  }
  LICENSUS_AVX2 Bytes64 operator&(const Bytes64& other) const {
    return {_mm256_and_si256(low, other.low), _mm256_and_si256(high, other.high)};
  }
  LICENSUS_AVX2 Bytes64 operator|(const Bytes64& other) const {
    return {_mm256_or_si256(low, other.low), _mm256_or_si256(high, other.high)};
  }
  // The highest bit of each byte, the first lowest.
  LICENSUS_AVX2 uint64_t bits() const { return join(low, high); }
  // One bit for each byte that is `c`, the first lowest.
  LICENSUS_AVX2 uint64_t equal(char c) const { return where(c).bits(); }
  // The same for a set of bytes, ASCII and each of another low half: `by_low_half` has it there,
  // 1 at place 0 where none is meant, else 0.
  LICENSUS_AVX2 uint64_t one_of(const std::array<char, 16>& by_low_half) const {
    const __m256i set = _mm256_broadcastsi128_si256(
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(by_low_half.data())));
    return join(_mm256_cmpeq_epi8(low, _mm256_shuffle_epi8(set, low)),
                _mm256_cmpeq_epi8(high, _mm256_shuffle_epi8(set, high)));
  }

 private:
  LICENSUS_AVX2 static uint64_t join(__m256i low, __m256i high) {
    return static_cast<uint32_t>(_mm256_movemask_epi8(low)) |
           (static_cast<uint64_t>(static_cast<uint32_t>(_mm256_movemask_epi8(high))) << 32U);
  }
};

}  // namespace licensus

#endif
