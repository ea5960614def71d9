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

// Whether `line` is "name: value" with that name in any case; sets `value` then. `name` as most
// write it is recognised soonest.
inline bool is_field(std::string_view line, std::string_view name, std::string_view& value) {
  if (!line.starts_with(name)) {
    if (line.size() < name.size()) return false;
    for (size_t i = 0; i < name.size(); ++i)
      if (lower(line[i]) != lower(name[i])) return false;
  }
  line.remove_prefix(name.size());
  while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
  if (line.empty() || line.front() != ':') return false;
  value = trim(line.substr(1));
  return true;
}

}  // namespace licensus
