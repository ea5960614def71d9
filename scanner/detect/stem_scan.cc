#include "detect/stem_scan.h"

#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/ascii.h"

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

// A print's places with their two tables each.
template <size_t kPlaces>
struct VectorTables {
  __m256i low[kPlaces];
  __m256i high[kPlaces];
};

[[gnu::always_inline, gnu::target("avx2")]] inline __m256i both_halves(
    const std::array<uint8_t, 16>& nibbles) {
  return _mm256_broadcastsi128_si256(
      _mm_loadu_si128(reinterpret_cast<const __m128i*>(nibbles.data())));
}

// By byte of the 32 at `bytes`: the groups that a print beginning there passes. Inlined by force:
// a call would pass vectors that the processor the callers are built for does not have.
template <size_t kPlaces>
[[gnu::always_inline, gnu::target("avx2")]] inline __m256i passing(
    const char* bytes, const VectorTables<kPlaces>& tables) {
  const __m256i half = _mm256_set1_epi8(0x0f);
  __m256i groups = _mm256_set1_epi8(-1);
  for (size_t i = 0; i < kPlaces; ++i) {
    const __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + i));
    const __m256i low = _mm256_and_si256(v, half);
    const __m256i high = _mm256_and_si256(_mm256_srli_epi16(v, 4), half);
    groups = _mm256_and_si256(groups, _mm256_and_si256(_mm256_shuffle_epi8(tables.low[i], low),
                                                       _mm256_shuffle_epi8(tables.high[i], high)));
  }
  return groups;
}

// The print of a stem in any case, if a little more: bit 5 of each byte set, then compared at once.
constexpr uint32_t kAnyCase = 0x20202020;

uint32_t load_print(const char* bytes) {
  uint32_t print = 0;
  std::memcpy(&print, bytes, sizeof print);
  return print | kAnyCase;
}

}  // namespace

bool StemScan::is_supported() { return __builtin_cpu_supports("avx2"); }

StemScan::StemScan(const std::vector<std::string>& stems) {
  std::vector<std::pair<double, Stem>> all;
  for (const std::string& stem : stems) {
    Stem added{ascii_lower(stem), 0};
    const Tables none;
    const double share = place(none, 0, added);
    all.emplace_back(share, std::move(added));
  }
  // Those that let most bytes pass choose first; each where it lets the least more pass.
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (auto& [share, stem] : all) {
    unsigned best = 0;
    double least = 2;
    for (unsigned group = 0; group < kGroups; ++group) {
      const double more = place(tables_, group, stem) - share_passed(tables_, group);
      if (more >= least) continue;
      least = more;
      best = group;
    }
    place(tables_, best, stem);
    allow(stem, best, tables_);
    groups_[best].push_back(std::move(stem));
  }
}

// Chooses the stem's print for that group; the share of bytes that the group then lets pass.
double StemScan::place(const Tables& tables, unsigned group, Stem& stem) {
  size_t best = 0;
  double least = 2;
  const size_t last = stem.text.size() - std::min(stem.text.size(), kPrintBytes);
  for (stem.print = 0; stem.print <= last; ++stem.print) {
    Tables added = tables;
    allow(stem, group, added);
    const double share = share_passed(added, group);
    if (share >= least) continue;
    least = share;
    best = stem.print;
  }
  stem.print = best;
  return least;
}

void StemScan::allow(const Stem& stem, unsigned group, Tables& tables) {
  const auto bit = static_cast<uint8_t>(1U << group);
  for (size_t i = 0; i < kPrintBytes; ++i) {
    if (stem.print + i >= stem.text.size()) {  // a stem of fewer bytes: any
      for (uint8_t& groups : tables.low[i]) groups |= bit;
      for (uint8_t& groups : tables.high[i]) groups |= bit;
      continue;
    }
    const auto byte = static_cast<uint8_t>(stem.text[stem.print + i]);
    tables.low[i][byte & 15U] |= bit;
    tables.high[i][byte >> 4U] |= bit;
    if (is_letter(byte)) tables.high[i][(byte ^ 0x20U) >> 4U] |= bit;
  }
}

