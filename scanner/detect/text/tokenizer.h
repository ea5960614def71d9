// Text -> numbered words, as ScanCode cuts texts and rules: lower case by the full Unicode mapping,
// then every leftmost longest match of the regular expression `[^_\W]+\+?[^_\W]*` (Python's re, so
// \w is what str.isalnum takes, and _).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detect/text/token_table.h"

namespace licensus {

// One word of a text, known or not; stopwords are there too.
struct Token {
  uint32_t begin = 0, end = 0;  // bytes of the text that was given
  TokenId id = kUnknownToken;   // or kStopword
  uint16_t is_short = 0;        // 1 for known words of one character or of digits only, else 0

  bool operator==(const Token&) const = default;
};

// Appends the words of `text` to `tokens`, in order. `text` is valid UTF-8 of less than 4 GiB; a
// byte that is no part of valid UTF-8 separates words. Line ends are separators as all others: find
// lines by comparing Token::begin with where they begin. Texts may be given in pieces that are cut
// at line ends. (A capital sigma looks at its neighbours, and "İ" becomes i and a separator, as in
// Python.) Several hundred MB/s on ASCII. Any thread.
void tokenize(std::string_view text, const TokenTable& table, std::vector<Token>& tokens);

// A word itself, in lower case; bytes beyond TokenTable::kMaxBytes are cut off where it holds more
// than ASCII.
struct Word {
  uint32_t begin = 0, end = 0;
  std::string lower;
};

// The words of `text`, stopwords too: for the rules, before words have numbers.
std::vector<Word> cut_words(std::string_view text);

// The same as tokenize() by the plain way, one code point at a time by ICU: for tests.
void tokenize_plainly(std::string_view text, const TokenTable& table, std::vector<Token>& tokens);

}  // namespace licensus
