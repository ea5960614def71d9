// Small helpers for header lines of WARC and HTTP.
#pragma once

#include <string>
#include <string_view>

namespace licensus {

inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

// ASCII letters in any case; `expected` in lower case.
inline bool equals_caseless(std::string_view text, std::string_view expected) {
  if (text.size() != expected.size()) return false;
  for (size_t i = 0; i < text.size(); ++i)
    if (lower(text[i]) != expected[i]) return false;
  return true;
}

inline bool starts_caseless(std::string_view text, std::string_view expected) {
  return text.size() >= expected.size() &&
         equals_caseless(text.substr(0, expected.size()), expected);
}

inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

inline std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

inline void assign_lower(std::string& to, std::string_view text) {
  to.assign(text);
  for (char& c : to) c = lower(c);
}

// Takes the next line off `rest` (without its LF or CRLF); false where no LF is left.
inline bool take_line(std::string_view& rest, std::string_view& line) {
  const size_t end = rest.find('\n');
  if (end == std::string_view::npos) return false;
  line = rest.substr(0, end);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  rest.remove_prefix(end + 1);
  return true;
}

// "name: value"; false where there is no colon.
inline bool split_header(std::string_view line, std::string_view& name, std::string_view& value) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  name = trim(line.substr(0, colon));
  value = trim(line.substr(colon + 1));
  return true;
}

}  // namespace licensus
