// What rules matched in parts of text seen before: pages of a site repeat their notices.
#pragma once

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

#include "detect/compiled_rule.h"

namespace licensus {

// A table of fixed size (about 200 KB), by hashes of 128 bits with a seed that no document can
// know. For one thread.
class RegionMemo {
 public:
  // The matches of one rule in a part of text, as offsets in it.
  struct Matches {
    static constexpr size_t kMost = 2;
    struct Match {
      uint16_t start;
      uint16_t end;
    };
    std::array<Match, kMost> spans{};
    size_t count = 0;
  };

  struct Key {
    XXH128_hash_t hash;
  };

  // Of what decides the matches of `rule` in `part` that start before `limit`: the bytes, and the
  // byte or the edge of the text on either side, which \b and ^ can see. None where it is too long.
  // `part` is not empty and starts before `limit`.
  std::optional<Key> key(std::string_view text, Span part, size_t limit, uint32_t rule) const {
    if (part.end - part.start > kMaxPartBytes) return std::nullopt;
    const size_t first = part.start - (part.start > 0 ? 1 : 0);
    const size_t last = part.end + (part.end < text.size() ? 1 : 0);
    uint64_t seed = seed_ + rule;
    seed = (seed << 14U) + std::min(limit - part.start, kMaxPartBytes) * 4;
    seed += (part.start > first ? 2U : 0U) + (part.end < last ? 1U : 0U);
    return Key{XXH3_128bits_withSeed(text.data() + first, last - first, seed)};
  }

  // Null where they are not known.
  const Matches* find(const Key& key) const {
    const Entry& entry = entries_[slot(key)];
    return XXH128_isEqual(entry.hash, key.hash) != 0 ? &entry.matches : nullptr;
  }

  void note(const Key& key, const Matches& matches) { entries_[slot(key)] = {key.hash, matches}; }

 private:
  static constexpr size_t kMaxPartBytes = 4095;
  static constexpr size_t kEntries = 4096;

  struct Entry {
    XXH128_hash_t hash{};
    Matches matches;
  };

  static size_t slot(const Key& key) { return key.hash.low64 % kEntries; }

  uint64_t seed_ = std::random_device{}();
  std::vector<Entry> entries_ = std::vector<Entry>(kEntries);
};

}  // namespace licensus
