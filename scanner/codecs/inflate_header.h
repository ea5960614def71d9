// The header of a block with its own codes (RFC 1951, 3.2.7).
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "codecs/inflate_bits.h"
#include "codecs/inflate_code.h"

namespace licensus::inflate {

constexpr std::array<Entry, kLiterals> kLiteralMeanings = [] {
  std::array<Entry, kLiterals> meanings{};
  for (unsigned i = 0; i < 256; ++i) meanings[i] = kLiteral | i << kValueShift;
  meanings[256] = kSpecial | kEnd;
  unsigned base = 3;
  for (unsigned i = 0; i < 28; ++i) {
    const unsigned extra = i < 8 ? 0 : (i - 4) / 4;
    meanings[257 + i] = base << kValueShift | extra;
    base += 1U << extra;
  }
  meanings[285] = 258U << kValueShift;
  meanings[286] = meanings[287] = kSpecial | kInvalid;
  return meanings;
}();

constexpr std::array<Entry, kDistances> kDistanceMeanings = [] {
  std::array<Entry, kDistances> meanings{};
  unsigned base = 1;
  for (unsigned i = 0; i < 30; ++i) {
    const unsigned extra = i < 4 ? 0 : (i - 2) / 2;
    meanings[i] = base << kValueShift | extra;
    base += 1U << extra;
  }
  meanings[30] = meanings[31] = kSpecial | kInvalid;
  return meanings;
}();

// Of the code that the lengths are written in: bits 16-23 say how often a length comes, to which
// extra bits are added, bits 24-31 which one; kAgain for the one before.
constexpr unsigned kLengthShift = 24;
constexpr uint32_t kAgain = 0x80;
constexpr std::array<Entry, kLengths> kLengthMeanings = [] {
  std::array<Entry, kLengths> meanings{};
  for (unsigned i = 0; i <= kLongest; ++i) meanings[i] = i << kLengthShift | 1U << kValueShift;
  meanings[16] = kAgain << kLengthShift | 3U << kValueShift | 2U;
  meanings[17] = 3U << kValueShift | 3U;
  meanings[18] = 11U << kValueShift | 7U;
  return meanings;
}();

// The two codes of a block. The widths suit crawled pages: one bit less or more costs 1-2 %.
struct Codes {
  Code<kLiterals, 11> literal;
  Code<kDistances, 8> distance;
};

// Reads the header and makes the codes. Scratch memory; used by one thread.
class HeaderReader {
 public:
  // False where it is damaged; where the reader is overrun then, the answer means nothing.
  LICENSUS_INFLATE bool read(BitReader& in, Codes& codes) {
    const unsigned literals = 257 + in.take(5);
    const unsigned distances = 1 + in.take(5);
    if (literals > 286 || distances > 30 || !read_length_code(in)) return false;
    std::memset(lengths_, 0, kMost);
    at_ = 0;
    before_ = kAgain;
    Counts literal_counts{};
    Counts distance_counts{};
    read_lengths(in, literals, literal_counts);
    if (at_ > literals) {  // a run of both alphabets
      const auto over = static_cast<uint16_t>(at_ - literals);
      literal_counts[before_ & 15U] -= over;
      distance_counts[before_ & 15U] = over;
      number(literals, 0);
    }
    if (at_ < literals + distances) read_lengths(in, literals + distances, distance_counts);
    if (at_ != literals + distances || lengths_[0] == kAgain || lengths_[256] == 0) return false;
    return codes.literal.template build<false>(lengths_, ranks_, literal_counts, literals,
                                               kLiteralMeanings.data(), true) &&
           codes.distance.template build<true>(lengths_ + literals, ranks_ + literals,
                                               distance_counts, distances, kDistanceMeanings.data(),
                                               true);
  }

