#include "detect/text/token_table.h"

#include <xxhash.h>

#include <bit>
#include <cstring>

namespace licensus {

static_assert(std::endian::native == std::endian::little, "keys are read as the file holds them");

TokenTable::Key TokenTable::inline_key(std::string_view word) {
  Key key;
  std::memcpy(&key, word.data(), word.size());
  key.high |= uint64_t{word.size()} << 56U;
  return key;
}

TokenTable::Key TokenTable::long_key(std::string_view word, uint32_t at) {
  return {XXH3_64bits(word.data(), word.size()), kLongWord | uint64_t{word.size()} << 32U | at};
}

TokenValue TokenTable::find(std::string_view word) const {
  if (word.empty()) return {};
  if (word.size() <= kMaxInlineBytes) return find_key(inline_key(word));
  if (word.size() > kMaxBytes) return {};
  const Key wanted = long_key(word, 0);
  const size_t mask = keys_.size() - 1;
  for (size_t slot = hash(wanted) & mask;; slot = (slot + 1) & mask) {
    const Key& key = keys_[slot];
    if (key == Key{}) return {};
    const auto at = static_cast<uint32_t>(key.high);
    if (key.low != wanted.low || (key.high ^ at) != wanted.high || at > long_words_.size()) {
      continue;
    }
    if (long_words_.substr(at, word.size()) == word) return value(values_[slot]);
  }
}

}  // namespace licensus
