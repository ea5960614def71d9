// The words of the terms, in the order of their enums: one list for reading and for writing.
#pragma once

#include <array>
#include <string_view>

namespace licensus {

inline constexpr std::array<std::string_view, 5> kPermissionWords{"yes", "unstated", "unknown",
                                                                  "conditional", "no"};
inline constexpr std::array<std::string_view, 5> kDutyWords{"no", "unstated", "unknown",
                                                            "conditional", "required"};
inline constexpr std::array<std::string_view, 5> kPurposeWords{"any", "unknown", "noncommercial",
                                                               "education", "research"};

// The member of `words` that equals `word`, as the enum T; false and `value` untouched if none.
template <class T, size_t N>
bool from_word(const std::array<std::string_view, N>& words, std::string_view word, T& value) {
  for (size_t i = 0; i < N; ++i) {
    if (words[i] != word) continue;
    value = static_cast<T>(i);
    return true;
  }
  return false;
}

}  // namespace licensus
