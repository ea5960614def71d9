#include "base/utf8.h"

#include <simdjson.h>

namespace licensus {
namespace {

unsigned char byte_at(std::string_view text, size_t i) {
  return static_cast<unsigned char>(text[i]);
}

bool is_continuation(std::string_view text, size_t i) {
  return i < text.size() && (byte_at(text, i) & 0xC0) == 0x80;
}

// Copies valid code points; `on_invalid` writes what stands for an invalid byte.
template <class OnInvalid>
std::string repair(std::string_view text, OnInvalid on_invalid) {
  std::string out;
  out.reserve(text.size() + 16);
  while (!text.empty()) {
    const size_t length = utf8_length(text);
    if (length == 0) {
      on_invalid(byte_at(text, 0), out);
      text.remove_prefix(1);
    } else {
      out.append(text.substr(0, length));
      text.remove_prefix(length);
    }
  }
  return out;
}

}  // namespace

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const unsigned char first = byte_at(text, 0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !is_continuation(text, 1)) return 0;
  if (first < 0xE0) return 2;
  const unsigned char second = byte_at(text, 1);
  if (first < 0xF0) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second > 0x9F;
    return !overlong && !surrogate && is_continuation(text, 2) ? 3 : 0;
  }
  const bool overlong = first == 0xF0 && second < 0x90;
  const bool beyond = first == 0xF4 && second > 0x8F;
  return !overlong && !beyond && is_continuation(text, 2) && is_continuation(text, 3) ? 4 : 0;
}

std::string percent_encode_invalid(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  return repair(text, [](unsigned char byte, std::string& out) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    out.push_back('%');
    out.push_back(kHex[byte >> 4]);
    out.push_back(kHex[byte & 15]);
  });
}

std::string replace_invalid(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  return repair(text, [](unsigned char, std::string& out) { out.append("\xEF\xBF\xBD"); });
}

std::string_view cut_utf8(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  // A code point that crosses the border begins at most three bytes before it.
  for (size_t back = 1; back <= 3 && back <= max_bytes; ++back) {
    const size_t begin = max_bytes - back;
    const size_t length = utf8_length(text.substr(begin));
    if (length > 1) return text.substr(0, length > back ? begin : max_bytes);
  }
  return text.substr(0, max_bytes);
}

void append_utf8(uint32_t code, std::string& out) {
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xC0 | code >> 6));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | code >> 12));
    out.push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xF0 | code >> 18));
    out.push_back(static_cast<char>(0x80 | (code >> 12 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  }
}

}  // namespace licensus
