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

// One bit for each byte that is not 0, the first lowest.
[[gnu::always_inline, gnu::target("avx2")]] inline uint64_t non_zero(__m256i bytes) {
  const __m256i zero = _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256());
  return static_cast<uint32_t>(~_mm256_movemask_epi8(zero));
}

// Of a print in any case, if a little more: bit 5 of each byte set. Multiplying spreads them (D.
// Knuth, The Art of Computer Programming, 6.4); the highest bits are the best.
size_t print_hash(const char* bytes) {
  constexpr uint32_t kAnyCase = 0x20202020;
  uint32_t print = 0;
  std::memcpy(&print, bytes, sizeof print);
  return (print | kAnyCase) * 2'654'435'769U >> 18U;
}

}  // namespace

bool StemScan::is_supported() { return __builtin_cpu_supports("avx2"); }

StemScan::StemScan(const std::vector<std::string>& stems,
                   const std::vector<std::vector<std::string>>& prints) {
  std::vector<std::pair<double, Stem>> others;
  for (const std::string& text : stems) {
    Stem stem{ascii_lower(text)};
    if (add_by_print(stem, prints)) continue;
    const Tables none;
    const double share = place(none, 0, stem);
    others.emplace_back(share, std::move(stem));
  }
  // Those that let most bytes pass choose first; each where it lets the least more pass.
  std::stable_sort(others.begin(), others.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (auto& [share, stem] : others) {
    unsigned best = 0;
    double least = 2;
    for (unsigned group = 0; group < kGroups; ++group) {
      const double more = place(tables_, group, stem) - share_passed(tables_, group);
      if (more >= least) continue;
      least = more;
      best = group;
    }
    place(tables_, best, stem);
    add(std::move(stem), best);
  }
}

// False where the stem holds none of `prints`.
bool StemScan::add_by_print(Stem& stem, const std::vector<std::vector<std::string>>& prints) {
  for (unsigned group = 0; group < std::min(prints.size(), kGroups); ++group) {
    for (const std::string& print : prints[group]) {
      stem.print = stem.text.find(ascii_lower(print));
      const bool is_whole = print.size() == kPrintBytes || print.size() == stem.text.size();
      if (stem.print == std::string::npos || !is_whole) continue;
      add(std::move(stem), group);
      return true;
    }
  }
  stem.print = 0;
  return false;
}

void StemScan::add(Stem stem, unsigned group) {
  allow(stem, group, tables_);
  note_print(stem);
  groups_[group].push_back(std::move(stem));
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

// A stem that ends within its print has one for each byte that may follow.
void StemScan::note_print(const Stem& stem) {
  std::array<char, kPrintBytes> print{};
  const size_t bytes = stem.text.copy(print.data(), kPrintBytes, stem.print);
  if (bytes == kPrintBytes) {
    prints_.set(print_hash(print.data()));
    return;
  }
  if (bytes + 1 < kPrintBytes) {
    prints_.set();
    return;
  }
  for (unsigned next = 0; next < 256; ++next) {
    print[bytes] = static_cast<char>(next);
    prints_.set(print_hash(print.data()));
  }
}

bool StemScan::holds(const Stem& stem, std::string_view text, size_t at) {
  if (at < stem.print || at - stem.print + stem.text.size() > text.size()) return false;
  const char* begin = text.data() + (at - stem.print);
  return std::equal(stem.text.begin(), stem.text.end(), begin,
                    [](char a, char b) { return a == ascii_lower(b); });
}

unsigned StemScan::groups_at(const char* bytes) const {
  unsigned groups = ~0U;
  for (size_t i = 0; i < kPrintBytes; ++i) {
    const auto byte = static_cast<uint8_t>(bytes[i]);
    groups &= tables_.low[i][byte & 15U] & tables_.high[i][byte >> 4U];
  }
  return groups;
}

// `lanes`: where a group passed; the first lane's byte is `at` of the text and lies at `bytes`. The
// hash sends most of them away by a branch that processors foresee.
void StemScan::look_closer(uint64_t lanes, const char* bytes, std::string_view text, size_t at,
                           const Found& found) const {
  for (; lanes != 0; lanes &= lanes - 1) {
    const auto lane = static_cast<size_t>(std::countr_zero(lanes));
    if (!prints_[print_hash(bytes + lane)]) continue;
    for (unsigned passed = groups_at(bytes + lane); passed != 0; passed &= passed - 1) {
      const auto& stems = groups_[static_cast<size_t>(std::countr_zero(passed))];
      if (std::any_of(stems.begin(), stems.end(),
                      [&](const Stem& stem) { return holds(stem, text, at + lane); })) {
        found(at + lane);
        break;
      }
    }
  }
}

// One block in ten passes, which no processor foresees: a branch there would cost more than the
// shuffles. So blocks that pass are noted without one, and looked at after a batch.
[[gnu::target("avx2")]] void StemScan::find_blocks(const char* bytes, size_t to,
                                                   std::string_view text, size_t base,
                                                   const Found& found) const {
  VectorTables<kPrintBytes> tables;
  for (size_t i = 0; i < kPrintBytes; ++i) {
    tables.low[i] = both_halves(tables_.low[i]);
    tables.high[i] = both_halves(tables_.high[i]);
  }
  std::array<std::pair<size_t, uint64_t>, kBatchBlocks> passed;  // at, lanes
  for (size_t start = 0; start < to; start += kBatchBlocks * kBlockBytes) {
    const size_t end = std::min(to, start + kBatchBlocks * kBlockBytes);
    size_t count = 0;
    for (size_t at = start; at < end; at += kBlockBytes) {
      _mm_prefetch(bytes + at + kAheadBytes, _MM_HINT_T0);
      const uint64_t lanes =
          non_zero(passing(bytes + at, tables)) | non_zero(passing(bytes + at + 32, tables)) << 32U;
      passed[count] = {at, lanes};
      count += lanes != 0 ? 1 : 0;
    }
    for (size_t i = 0; i < count; ++i) {
      const auto& [at, lanes] = passed[i];
      look_closer(lanes, bytes + at, text, base + at, found);
    }
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
