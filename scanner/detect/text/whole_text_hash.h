// Where the search for a whole text begins; the file's builder and its reader must agree.
#pragma once

#include <xxhash.h>

#include <span>

#include "detect/text/token_table.h"

namespace licensus {

inline size_t whole_text_slot(std::span<const TokenId> tokens, size_t slots) {
  return XXH3_64bits(tokens.data(), tokens.size_bytes()) & (slots - 1);
}

}  // namespace licensus
