// What matched in windows seen before: pages of a site repeat their notices.
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
#include "detect/overlaps.h"

namespace licensus {

// A table of fixed size (about 300 KB), by hashes of 128 bits with a seed that no document can
// know. For one thread.
class WindowMemo {
 public:
  struct Key {
    XXH128_hash_t hash;
  };

  // Of what decides the matches that start in `window`: its bytes, those behind it as far as a
  // match may reach, the byte or the edge of the text on either side of them, which \b and ^ can
  // see, and whether it is a `page`. None where it is too long.
  std::optional<Key> key(std::string_view text, Span window, bool page) const {
    if (window.end - window.start > kMaxBytes) return std::nullopt;
    const size_t first = window.start - (window.start > 0 ? 1 : 0);
    const size_t last = std::min(text.size(), window.end + kMaxMatchBytes + 1);
    uint64_t seed = (seed_ << 14U) + (window.end - window.start) * 8;
    seed += page ? 4U : 0U;
    seed += window.start > first ? 2U : 0U;
    seed += last == text.size() ? 1U : 0U;
    return Key{XXH3_128bits_withSeed(text.data() + first, last - first, seed)};
  }

  // Replaces `matches` by all of the window of this key, in text order, and says whether it holds
  // a page mark; false where they are not known, and nothing changes.
  bool recall(const Key& key, Span window, std::vector<RawMatch>& matches, bool& page_mark) const {
    const Entry& entry = entries_[slot(key)];
    if (XXH128_isEqual(entry.hash, key.hash) == 0) return false;
    matches.clear();
    for (size_t i = 0; i < entry.count; ++i) {
      const Match& match = entry.matches[i];
      matches.push_back({{window.start + match.start, window.start + match.end}, match.rule});
    }
    page_mark = entry.page_mark;
    return true;
  }

  // Takes them over, where they are not too many.
  void note(const Key& key, Span window, const std::vector<RawMatch>& matches, bool page_mark) {
    Entry entry{key.hash};
    if (matches.size() > entry.matches.size()) return;
    for (const RawMatch& match : matches) {
      entry.matches[entry.count++] = {match.rule,
                                      static_cast<uint16_t>(match.span.start - window.start),
                                      static_cast<uint16_t>(match.span.end - window.start)};
    }
    entry.page_mark = page_mark;
    entries_[slot(key)] = entry;
  }

 private:
  static constexpr size_t kMaxBytes = 2047;
  static constexpr size_t kEntries = 4096;
  static constexpr size_t kMostMatches = 6;

  // Offsets in the window.
  struct Match {
    uint32_t rule;
    uint16_t start;
    uint16_t end;
  };
  struct Entry {
    XXH128_hash_t hash{};
    std::array<Match, kMostMatches> matches{};
    uint16_t count = 0;
    bool page_mark = false;
  };

  static size_t slot(const Key& key) { return key.hash.low64 % kEntries; }

  uint64_t seed_ = std::random_device{}();
  std::vector<Entry> entries_ = std::vector<Entry>(kEntries);
};

}  // namespace licensus
