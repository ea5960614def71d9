// Many short literals in every byte, at the speed of memory: nibble tables looked up by byte
// shuffles, as in "Teddy" (G. Langdale, Hyperscan; described in the aho-corasick crate). For each
// literal a print, four of its bytes that are rare together; the literals in eight groups, one bit
// each; for each place of the print two tables say in which groups a byte's low and high half may
// come. Where a group passes all eight, a hash of the four bytes says whether they are a print at
// all, and if so the group's literals are compared in full.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace licensus {

// A set of literals, ASCII letters in any case. Immutable; all threads may scan with it.
class StemScan {
 public:
  // Whether this processor can (AVX2).
  static bool is_supported();

  // `prints`: for each of the groups, at most kGroups, what to look for: a stem that holds one (of
  // kPrintBytes, or the whole stem if that has less) is looked for by it and in that group. For the
  // others both are chosen by how rare single bytes are.
  static constexpr size_t kPrintBytes = 4;
  static constexpr size_t kGroups = 8;
  explicit StemScan(const std::vector<std::string>& stems,
                    const std::vector<std::vector<std::string>>& prints = {});

  // Calls found(byte) with a byte inside of each stem of `text`, ascending; once where several
  // stems share it. Reads nothing outside of `text`.
  using Found = std::function<void(size_t)>;
  void find(std::string_view text, const Found& found) const;

 private:
  static constexpr size_t kBlockBytes = 64;
  static constexpr size_t kBatchBlocks = 64;
  static constexpr size_t kHashes = 1 << 14;

  struct Stem {
    std::string text;  // lower case
    size_t print = 0;  // where its print begins
  };
  using Nibbles = std::array<uint8_t, 16>;  // by half byte: the groups that may have it
  struct Tables {
    std::array<Nibbles, kPrintBytes> low{};
    std::array<Nibbles, kPrintBytes> high{};
  };

  // Blocks of `bytes`, which are those of `text` from `base` on, that begin before `to`. Of each
  // kBlockBytes + kPrintBytes - 1 are read.
  void find_blocks(const char* bytes, size_t to, std::string_view text, size_t base,
                   const Found& found) const;
  void look_closer(uint64_t lanes, const char* bytes, std::string_view text, size_t at,
                   const Found& found) const;
  unsigned groups_at(const char* bytes) const;
  bool add_by_print(Stem& stem, const std::vector<std::vector<std::string>>& prints);
  void add(Stem stem, unsigned group);
  void note_print(const Stem& stem);
  static bool holds(const Stem& stem, std::string_view text, size_t at);
  static double place(const Tables& tables, unsigned group, Stem& stem);
  static void allow(const Stem& stem, unsigned group, Tables& tables);
  static double share_passed(const Tables& tables, unsigned group);

  std::array<std::vector<Stem>, kGroups> groups_;
  Tables tables_;
  std::bitset<kHashes> prints_;  // by hash: whether a print has it
};

}  // namespace licensus
