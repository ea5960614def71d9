// Parts of paths and ids: `/` separates them, and `!` an archive from what lies in it.
// (std::string_view::find_last_of looks each byte up in its set by a call of memchr.)
#pragma once

#include <cstddef>
#include <string_view>

namespace licensus {

// Where the last part of `path` begins: its size where that ends with a separator.
constexpr size_t last_part_at(std::string_view path) {
  size_t at = path.size();
  while (at > 0 && path[at - 1] != '/' && path[at - 1] != '!') --at;
  return at;
}

// Of a file's path; its name may hold `!`.
constexpr std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// Of "a/b.tar.gz" ".gz"; "" where the last part has no dot.
constexpr std::string_view file_ending(std::string_view path) {
  size_t at = path.size();
  while (at > 0 && path[at - 1] != '/' && path[at - 1] != '!') {
    if (path[--at] == '.') return path.substr(at);
  }
  return {};
}

}  // namespace licensus
