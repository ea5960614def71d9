// Structured fields of HTTP (RFC 9651).
#pragma once

#include <string_view>

namespace licensus {

// Whether `text` is a dictionary of structured fields (RFC 9651, section 3.2) with a member.
bool is_dictionary(std::string_view text);

}  // namespace licensus
