// The words that license texts are made of, by number.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

// A word of a TokenTable: its key, and its id, in bit 16 is_short, and from bit 32 on where a long
// word lies in long_words.
struct TokenEntry {
  TokenKey key;
  uint64_t value = 0;
};

// What a TokenTable views. Buckets of 8 fingerprints, a power of two of them; a word is in its own
// bucket and its fingerprint is unlike all others there (the seed was chosen so), so that a look-up
// is one comparison of 8 fingerprints, one of a key, and no branch.
struct TokenTableView {
  uint64_t seed = 0;
  std::span<const uint16_t> fingerprints;  // 8 by bucket; 0 behind the last
  std::span<const uint16_t> bases;         // by bucket: its first entry, the others follow
  std::span<const TokenEntry> entries;     // 8 more than there are words
  std::string_view long_words;             // those of more than 15 bytes
};

// Words -> numbers. A word of at most 15 bytes is its own key, zeros behind it and its length last;
// of a longer one the key is its length and a 64-bit hash, and its bytes are compared too. A view
// of memory that someone else owns (the mapped index); immutable, all threads may look words up.
class TokenTable {
 public:
  using Key = TokenKey;
  static constexpr size_t kMaxInlineBytes = 15;
  static constexpr size_t kMaxBytes = 255;  // longer words are never known
  static constexpr size_t kBucketWords = 8;
  static constexpr uint32_t kUnknownPacked = kUnknownToken;

  TokenTable() = default;  // knows no word
  // REQUIRES: each base is at least 8 below the number of entries.
  explicit TokenTable(const TokenTableView& view);

  // What is known of a word: UTF-8 in lower case, without separators, as the tokenizer cuts it.
  TokenValue find(std::string_view word) const;

  // Same for a word of at most kMaxInlineBytes whose key is at hand, as the tokenizer wants it: the
  // id, and in bit 16 is_short.
  uint32_t find_key(Key key) const {
    const TokenEntry& entry = find_entry(key);
    const uint64_t difference = (entry.key.low ^ key.low) | (entry.key.high ^ key.high);
    const uint32_t same = 0U - static_cast<uint32_t>(difference == 0);
    return (static_cast<uint32_t>(entry.value) & same) | (kUnknownPacked & ~same);
  }

  // Calls use(word, id) for each word, in no order that means anything; views of the table.
  template <class Use>
  void for_each_word(const Use& use) const {
    for (const TokenEntry& entry : view_.entries) {
      const std::string_view word = word_of(entry);
      if (!word.empty()) use(word, static_cast<TokenId>(entry.value));
    }
  }

  static Key inline_key(std::string_view word);  // REQUIRES: 1 to kMaxInlineBytes
  static Key long_key(std::string_view word);    // REQUIRES: kMaxInlineBytes + 1 to kMaxBytes

  // Where a key belongs.
  struct Place {
    size_t bucket;
    uint16_t fingerprint;  // not 0
  };
  static Place find_place(Key key, uint64_t seed, unsigned bucket_bits) {
    const uint64_t mixed = key.low * (seed | 1U) + key.high * (std::rotl(seed, 32) | 1U);
    return {static_cast<size_t>(mixed >> 32U >> (32U - bucket_bits)),
            static_cast<uint16_t>(mixed >> 24U | 1U)};
  }

 private:
  // The only entry that may be the key's; the first one where no fingerprint is like its.
  const TokenEntry& find_entry(Key key) const {
    const Place at = find_place(key, view_.seed, bucket_bits_);
    const uint16_t* bucket = view_.fingerprints.data() + at.bucket * kBucketWords;
#if defined(__SSE2__)
    const __m128i equal = _mm_cmpeq_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bucket)),
                                          _mm_set1_epi16(static_cast<short>(at.fingerprint)));
    const auto lanes = static_cast<uint32_t>(_mm_movemask_epi8(equal));  // two bits each
    const auto lane = static_cast<size_t>(std::countr_zero(lanes | 0x10000U)) / 2;
#else
    uint32_t lanes = 0;
    for (size_t i = 0; i < kBucketWords; ++i) {
      lanes |= static_cast<uint32_t>(bucket[i] == at.fingerprint) << i;
    }
    const auto lane = static_cast<size_t>(std::countr_zero(lanes | 0x100U));
#endif
    const size_t place = view_.bases[at.bucket] + lane;
    return view_.entries[place & (size_t{0} - static_cast<size_t>(lanes != 0))];
  }

  // "" for an entry that holds none, as those behind the last word.
  std::string_view word_of(const TokenEntry& entry) const;

  static constexpr std::array<uint16_t, kBucketWords> kNoFingerprints{};
  static constexpr std::array<uint16_t, 1> kNoBases{};
  static constexpr std::array<TokenEntry, kBucketWords> kNoEntries{};

  TokenTableView view_{0, kNoFingerprints, kNoBases, kNoEntries, {}};
  unsigned bucket_bits_ = 0;
};

}  // namespace licensus
