#include "detect/text/token_table_builder.h"

#include <bit>
#include <optional>

namespace licensus {
namespace {

struct Entry {
  TokenKey key;
  uint64_t value;
};

// Any sequence without a pattern will do (splitmix64 by S. Vigna).
uint64_t make_seed(uint64_t number) {
  uint64_t mixed = (number + 1) * 0x9E3779B97F4A7C15;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EB;
  return mixed ^ (mixed >> 31U);
}

// nullopt where a bucket overflows or two of its fingerprints are alike.
std::optional<TokenTableArrays> try_seed(const std::vector<Entry>& entries, uint64_t seed,
                                         unsigned bucket_bits) {
  const size_t slots = TokenTable::kBucketSlots << bucket_bits;
  TokenTableArrays table{seed, std::vector<uint16_t>(slots), std::vector<TokenKey>(slots),
                         std::vector<uint64_t>(slots)};
  for (const Entry& entry : entries) {
    const auto [bucket, fingerprint] = TokenTable::place(entry.key, seed, bucket_bits);
    size_t slot = bucket * TokenTable::kBucketSlots;
    const size_t end = slot + TokenTable::kBucketSlots;
    for (; slot < end && table.fingerprints[slot] != 0; ++slot) {
      if (table.fingerprints[slot] == fingerprint) return std::nullopt;
    }
    if (slot == end) return std::nullopt;
    table.fingerprints[slot] = fingerprint;
    table.keys[slot] = entry.key;
    table.values[slot] = entry.value;
  }
  return table;
}

}  // namespace

TokenTableArrays build_token_table(const std::vector<std::pair<std::string, TokenValue>>& words,
                                   std::string& long_words) {
  std::vector<Entry> entries;
  for (const auto& [word, value] : words) {
    if (word.empty() || word.size() > TokenTable::kMaxBytes) continue;
    Entry entry{{}, value.id | uint64_t{value.is_short} << 16U};
    if (word.size() <= TokenTable::kMaxInlineBytes) {
      entry.key = TokenTable::inline_key(word);
    } else {
      entry.key = TokenTable::long_key(word);
      entry.value |= uint64_t{long_words.size()} << 32U;
      long_words += word;
    }
    entries.push_back(entry);
  }
  // At two words a bucket about one seed in ten will do; at one, almost any.
  auto bucket_bits = static_cast<unsigned>(std::bit_width(entries.size() * 5 / 9));
  for (uint64_t number = 0;; ++number) {
    if (number % 100 == 99) ++bucket_bits;
    if (auto table = try_seed(entries, make_seed(number), bucket_bits)) return std::move(*table);
  }
}

}  // namespace licensus
