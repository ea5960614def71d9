#include "detect/print_scan.h"

#include <immintrin.h>

#include <bit>
#include <string_view>
#include <utility>

namespace licensus {
namespace {

// How often bytes come in web pages, in thousandths, measured on 530 MB of them; the common ones.
constexpr std::pair<std::string_view, double> kShares[] = {
    {" ", 84},     {"saet", 59}, {"\"nil><r", 41}, {"cop/", 31}, {"d=.", 22},
    {"mh-fu", 14}, {"\ngvb", 9}, {"y1:w0_xk", 5},  {"2;,3", 3},  {"&)(654SCT8#I\tq9A7", 1.5},
};
constexpr double kRareShare = 0.4;

std::array<double, 256> byte_shares() {
  std::array<double, 256> shares;
  shares.fill(kRareShare / 1000);
  for (const auto& [bytes, thousandths] : kShares) {
    for (const char c : bytes) shares[static_cast<uint8_t>(c)] = thousandths / 1000;
  }
  return shares;
}

const std::array<double, 256>& shares() {
  static const std::array<double, 256> table = byte_shares();
  return table;
}

bool is_letter(uint8_t byte) { return byte >= 'a' && byte <= 'z'; }

// How far ahead memory is asked for, past the end of a text too; the best of 256 to 4096.
constexpr size_t kAheadBytes = 1024;
constexpr size_t kPlaces = PrintScan::kPrintBytes;

// Bits 0 to 4 and 6 of a byte, as a number: letters without case, punctuation as control
// characters, bytes from 0x80 as those below. By low six bits digits would be letters too, and
// three times as many blocks pass.
constexpr unsigned fold(uint8_t byte) { return (byte & 31U) | (byte >> 1U & 32U); }
// The same, as the matrix that GF2P8AFFINEQB takes: each byte says which bits make one of the
// result, the last byte the lowest. What is put into the upper two is not looked at.
constexpr int64_t kFolding = 0x0102040810402080;

// Functions of vectors are inlined by force: a call would pass vectors that the processor the
// callers are built for does not have.
struct VectorTables {
  __m256i low[kPlaces];
  __m256i high[kPlaces];
};

[[gnu::always_inline, gnu::target("avx2")]] inline __m256i both_halves(
    const std::array<uint8_t, 16>& nibbles) {
  return _mm256_broadcastsi128_si256(
      _mm_loadu_si128(reinterpret_cast<const __m128i*>(nibbles.data())));
}

// One bit for each of 32 bytes: whether some group passes there.
[[gnu::always_inline, gnu::target("avx2")]] inline uint64_t passing(const char* bytes,
                                                                    const VectorTables& tables) {
  const __m256i half = _mm256_set1_epi8(0x0f);
  __m256i groups = _mm256_set1_epi8(-1);
  for (size_t i = 0; i < kPlaces; ++i) {
    const __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + i));
    const __m256i low = _mm256_and_si256(v, half);
    const __m256i high = _mm256_and_si256(_mm256_srli_epi16(v, 4), half);
    groups = _mm256_and_si256(groups, _mm256_and_si256(_mm256_shuffle_epi8(tables.low[i], low),
                                                       _mm256_shuffle_epi8(tables.high[i], high)));
  }
  const __m256i zero = _mm256_cmpeq_epi8(groups, _mm256_setzero_si256());
  return static_cast<uint32_t>(~_mm256_movemask_epi8(zero));
}

}  // namespace

std::span<const PrintScan::Way> PrintScan::ways() {
  static constexpr std::array<Way, 2> kWays = {Way::kVbmi, Way::kAvx2};
  const bool vbmi = __builtin_cpu_supports("avx512vbmi") != 0 &&
                    __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("gfni") != 0;
  const bool avx2 = __builtin_cpu_supports("avx2") != 0;
  return std::span(kWays).subspan(vbmi ? 0 : 1, (vbmi ? 1 : 0) + (avx2 ? 1 : 0));
}

