#include "detect/text/token_table_builder.h"

#include <bit>
#include <optional>

namespace licensus {
namespace {

// Any sequence without a pattern will do (splitmix64 by S. Vigna).
uint64_t make_seed(uint64_t number) {
  uint64_t mixed = (number + 1) * 0x9E3779B97F4A7C15;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EB;
  return mixed ^ (mixed >> 31U);
}

// nullopt where a bucket overflows or two of its fingerprints are alike.
std::optional<TokenTableArrays> try_seed(const std::vector<TokenEntry>& words, uint64_t seed,
                                         unsigned bucket_bits) {
  const size_t buckets = size_t{1} << bucket_bits;
  std::vector<std::vector<std::pair<uint16_t, size_t>>> filled(buckets);  // fingerprint, word
  for (size_t word = 0; word < words.size(); ++word) {
    const auto [bucket, fingerprint] = TokenTable::find_place(words[word].key, seed, bucket_bits);
    for (const auto& other : filled[bucket]) {
      if (other.first == fingerprint) return std::nullopt;
    }
    filled[bucket].emplace_back(fingerprint, word);
    if (filled[bucket].size() > TokenTable::kBucketWords) return std::nullopt;
  }
  TokenTableArrays table{seed, {}, {}, {}};
  table.fingerprints.resize(buckets * TokenTable::kBucketWords);
  for (size_t bucket = 0; bucket < buckets; ++bucket) {
    table.bases.push_back(static_cast<uint16_t>(table.entries.size()));
    size_t lane = bucket * TokenTable::kBucketWords;
    for (const auto& [fingerprint, word] : filled[bucket]) {
      table.fingerprints[lane++] = fingerprint;
      table.entries.push_back(words[word]);
    }
  }
  table.entries.resize(table.entries.size() + TokenTable::kBucketWords);
  return table;
}

}  // namespace

TokenTableArrays build_token_table(const std::vector<std::pair<std::string, TokenValue>>& words,
                                   std::string& long_words) {
  std::vector<TokenEntry> entries;
  for (const auto& [word, value] : words) {
    if (word.empty() || word.size() > TokenTable::kMaxBytes) continue;
    TokenEntry entry{{}, value.id | uint64_t{value.is_short} << 16U};
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
  auto bucket_bits = static_cast<unsigned>(std::bit_width(entries.size() / 2));
  for (uint64_t number = 0;; ++number) {
    if (number % 100 == 99) ++bucket_bits;
    if (auto table = try_seed(entries, make_seed(number), bucket_bits)) return std::move(*table);
  }
}

}  // namespace licensus
