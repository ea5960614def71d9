// Skippable frames, which zstd (RFC 8878, 3.1.2) and LZ4 (frame format 1.6) share.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "codecs/input_window.h"

namespace licensus {

struct SkippableFrame {
  static bool is_head(std::string_view head) {
    return head.size() >= 4 && (head[0] & '\xf0') == 0x50 && head.substr(1, 3) == "\x2a\x4d\x18";
  }

  // Skips the frame at the window's position and keeps its content in `content` where it has at
  // most `keep_bytes`. False where the source ends within it.
  static bool skip(InputWindow& window, size_t keep_bytes, std::string& content) {
    if (window.fill(8) < 8) return false;
    uint64_t left = 0;
    for (int i = 7; i >= 4; --i)
      left = left << 8 | static_cast<uint8_t>(window.ahead()[static_cast<size_t>(i)]);
    window.consume(8);
    const bool keep = left <= keep_bytes;
    while (left > 0) {
      if (window.fill(1) == 0) return false;
      const std::string_view part = window.ahead().substr(0, left);
      if (keep) content.append(part);
      window.consume(part.size());
      left -= part.size();
    }
    return true;
  }
};

}  // namespace licensus
