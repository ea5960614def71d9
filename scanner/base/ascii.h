// ASCII letters without case; bytes from 0x80 stay as they are.
#pragma once

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

}  // namespace licensus
