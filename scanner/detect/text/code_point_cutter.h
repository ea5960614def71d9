// Words of text that is not ASCII, or holds a plus sign.
#pragma once

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace licensus {

// Cuts text code point by code point. Keeps a buffer: one thread.
class CodePointCutter {
 public:
  // Calls found(begin, end, word in lower case) with each word of text[begin, end), which is cut at
  // separators; the text around it decides how a capital sigma is lower-cased. Words are cut off
  // beyond TokenTable::kMaxBytes.
  template <class Found>
  void cut(std::string_view text, size_t begin, size_t end, const Found& found) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    size_t word_begin = 0;
    bool in_word = false;
    bool had_plus = false;
    const auto close = [&](size_t word_end) {
      if (in_word) found(word_begin, word_end, std::string_view(word_));
      in_word = had_plus = false;
      word_.clear();
    };
    for (size_t at = begin; at < end;) {
      const size_t here = at;
      UChar32 c = 0;
      U8_NEXT(bytes, at, end, c);
      if (c == '+' && in_word && !had_plus) {
        word_ += '+';
        had_plus = true;
        continue;
      }
      const UChar32 lower = lower_case(text, here, c);
      if (lower < 0 || !is_word_point(lower)) {
        close(here);
        continue;
      }
      if (!in_word) word_begin = here;
      in_word = true;
      append(lower);
      // It becomes i and a combining dot, which is no letter.
      if (c == kCapitalDottedI) close(at);
    }
    close(end);
  }

 private:
  static constexpr UChar32 kCapitalDottedI = 0x130;

  static bool is_word_point(UChar32 c);
  static UChar32 lower_case(std::string_view text, size_t at, UChar32 c);
  void append(UChar32 c);

  std::string word_;
};

}  // namespace licensus
