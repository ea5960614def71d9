// A file that has its final name only when it is whole.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace licensus {

// Written beside as `<path>.tmp-<pid>` and renamed by commit; dropped without it. The temporary
// file is made by the first full buffer (256 KiB). The first write error (disk full, EIO, ...) is
// kept, everything after it is ignored, and commit returns it with path and reason. One thread.
class OutputFile {
 public:
  explicit OutputFile(std::string path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void append(std::string_view bytes);
  // Buffer to append to in place; call flush_if_full afterwards.
  std::string& buffer() { return buffer_; }
  void flush_if_full();

  uint64_t size() const { return written_ + buffer_.size(); }
  bool failed() const { return !error_.empty(); }
  const std::string& error() const { return error_; }

  // Makes the directory where it is missing, writes the rest and renames.
  Result<void> commit();
  // Same, but a file without bytes is not written, and one of an earlier run removed.
  Result<void> commit_unless_empty();

 private:
  void flush();
  bool open();
  void fail_with(int error);

  std::string path_;
  std::string temporary_;
  std::string buffer_;
  std::string error_;
  uint64_t written_ = 0;
  int descriptor_ = -1;
};

// The whole of a file that is ours. Fails with path and reason, also beyond 1 GiB.
Result<std::string> read_output(const std::string& path);

}  // namespace licensus
