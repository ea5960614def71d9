// Where any of many four-byte prints may begin, in blocks of 64 bytes at once. Prints come in eight
// groups, one bit each; tables tell, for each place of a print, in which groups a byte may come
// there, and a place of the text passes where all four bytes agree on a group. With AVX2 the tables
// are two of 16 entries a place, by the byte's halves ("Teddy": G. Langdale, Hyperscan; described
// in the aho-corasick crate); with AVX-512 VBMI one of 64 entries, by all its bits but the highest,
// and 0x20, in which letters of both cases differ: a lookup where that takes two and splitting.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace licensus {

// The tables. Once filled immutable; all threads may use one.
class PrintScan {
 public:
  static constexpr size_t kPrintBytes = 4;
  static constexpr unsigned kGroups = 8;
  static constexpr size_t kBlockBytes = 64;

  enum class Way { kAvx2, kVbmi };  // kVbmi: with GFNI, which came with it
  // What this processor can, the fastest first; empty where it can neither.
  static std::span<const Way> ways();

  explicit PrintScan(Way way) : way_(way) {}

  // The prints of a group may have this byte (in either case if a letter), or any, at a place.
  void allow(unsigned group, size_t place, uint8_t byte);
  void allow_any(unsigned group, size_t place);

  // The share of a web page's bytes that a group lets pass by halves of bytes, if bytes came
  // independently.
  double share_passed(unsigned group) const;

  // The groups, one bit each, that the four bytes here may be a print of.
  unsigned groups_at(const char* bytes) const {
    unsigned groups = ~0U;
    for (size_t i = 0; i < kPrintBytes; ++i) groups &= by_byte_[i][static_cast<uint8_t>(bytes[i])];
    return groups;
  }

  // A block in which some group passes: where it begins, and one bit for each byte that does.
  struct Block {
    size_t at;
    uint64_t lanes;
  };
  // Notes those from `at` on that begin before `end`; the number of them. `passed` has room for
  // all. Of each kBlockBytes + kPrintBytes - 1 bytes are read.
  size_t find(const char* bytes, size_t at, size_t end, Block* passed) const;

 private:
  size_t find_avx2(const char* bytes, size_t at, size_t end, Block* passed) const;
  size_t find_vbmi(const char* bytes, size_t at, size_t end, Block* passed) const;

  template <size_t kEntries>
  using Tables = std::array<std::array<uint8_t, kEntries>, kPrintBytes>;
  Way way_;
  Tables<16> low_{};
  Tables<16> high_{};
  Tables<64> by_fold_{};
  Tables<256> by_byte_{};
};

}  // namespace licensus
