// What to do with bytes that are no UTF-8 (RFC 3629): names keep them percent-encoded, text shows
// U+FFFD.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace licensus {

// All functions are pure and may be called from any thread.
bool is_utf8(std::string_view text);

// Length in bytes of the code point at the begin of `text`; 0 where there is none (invalid, cut off
// or empty).
size_t utf8_length(std::string_view text);

// `text` with each byte that is no part of valid UTF-8 as %XX (RFC 3986, upper case).
std::string percent_encode_invalid(std::string_view text);

// `text` with each such byte as U+FFFD.
std::string replace_invalid(std::string_view text);

// The longest begin of `text` of at most `max_bytes` that cuts no code point of valid UTF-8.
std::string_view cut_utf8(std::string_view text, size_t max_bytes);

// Appends the code point `code`, which is at most 0x10FFFF and no surrogate.
void append_utf8(uint32_t code, std::string& out);

}  // namespace licensus
