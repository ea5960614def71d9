// A file's bytes as memory.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace licensus {

// A regular file, mapped read-only and shared. Moves, does not copy. Bytes are read when they are
// touched: a file that someone cuts short meanwhile ends the program (SIGBUS), so only for files
// that are replaced by renaming. Const members from any thread.
class MappedFile {
 public:
  // Fails with path and reason.
  static Result<MappedFile> open(const std::string& path);

  MappedFile() = default;  // maps nothing
  MappedFile(MappedFile&& from) noexcept;
  MappedFile& operator=(MappedFile&& from) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
};

}  // namespace licensus