  // The codes of blocks that bring none (RFC 1951, 3.2.6).
  void make_fixed(Codes& codes) {
    std::memset(lengths_, 8, kLiterals);
    std::memset(lengths_ + 144, 9, 256 - 144);
    std::memset(lengths_ + 256, 7, 280 - 256);
    Counts counts{};
    for (size_t i = 0; i < kLiterals; ++i) ranks_[i] = counts[lengths_[i]]++;
    codes.literal.template build<false>(lengths_, ranks_, counts, kLiterals,
                                        kLiteralMeanings.data(), false);
    std::memset(lengths_, 5, kDistances);
    counts = {};
    for (size_t i = 0; i < kDistances; ++i) ranks_[i] = counts[lengths_[i]]++;
    codes.distance.template build<true>(lengths_, ranks_, counts, kDistances,
                                        kDistanceMeanings.data(), false);
  }

 private:
  // A vector of eight numbers; both compilers know the type on every processor.
  typedef uint16_t Ranks __attribute__((vector_size(16)));

  LICENSUS_INFLATE bool read_length_code(BitReader& in) {
    static constexpr std::array<uint8_t, kLengths> kOrder = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                             11, 4,  12, 3, 13, 2, 14, 1, 15};
    const unsigned given = 4 + in.take(4);
    uint8_t lengths[64] = {};
    lengths[kOrder[0]] = static_cast<uint8_t>(in.take(3));
    in.refill();
    const unsigned width = 3 * (given - 1);
    uint64_t rest = low_bits(in.bits, width);
    in.skip(width);
    for (size_t i = 1; i < kLengths; ++i, rest >>= 3U) lengths[kOrder[i]] = rest & 7U;
    Counts counts{};
    uint16_t ranks[kLengths];
    for (size_t i = 0; i < kLengths; ++i) ranks[i] = counts[lengths[i]]++;
    return length_code_.template build<true>(lengths, ranks, counts, kLengths,
                                             kLengthMeanings.data(), false);
  }

  // Reads lengths until there are `wanted`, or some more. Without a branch on what is read, which
  // could not be foretold: every run is written as 16 lengths (the longer ones are of zeros, which
  // are there) and 8 ranks, and what is too much is written over by the next.
  LICENSUS_INFLATE void read_lengths(BitReader& reader, unsigned wanted, Counts& counts) {
    BitReader in = reader;  // own copies: the writes might change what is behind a reference
    unsigned at = at_;
    uint32_t before = before_;
    in.refill();
    Entry entry = length_code_.table()[in.bits & length_code_.kMaxMask];
    do {
      in.refill();  // after the look-up, which does not have to wait for it then
      const uint64_t bits = in.bits;
      in.skip(entry & 15U);
      const auto count = static_cast<unsigned>((entry >> kValueShift & 255U) +
                                               (low_bits(bits, entry & 15U) >> (entry >> 8U & 7U)));
      const uint32_t length = entry >> kLengthShift;
      before = length == kAgain ? before : length;
      entry = length_code_.table()[in.bits & length_code_.kMaxMask];
      const uint64_t eight = before * 0x0101010101010101U;
      std::memcpy(lengths_ + at, &eight, sizeof eight);
      std::memcpy(lengths_ + at + 8, &eight, sizeof eight);
      uint16_t& so_far = counts[before & 15U];
      number(at, so_far);
      so_far = static_cast<uint16_t>(so_far + count);
      at += count;
    } while (at < wanted);
    reader = in;
    at_ = at;
    before_ = before;
  }

  // Numbers the symbols from `at` on, as many as one run may have that is not of zeros.
  LICENSUS_INFLATE void number(unsigned at, uint16_t from) {
    const Ranks ranks = Ranks{0, 1, 2, 3, 4, 5, 6, 7} + from;
    std::memcpy(ranks_ + at, &ranks, sizeof ranks);
  }

  // The last run may begin at the last but one symbol and have 138; the codes look at 64 more.
  static constexpr size_t kMost = 384;
  static constexpr size_t kRoom = 512;
  uint8_t lengths_[kRoom];
  uint16_t ranks_[kRoom];
  unsigned at_ = 0;
  uint32_t before_ = 0;
  Code<kLengths, 7> length_code_;
};

}  // namespace licensus::inflate
