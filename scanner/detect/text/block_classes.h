// Which bytes may be part of words, 64 bytes at once.
#pragma once

#include <cstddef>
#include <cstdint>

namespace licensus {

inline constexpr size_t kBlockBytes = 64;

// One bit a byte of a block, the first lowest.
struct BlockClasses {
  uint64_t run = 0;   // letters, digits, `+` and what is not ASCII: what words are made of
  uint64_t slow = 0;  // of these, `+` and what is not ASCII
};

// Classes of `blocks` blocks from `text` on.
void classify_blocks(const char* text, size_t blocks, BlockClasses* classes);

inline bool is_ascii_word(unsigned char c) {
  return (c >= '0' && c <= '9') || ((c | 0x20U) >= 'a' && (c | 0x20U) <= 'z');
}

}  // namespace licensus
