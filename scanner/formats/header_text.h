// Small helpers for header lines of WARC and HTTP.
#pragma once

#include <string>
#include <string_view>

#include "base/ascii.h"

namespace licensus {

inline bool starts_caseless(std::string_view text, std::string_view expected) {
  return text.size() >= expected.size() &&
         equals_caseless(text.substr(0, expected.size()), expected);
}

inline void assign_lower(std::string& to, std::string_view text) {
  to.assign(text);
  for (char& c : to) c = ascii_lower(c);
}

// Whether `line` is "name: value" with that name in any case; sets `value` then. `name` as most
// write it is recognised soonest.
inline bool is_field(std::string_view line, std::string_view name, std::string_view& value) {
  if (!line.starts_with(name) && !starts_caseless(line, name)) return false;
  line.remove_prefix(name.size());
  while (!line.empty() && is_ascii_space(line.front())) line.remove_prefix(1);
  if (line.empty() || line.front() != ':') return false;
  value = trim_spaces(line.substr(1));
  return true;
}

}  // namespace licensus
