// Text for people, written so that a closed pipe or a full disk is not an exception.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>

namespace licensus::cli {

// Failures stay in the stream's error flag, which main looks at once, at the end.
template <class... Args>
void say_to(std::FILE* stream, fmt::format_string<Args...> format, Args&&... args) {
  const std::string text = fmt::format(format, std::forward<Args>(args)...);
  std::fwrite(text.data(), 1, text.size(), stream);
}

template <class... Args>
void say(fmt::format_string<Args...> format, Args&&... args) {
  say_to(stdout, format, std::forward<Args>(args)...);
}

}  // namespace licensus::cli
