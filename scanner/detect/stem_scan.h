// Many short literals in every byte, at the speed of memory. For each literal a print, four of its
// bytes that are rare together; where PrintScan lets a print pass, a hash of the four bytes says
// whether they are a print at all, and if so its group's literals are compared in full.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/print_scan.h"

namespace licensus {

// A set of literals, ASCII letters in any case. Immutable; all threads may scan with it.
class StemScan {
 public:
  // Whether this processor can (AVX2 or more).
  static bool is_supported();

  // `prints`: for each of the groups, at most kGroups, what to look for: a stem that holds one (of
  // kPrintBytes, or the whole stem if that has less) is looked for by it and in that group. For the
  // others both are chosen by how rare single bytes are.
  static constexpr size_t kPrintBytes = PrintScan::kPrintBytes;
  static constexpr unsigned kGroups = PrintScan::kGroups;
  explicit StemScan(const std::vector<std::string>& stems,
                    const std::vector<std::vector<std::string>>& prints = {},
                    PrintScan::Way way = PrintScan::ways().front());

  // Calls found(byte) with a byte inside of each stem of `text`, ascending; once where several
  // stems share it. Reads nothing outside of `text`.
  using Found = std::function<void(size_t)>;
  void find(std::string_view text, const Found& found) const;

 private:
  static constexpr size_t kBlockBytes = PrintScan::kBlockBytes;
  static constexpr size_t kBatchBlocks = 64;
  static constexpr size_t kHashes = 1 << 14;

  struct Stem {
    std::string text;  // lower case
    size_t print = 0;  // where its print begins
    // Its bytes as print_word has them; all bits of a byte beyond the stem are unset in both.
    uint32_t word = 0;
    uint32_t mask = 0;
  };
  // Blocks of `bytes`, which are those of `text` from `base` on, that begin before `to`. Of each
  // kBlockBytes + kPrintBytes - 1 are read.
  void find_blocks(const char* bytes, size_t to, std::string_view text, size_t base,
                   const Found& found) const;
  void look_closer(uint64_t lanes, const char* bytes, std::string_view text, size_t at,
                   const Found& found) const;
  bool add_by_print(Stem& stem, const std::vector<std::vector<std::string>>& prints);
  void add(Stem stem, unsigned group);
  void note_print(std::array<char, kPrintBytes> print, size_t bytes);
  static bool holds(const Stem& stem, std::string_view text, size_t at);
  static double place(const PrintScan& places, unsigned group, Stem& stem);
  static void allow(const Stem& stem, unsigned group, PrintScan& places);

  std::array<std::vector<Stem>, kGroups> groups_;
  PrintScan places_;
  std::bitset<kHashes> prints_;  // by hash: whether a print has it
};

}  // namespace licensus
