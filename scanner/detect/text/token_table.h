// The words that license texts are made of, by number.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace licensus {

// The number of a word. Several spellings may share one ("license", "licence"). Numbers below
// TextIndex::legalese_count() are legalese: words that hardly occur outside of license texts.
using TokenId = uint16_t;
inline constexpr TokenId kUnknownToken = 0xFFFF;  // in no rule, in no SPDX id
inline constexpr TokenId kStopword = 0xFFFE;      // markup and the like, ignored on both sides

// What is known of one word.
struct TokenValue {
  TokenId id = kUnknownToken;
  bool is_short = false;  // of one character, or digits only (Python's str.isdigit)

  bool operator==(const TokenValue&) const = default;
};

// 128 bits as two words, as little-endian memory holds them.
struct TokenKey {
  uint64_t low = 0, high = 0;
  bool operator==(const TokenKey&) const = default;
};

// Words -> numbers, an open-addressing table of 16-byte keys: a word of at most 15 bytes is its own
// key, zeros behind it and its length last; of a longer one the key is its length, a 64-bit hash
// and where its bytes lie. A view of memory that someone else owns (the mapped index); immutable,
// all threads may look words up.
class TokenTable {
 public:
  static constexpr size_t kMaxInlineBytes = 15;
  static constexpr size_t kMaxBytes = 255;  // longer words are never known

  using Key = TokenKey;

  TokenTable() = default;  // knows no word
  // `keys` and `values` have the same length, a power of two, and at least one key is empty (0, 0).
  // A value is the id, and in bit 16 is_short. `long_words` are the bytes of words of more than 15.
  TokenTable(std::span<const Key> keys, std::span<const uint32_t> values,
             std::string_view long_words)
      : keys_(keys), values_(values), long_words_(long_words) {}

  // What is known of a word: UTF-8 in lower case, without separators, as the tokenizer cuts it.
  TokenValue find(std::string_view word) const;

  // Same for a word of at most kMaxInlineBytes whose key is at hand: the tokenizer's way.
  TokenValue find_key(Key key) const {
    const size_t mask = keys_.size() - 1;
    for (size_t slot = hash(key) & mask;; slot = (slot + 1) & mask) {
      if (keys_[slot] == key) return value(values_[slot]);
      if (keys_[slot] == Key{}) return {};
    }
  }

  static Key inline_key(std::string_view word);  // REQUIRES: 1 to kMaxInlineBytes
  // REQUIRES: kMaxInlineBytes + 1 to kMaxBytes; `at`: where its bytes lie in `long_words`. The slot
  // that it belongs to is that of long_key(word, 0).
  static Key long_key(std::string_view word, uint32_t at);
  static uint64_t hash(Key key) {
    uint64_t mixed = (key.low ^ (key.high * 0x9E3779B97F4A7C15)) * 0xD6E8FEB86659FD93;
    return mixed ^ (mixed >> 32);
  }

 private:
  static constexpr uint64_t kLongWord = uint64_t{0xFF} << 56U;

  static TokenValue value(uint32_t packed) {
    return {static_cast<TokenId>(packed), (packed >> 16 & 1) != 0};
  }

  static constexpr std::array<Key, 1> kNoKeys{};
  static constexpr std::array<uint32_t, 1> kNoValues{};

  std::span<const Key> keys_ = kNoKeys;
  std::span<const uint32_t> values_ = kNoValues;
  std::string_view long_words_;
};

}  // namespace licensus
