// The tokenizer as its definition reads: lower-case the text, then go through its code points.
#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/edits.h>
#include <unicode/uniset.h>
#include <unicode/utf8.h>

#include <string>

#include "detect/text/tokenizer.h"

namespace licensus {

void tokenize_plainly(std::string_view text, const TokenTable& table, std::vector<Token>& tokens) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeSet letters(u"[[:L:][:nt=Decimal:][:nt=Digit:][:nt=Numeric:]]", status);
  std::string lower;
  icu::StringByteSink<std::string> sink(&lower);
  icu::Edits edits;
  icu::CaseMap::utf8ToLower("", 0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())),
                            sink, &edits, status);
  if (U_FAILURE(status)) return;

  // Offsets in `lower` -> those in `text`; asked in ascending order, so one pass in all.
  auto change = edits.getFineIterator();
  const auto find_source = [&](int32_t at) {
    return static_cast<uint32_t>(change.sourceIndexFromDestinationIndex(at, status));
  };
  const auto size = static_cast<int32_t>(lower.size());
  const auto is_word_at = [&](int32_t at, int32_t* next) {
    UChar32 c = 0;
    U8_NEXT(lower.data(), at, size, c);
    *next = at;
    return c >= 0 && letters.contains(c);
  };
  const auto skip_word = [&](int32_t at) {
    for (int32_t next = at; at < size && is_word_at(at, &next); at = next) {
    }
    return at;
  };
  for (int32_t at = 0; at < size;) {
    int32_t end = skip_word(at);
    if (end == at) {
      is_word_at(at, &at);
      continue;
    }
    if (end < size && lower[static_cast<size_t>(end)] == '+') end = skip_word(end + 1);
    const auto word =
        std::string_view(lower).substr(static_cast<size_t>(at), static_cast<size_t>(end - at));
    const TokenValue value = table.find(word);
    tokens.push_back(
        {find_source(at), find_source(end), value.id, static_cast<uint16_t>(value.is_short)});
    at = end;
  }
}

}  // namespace licensus
