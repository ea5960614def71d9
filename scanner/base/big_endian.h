// Numbers whose bytes stand in the order of their weight, the highest first.
#pragma once

#include <cstdint>
#include <string_view>

namespace licensus {

// Of at most 8 bytes.
constexpr uint64_t big_endian(std::string_view bytes) {
  uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<uint8_t>(c);
  return value;
}

}  // namespace licensus