// The share of a page's bytes that a group lets pass, if bytes came independently.
double StemScan::share_passed(const Tables& tables, unsigned group) {
  double share = 1;
  for (size_t i = 0; i < kPrintBytes; ++i) {
    double sum = 0;
    for (size_t high = 0; high < 16; ++high) {
      if ((tables.high[i][high] >> group & 1U) == 0) continue;
      for (size_t low = 0; low < 16; ++low) {
        if ((tables.low[i][low] >> group & 1U) != 0) sum += shares()[high << 4U | low];
      }
    }
    share *= sum;
  }
  return share;
}

bool StemScan::holds(const Stem& stem, std::string_view text, size_t at) {
  if (at < stem.print || at - stem.print + stem.text.size() > text.size()) return false;
  if (stem.text.size() >= kPrintBytes &&
      load_print(text.data() + at) != load_print(stem.text.data() + stem.print)) {
    return false;
  }
  const char* begin = text.data() + (at - stem.print);
  return std::equal(stem.text.begin(), stem.text.end(), begin,
                    [](char a, char b) { return a == ascii_lower(b); });
}

// `groups`: by lane, those that passed; `lanes`: where any did; `at`: the first lane's byte.
void StemScan::look_closer(const uint8_t* groups, uint64_t lanes, std::string_view text, size_t at,
                           const Found& found) const {
  for (; lanes != 0; lanes &= lanes - 1) {
    const auto lane = static_cast<size_t>(std::countr_zero(lanes));
    for (unsigned passed = groups[lane]; passed != 0; passed &= passed - 1) {
      const auto& stems = groups_[static_cast<size_t>(std::countr_zero(passed))];
      if (std::any_of(stems.begin(), stems.end(),
                      [&](const Stem& stem) { return holds(stem, text, at + lane); })) {
        found(at + lane);
        break;
      }
    }
  }
}

[[gnu::target("avx2")]] void StemScan::find_blocks(const char* bytes, size_t to,
                                                   std::string_view text, size_t base,
                                                   const Found& found) const {
  VectorTables<kPrintBytes> tables;
  for (size_t i = 0; i < kPrintBytes; ++i) {
    tables.low[i] = both_halves(tables_.low[i]);
    tables.high[i] = both_halves(tables_.high[i]);
  }
  const __m256i none = _mm256_setzero_si256();
  for (size_t at = 0; at < to; at += kBlockBytes) {
    _mm_prefetch(bytes + at + kAheadBytes, _MM_HINT_T0);
    const __m256i first = passing(bytes + at, tables);
    const __m256i second = passing(bytes + at + 32, tables);
    const __m256i any = _mm256_or_si256(first, second);
    if (_mm256_testz_si256(any, any) != 0) continue;
    alignas(32) std::array<uint8_t, kBlockBytes> groups;
    _mm256_store_si256(reinterpret_cast<__m256i*>(groups.data()), first);
    _mm256_store_si256(reinterpret_cast<__m256i*>(groups.data() + 32), second);
    const auto empty1 = static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(first, none)));
    const auto empty2 =
        static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(second, none)));
    look_closer(groups.data(), ~(uint64_t{empty2} << 32U | empty1), text, base + at, found);
  }
}

void StemScan::find(std::string_view text, const Found& found) const {
  // The last block reads on as far as a print that begins in its last lane.
  const size_t readable = text.size() - std::min(text.size(), kPrintBytes - 1);
  const size_t whole = readable / kBlockBytes * kBlockBytes;
  find_blocks(text.data(), whole, text, 0, found);
  std::array<char, 3 * kBlockBytes> end{};
  const size_t rest = text.size() - whole;
  if (rest > 0) std::memcpy(end.data(), text.data() + whole, rest);
  find_blocks(end.data(), rest, text, whole, found);
}

}  // namespace licensus
