// Small ASCII helpers; bytes from 0x80 stay as they are.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace licensus {

constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

inline std::string ascii_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = ascii_lower(c);
  return lower;
}

constexpr bool is_ascii_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

constexpr bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

constexpr bool is_ascii_alnum(char c) { return is_ascii_alpha(c) || is_ascii_digit(c); }

constexpr bool is_ascii_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

// Names of one size begin alike ("Content-Type", "Content-Leng") more often than they end alike.
constexpr bool equals_caseless(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  if (!a.empty() && ascii_lower(a.back()) != ascii_lower(b.back())) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (ascii_lower(a[i]) != ascii_lower(b[i])) return false;
  }
  return true;
}

// Position of `needle`, which must be in lower case, in `text`; npos where it is not.
constexpr size_t find_caseless(std::string_view text, std::string_view needle) {
  for (size_t at = 0; at + needle.size() <= text.size(); ++at) {
    if (equals_caseless(text.substr(at, needle.size()), needle)) return at;
  }
  return std::string_view::npos;
}

// Bytes of ASCII that `bytes` begins with.
inline size_t ascii_bytes(std::string_view bytes) {
  size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    word &= 0x8080808080808080U;
    if (word == 0) continue;
    if constexpr (std::endian::native == std::endian::little) {
      return at + static_cast<size_t>(std::countr_zero(word)) / 8;
    }
    break;
  }
  while (at < bytes.size() && (bytes[at] & 0x80) == 0) ++at;
  return at;
}

constexpr std::string_view trim_spaces(std::string_view text) {
  while (!text.empty() && is_ascii_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_ascii_space(text.back())) text.remove_suffix(1);
  return text;
}

// Calls `use` with each token of a list separated by any byte of `separators`; empty tokens are
// skipped.
template <class Use>
constexpr void for_each_token(std::string_view list, std::string_view separators, Use use) {
  while (!list.empty()) {
    const size_t end = list.find_first_of(separators);
    const std::string_view token = trim_spaces(list.substr(0, end));
    if (!token.empty()) use(token);
    if (end == std::string_view::npos) return;
    list.remove_prefix(end + 1);
  }
}

constexpr std::string_view kHtmlSpaces = " \t\n\f\r";

constexpr bool has_token(std::string_view list, std::string_view wanted) {
  bool found = false;
  for_each_token(list, kHtmlSpaces,
                 [&](std::string_view token) { found = found || equals_caseless(token, wanted); });
  return found;
}

}  // namespace licensus
