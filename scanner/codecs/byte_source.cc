#include "codecs/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace licensus {
namespace {

std::string system_reason() { return std::strerror(errno); }

class FileSource final : public ByteSource {
 public:
  FileSource(int descriptor, uint64_t offset) : descriptor_(descriptor), offset_(offset) {}
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override { ::close(descriptor_); }

  ssize_t read(char* data, size_t capacity) override {
    for (;;) {
      const ssize_t got = ::pread(descriptor_, data, capacity, static_cast<off_t>(offset_));
      if (got >= 0) {
        offset_ += static_cast<uint64_t>(got);
        return got;
      }
      if (errno == EINTR) continue;
      error_ = "cannot be read: " + system_reason();
      return -1;
    }
  }

 private:
  int descriptor_;
  uint64_t offset_;
};

class StandardInput final : public ByteSource {
 public:
  ssize_t read(char* data, size_t capacity) override {
    for (;;) {
      const ssize_t got = ::read(STDIN_FILENO, data, capacity);
      if (got >= 0) return got;
      if (errno == EINTR) continue;
      error_ = "standard input cannot be read: " + system_reason();
      return -1;
    }
  }
};

class PrependedSource final : public ByteSource {
 public:
  PrependedSource(std::string head, ByteSource& rest) : head_(std::move(head)), rest_(rest) {}

  ssize_t read(char* data, size_t capacity) override {
    if (taken_ < head_.size()) {
      const size_t count = std::min(capacity, head_.size() - taken_);
      std::memcpy(data, head_.data() + taken_, count);
      taken_ += count;
      return static_cast<ssize_t>(count);
    }
    const ssize_t got = rest_.read(data, capacity);
    if (got < 0) error_ = rest_.error();
    return got;
  }

 private:
  std::string head_;
  size_t taken_ = 0;
  ByteSource& rest_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_file(const std::string& path, uint64_t offset) {
  // O_NONBLOCK keeps the open of a FIFO from waiting for a writer; it means nothing to files.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return fail(path + ": cannot be opened: " + system_reason());
  auto source = std::make_unique<FileSource>(descriptor, offset);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0)
    return fail(path + ": cannot be opened: " + system_reason());
  if (S_ISDIR(status.st_mode)) return fail(path + ": is a directory, not a file");
  if (!S_ISREG(status.st_mode)) return fail(path + ": is a device, socket or FIFO, not a file");
  return source;
}

std::unique_ptr<ByteSource> prepend(std::string head, ByteSource& rest) {
  return std::make_unique<PrependedSource>(std::move(head), rest);
}

std::unique_ptr<ByteSource> standard_input() { return std::make_unique<StandardInput>(); }

void fill(ByteSource& source, size_t bytes, std::string& head) {
  size_t have = head.size();
  if (have >= bytes) return;
  head.resize(bytes);
  while (have < bytes) {
    const ssize_t n = source.read(head.data() + have, bytes - have);
    if (n <= 0) break;
    have += static_cast<size_t>(n);
  }
  head.resize(have);
}

}  // namespace licensus
