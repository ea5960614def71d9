// The prefix codes of DEFLATE (RFC 1951, 3.2) as tables to look up the next bits in.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// What is made twice, for processors with BMI2 and for all others, must be inlined into both.
#define LICENSUS_INFLATE [[gnu::always_inline]] inline

namespace licensus::inflate {

// What a code word means. Bits 0-7: how many bits to take, extra bits included; bits 8-11: those of
// the code word alone; bits 16-30: a literal, or the base of a length or distance.
using Entry = uint32_t;
constexpr Entry kLiteral = 1U << 31U;
constexpr Entry kSpecial = 1U << 15U;  // one of the next three, which have no value
constexpr Entry kEnd = 1U << 16U;      // end of block
constexpr Entry kLong = 1U << 17U;     // a code word longer than the table is wide
constexpr Entry kInvalid = 1U << 18U;  // no code word, or one that no encoder may write
constexpr unsigned kValueShift = 16;
constexpr Entry kOneBit = 0x101;  // one bit more of code word

constexpr unsigned kLongest = 15;  // bits of a code word
constexpr size_t kLiterals = 288;  // literals, end of block and lengths, two of them invalid
constexpr size_t kDistances = 32;  // two of them invalid
constexpr size_t kLengths = 19;    // the alphabet that code lengths are written in

// How often each length comes, by length.
using Counts = std::array<uint16_t, kLongest + 1>;

LICENSUS_INFLATE uint64_t low_bits(uint64_t bits, unsigned count) {
  return bits & ((uint64_t{1} << count) - 1);
}
// The base of a length or distance and its extra bits; `bits` begin with the code word.
LICENSUS_INFLATE size_t value_of(Entry entry, uint64_t bits) {
  return (entry >> kValueShift) + (low_bits(bits, static_cast<uint8_t>(entry)) >>
                                   (entry >> 8U & 63U));  // bits 12 and 13 are unset
}

constexpr std::array<uint8_t, 256> kReversed = [] {
  std::array<uint8_t, 256> reversed{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      if ((byte >> bit & 1U) != 0) reversed[byte] |= static_cast<uint8_t>(0x80U >> bit);
    }
  }
  return reversed;
}();
// The low 16 bits the other way round: code words come first bit lowest.
LICENSUS_INFLATE uint32_t reversed16(uint64_t bits) {
  return static_cast<uint32_t>(kReversed[bits & 255U] << 8U | kReversed[bits >> 8U & 255U]);
}

// One bit for each of 64 bytes that is not zero, the first lowest.
LICENSUS_INFLATE uint64_t nonzero_bytes(const uint8_t* bytes) {
  uint64_t mask = 0;
#if defined(__SSE2__)
  for (unsigned i = 0; i < 64; i += 16) {
    const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + i));
    const int zero = _mm_movemask_epi8(_mm_cmpeq_epi8(chunk, _mm_setzero_si128()));
    mask |= static_cast<uint64_t>(static_cast<uint32_t>(zero)) << i;
  }
  return ~mask;
#else
  for (unsigned i = 0; i < 64; ++i) mask |= static_cast<uint64_t>(bytes[i] != 0) << i;
  return mask;
#endif
}

// The code of one alphabet of at most kSymbols, with a table at most kMaxBits wide. A table as wide
// as the longest code word would cost more to fill than it saves: longer words are found by their
// number among those of their length, since codes are canonical. Plain memory of one thread.
template <size_t kSymbols, unsigned kMaxBits>
class Code {
 public:
  static constexpr uint64_t kMaxMask = (uint64_t{1} << kMaxBits) - 1;

