// Files of the program's own, read whole: rules, licenses, what a build has stored.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace licensus {

// All bytes of a file; nullopt where it cannot be read. Not for what is scanned: memory is the
// file's size.
inline std::optional<std::string> whole_file(const std::filesystem::path& path) {
  constexpr size_t kPiece = 64 << 10;
  std::ifstream in(path, std::ios::binary);
  std::string bytes;
  size_t size = 0;
  while (in) {
    bytes.resize(size + kPiece);
    in.read(bytes.data() + size, kPiece);
    size += static_cast<size_t>(in.gcount());
  }
  bytes.resize(size);
  if (!in.eof()) return std::nullopt;
  return bytes;
}

}  // namespace licensus
