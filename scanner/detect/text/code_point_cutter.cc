#include "detect/text/code_point_cutter.h"

#include <algorithm>
#include <array>

#include "detect/text/block_classes.h"
#include "detect/text/token_table.h"

namespace licensus {
namespace {

constexpr UChar32 kCapitalSigma = 0x3A3;
constexpr UChar32 kSmallSigma = 0x3C3;
constexpr UChar32 kFinalSigma = 0x3C2;
constexpr size_t kMaxSigmaContext = 1024;  // bytes each way; no word of any language is longer

// Unicode 3.13, Final_Sigma: a cased letter before, none behind, whatever is case-ignorable
// between.
bool is_final_sigma(std::string_view text, size_t at) {
  const size_t from = at - std::min(at, kMaxSigmaContext);
  const std::string_view context = text.substr(from, at - from + kMaxSigmaContext);
  const auto* bytes = reinterpret_cast<const uint8_t*>(context.data());
  const auto size = static_cast<int32_t>(context.size());
  const auto is_ignorable = [](UChar32 c) {
    return c >= 0 && u_hasBinaryProperty(c, UCHAR_CASE_IGNORABLE) != 0;
  };
  const auto is_cased = [](UChar32 c) {
    return c >= 0 && u_hasBinaryProperty(c, UCHAR_CASED) != 0;
  };
  UChar32 c = ' ';
  auto before = static_cast<int32_t>(at - from);
  auto after = before + 2;  // the sigma's own bytes
  do {
    c = ' ';
    if (before > 0) U8_PREV(bytes, 0, before, c);
  } while (is_ignorable(c));
  if (!is_cased(c)) return false;
  do {
    c = ' ';
    if (after < size) U8_NEXT(bytes, after, size, c);
  } while (is_ignorable(c));
  return !is_cased(c);
}

}  // namespace

// What str.isalnum takes in Python: letters, and all that has a numeric value.
bool CodePointCutter::is_word_point(UChar32 c) {
  if (c < 0x80) return is_ascii_word(static_cast<unsigned char>(c));
  return u_isalpha(c) != 0 || u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE) != U_NT_NONE;
}

UChar32 CodePointCutter::lower_case(std::string_view text, size_t at, UChar32 c) {
  if (c < 0) return c;
  if (c == kCapitalDottedI) return 'i';
  if (c == kCapitalSigma) return is_final_sigma(text, at) ? kFinalSigma : kSmallSigma;
  return u_tolower(c);
}

void CodePointCutter::append(UChar32 c) {
  if (word_.size() > TokenTable::kMaxBytes) return;  // unknown whatever follows
  std::array<char, 4> bytes{};
  int32_t size = 0;
  U8_APPEND_UNSAFE(bytes.data(), size, c);
  word_.append(bytes.data(), static_cast<size_t>(size));
}

}  // namespace licensus