  // Makes the code from the length of each symbol's code word (0: none), of which `lengths` holds
  // `count`, readable up to a multiple of 64; `ranks` numbers the symbols of equal length in order,
  // `counts` says how many there are. `meanings` are the entries but for the code word's bits.
  // The table is kMaxBits wide where `full`, otherwise as wide as the longest code word if that is
  // less. False where the lengths make no code: over-subscribed, or incomplete; where
  // `may_be_single`, no code word at all or a single one of one bit is let pass, as zlib does.
  template <bool full>
  LICENSUS_INFLATE bool build(const uint8_t* lengths, const uint16_t* ranks, const Counts& counts,
                              size_t count, const Entry* meanings, bool may_be_single) {
    unsigned longest = 1;
    unsigned total = 0;
    uint32_t end =
        0;  // of the code words so far, as the first 16 bits of the stream, first highest
    ends_[0] = 0;
    for (unsigned length = 1; length <= kLongest; ++length) {
      first_[length] = static_cast<uint16_t>(total);
      total += counts[length];
      end += static_cast<uint32_t>(counts[length]) << (16 - length);
      ends_[length] = end;
      longest = counts[length] != 0 ? length : longest;
    }
    if (end > kAllWords) return false;
    const bool complete = end == kAllWords;
    if (!complete && !(may_be_single && total == counts[1] && total <= 1)) return false;
    bits_ = full ? kMaxBits : std::min(longest, kMaxBits);
    sort(lengths, ranks, count, meanings);
    fill(counts, complete ? kSpecial | kLong : kSpecial | kInvalid | 1U);
    return true;
  }

  const Entry* table() const { return table_.data(); }
  // Of the bits that the table is looked up with.
  uint64_t mask() const { return (uint64_t{1} << bits_) - 1; }

  // The entry of the code word that `next` begins with, where the table says kLong.
  LICENSUS_INFLATE Entry find_long(uint64_t next) const {
    const uint32_t word = reversed16(next);
    unsigned length = bits_ + 1;
    while (length < kLongest && word >= ends_[length]) ++length;
    return sorted_[first_[length] + ((word - ends_[length - 1]) >> (16 - length))] +
           length * kOneBit;
  }

 private:
  static constexpr uint32_t kAllWords = 1U << 16U;
  // Up to this width entries are written one by one, beyond it by doubling the table: vectors read
  // back what was just written in small pieces, which costs more than it saves in a small table.
  static constexpr unsigned kSingly = 5;

  // The meanings of the symbols that have a code word, by length and then by symbol.
  LICENSUS_INFLATE void sort(const uint8_t* lengths, const uint16_t* ranks, size_t count,
                             const Entry* meanings) {
    for (size_t start = 0; start < count; start += 64) {
      uint64_t used = nonzero_bytes(lengths + start);
      if (count - start < 64) used = low_bits(used, static_cast<unsigned>(count - start));
      for (; used != 0; used &= used - 1) {
        const size_t symbol = start + static_cast<size_t>(std::countr_zero(used));
        sorted_[size_t{first_[lengths[symbol]]} + ranks[symbol]] = meanings[symbol];
      }
    }
  }

  LICENSUS_INFLATE void fill(const Counts& counts, Entry rest) {
    Entry* const table = table_.data();
    const Entry* next = sorted_.data();
    uint32_t word = 0;
    const unsigned singly = std::min(bits_, kSingly);
    for (unsigned length = 1; length <= singly; ++length) {
      for (unsigned left = counts[length]; left > 0; --left, word += kAllWords >> length) {
        const Entry entry = *next++ + length * kOneBit;
        for (size_t at = reversed16(word); at < size_t{1} << singly; at += size_t{1} << length)
          table[at] = entry;
      }
    }
    for (unsigned length = singly + 1; length <= bits_; ++length) {
      const size_t size = size_t{1} << (length - 1);
      for (size_t at = 0; at < size; at += 8)
        std::memcpy(table + size + at, table + at, 8 * sizeof(Entry));
      for (unsigned left = counts[length]; left > 0; --left, word += kAllWords >> length)
        table[reversed16(word)] = *next++ + length * kOneBit;
    }
    for (; word < kAllWords; word += kAllWords >> bits_) table[reversed16(word)] = rest;
  }

  static_assert(kMaxBits >= kSingly && kMaxBits < kLongest);
  alignas(64) std::array<Entry, size_t{1} << kMaxBits> table_;
  std::array<Entry, kSymbols> sorted_;
  std::array<uint32_t, kLongest + 1> ends_;
  std::array<uint16_t, kLongest + 1> first_;
  unsigned bits_ = 0;
};

}  // namespace licensus::inflate