void PrintScan::allow(unsigned group, size_t place, uint8_t byte) {
  const auto bit = static_cast<uint8_t>(1U << group);
  low_[place][byte & 15U] |= bit;
  high_[place][byte >> 4U] |= bit;
  by_fold_[place][fold(byte)] |= bit;
  by_byte_[place][byte] |= bit;
  if (is_letter(byte)) allow(group, place, byte ^ 0x20U);
}

void PrintScan::allow_any(unsigned group, size_t place) {
  for (unsigned byte = 0; byte < 256; ++byte) allow(group, place, static_cast<uint8_t>(byte));
}

double PrintScan::share_passed(unsigned group) const {
  double share = 1;
  for (size_t i = 0; i < kPrintBytes; ++i) {
    uint32_t lows = 0, highs = 0;
    for (unsigned half = 0; half < 16; ++half) {
      lows |= (low_[i][half] >> group & 1U) << half;
      highs |= (high_[i][half] >> group & 1U) << half;
    }
    double sum = 0;
    for (; highs != 0; highs &= highs - 1) {
      const size_t high = size_t{16} * static_cast<unsigned>(std::countr_zero(highs));
      for (uint32_t rest = lows; rest != 0; rest &= rest - 1) {
        sum += shares()[high + static_cast<unsigned>(std::countr_zero(rest))];
      }
    }
    share *= sum;
  }
  return share;
}

size_t PrintScan::find(const char* bytes, size_t at, size_t end, Block* passed) const {
  return way_ == Way::kVbmi ? find_vbmi(bytes, at, end, passed) : find_avx2(bytes, at, end, passed);
}

// One block in ten passes, which no processor foresees: a branch there would cost more than the
// lookups.
[[gnu::target("avx2")]] size_t PrintScan::find_avx2(const char* bytes, size_t at, size_t end,
                                                    Block* passed) const {
  VectorTables tables;
  for (size_t i = 0; i < kPrintBytes; ++i) {
    tables.low[i] = both_halves(low_[i]);
    tables.high[i] = both_halves(high_[i]);
  }
  size_t count = 0;
  for (; at < end; at += kBlockBytes) {
    _mm_prefetch(bytes + at + kAheadBytes, _MM_HINT_T0);
    const uint64_t lanes = passing(bytes + at, tables) | passing(bytes + at + 32, tables) << 32U;
    passed[count] = {at, lanes};
    count += lanes != 0 ? 1 : 0;
  }
  return count;
}

[[gnu::target("avx512f,avx512bw,avx512vbmi,gfni")]] size_t PrintScan::find_vbmi(
    const char* bytes, size_t at, size_t end, Block* passed) const {
  constexpr __mmask64 kAll = ~__mmask64{0};  // g++ 12 warns of the form without a mask
  __m512i tables[kPrintBytes];
  for (size_t i = 0; i < kPrintBytes; ++i) tables[i] = _mm512_loadu_si512(by_fold_[i].data());
  const __m512i folding = _mm512_set1_epi64(kFolding);
  size_t count = 0;
  for (; at < end; at += kBlockBytes) {
    _mm_prefetch(bytes + at + kAheadBytes, _MM_HINT_T0);
    __m512i groups = _mm512_set1_epi8(-1);
    for (size_t i = 0; i < kPrintBytes; ++i) {
      const __m512i v = _mm512_loadu_si512(bytes + at + i);
      const __m512i folded = _mm512_maskz_gf2p8affine_epi64_epi8(kAll, v, folding, 0);
      groups = _mm512_and_si512(groups, _mm512_maskz_permutexvar_epi8(kAll, folded, tables[i]));
    }
    const uint64_t lanes = _mm512_test_epi8_mask(groups, groups);
    passed[count] = {at, lanes};
    count += lanes != 0 ? 1 : 0;
  }
  return count;
}

}  // namespace licensus
