#include "detect/text/token_table.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

namespace licensus {

static_assert(std::endian::native == std::endian::little, "keys are read as the file holds them");

TokenTable::TokenTable(const TokenTableView& view)
    : view_(view), bucket_bits_(static_cast<unsigned>(std::countr_zero(view.bases.size()))) {}

TokenTable::Key TokenTable::inline_key(std::string_view word) {
  Key key;
  std::memcpy(&key, word.data(), word.size());
  key.high |= uint64_t{word.size()} << 56U;
  return key;
}

TokenTable::Key TokenTable::long_key(std::string_view word) {
  return {XXH3_64bits(word.data(), word.size()), uint64_t{0xFF} << 56U | word.size()};
}

TokenValue TokenTable::find(std::string_view word) const {
  if (word.empty() || word.size() > kMaxBytes) return {};
  const bool is_long = word.size() > kMaxInlineBytes;
  const Key key = is_long ? long_key(word) : inline_key(word);
  const TokenEntry& entry = find_entry(key);
  if (entry.key != key) return {};
  const uint64_t value = entry.value;
  if (is_long) {
    const size_t at = std::min<size_t>(value >> 32U, view_.long_words.size());
    if (view_.long_words.substr(at, word.size()) != word) return {};
  }
  return {static_cast<TokenId>(value), (value >> 16U & 1U) != 0};
}

std::string_view TokenTable::word_of(const TokenEntry& entry) const {
  const uint64_t size = entry.key.high >> 56U;
  if (size <= kMaxInlineBytes) return {reinterpret_cast<const char*>(&entry.key), size};
  const size_t at = std::min<size_t>(entry.value >> 32U, view_.long_words.size());
  return view_.long_words.substr(at, entry.key.high & kMaxBytes);
}

}  // namespace licensus
