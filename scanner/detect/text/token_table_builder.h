// Words and their numbers -> the arrays of a TokenTable.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "detect/text/token_table.h"

namespace licensus {

// Owns what a TokenTable views, but for the bytes of long words.
struct TokenTableArrays {
  uint64_t seed = 0;
  std::vector<uint16_t> fingerprints;
  std::vector<uint16_t> bases;
  std::vector<TokenEntry> entries;

  TokenTable view(std::string_view long_words) const {
    return TokenTable({seed, fingerprints, bases, entries, long_words});
  }
};

// `words` are all different, fewer than 65,528, in lower case, of 1 to TokenTable::kMaxBytes bytes
// (longer ones are left out); bytes of long words are appended to `long_words`, which the table is
// to be given. The same words in the same order give the same arrays.
TokenTableArrays build_token_table(const std::vector<std::pair<std::string, TokenValue>>& words,
                                   std::string& long_words);

}  // namespace licensus
