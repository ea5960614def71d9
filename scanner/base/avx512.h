// The same as Bytes64 of base/avx2.h, by one register and without moving masks: for processors with
// AVX-512 BW (Intel since 2017, AMD since 2022). Ask has_avx512; functions that use a Wide64 are
// LICENSUS_AVX512 themselves.
#pragma once

#include "base/avx2.h"

#if defined(LICENSUS_AVX2)

#define LICENSUS_AVX512 __attribute__((target("avx512f,avx512bw,bmi,popcnt")))

namespace licensus {

inline bool has_avx512() {
  static const bool has = has_avx2() && __builtin_cpu_supports("avx512f") != 0 &&
                          __builtin_cpu_supports("avx512bw") != 0;
  return has;
}

struct Wide64 {
  __m512i bytes;

  LICENSUS_AVX512 static Wide64 load(const char* text) { return {_mm512_loadu_si512(text)}; }
  LICENSUS_AVX512 uint64_t equal(char c) const {
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(c));
  }
  LICENSUS_AVX512 uint64_t one_of(const std::array<char, 16>& by_low_half) const {
    constexpr __mmask16 kAll = 0xffff;  // g++ 12 warns of the form without a mask
    const __m512i set = _mm512_maskz_broadcast_i32x4(
        kAll, _mm_loadu_si128(reinterpret_cast<const __m128i*>(by_low_half.data())));
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_shuffle_epi8(set, bytes));
  }
};

}  // namespace licensus

#endif
