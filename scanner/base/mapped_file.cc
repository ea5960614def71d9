#include "base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/utf8.h"

namespace licensus {

Result<MappedFile> MappedFile::open(const std::string& path) {
  const auto failure = [&](int error) {
    return fail(percent_encode_invalid(path) + ": " + std::strerror(error));
  };
  // Without O_NONBLOCK a named pipe would wait for its writer.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return failure(errno);
  struct stat info {};
  int error = ::fstat(descriptor, &info) != 0 ? errno : 0;
  if (error == 0 && !S_ISREG(info.st_mode)) error = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
  MappedFile file;
  if (error == 0 && info.st_size > 0) {
    const auto size = static_cast<size_t>(info.st_size);
    void* begin = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
    if (begin == MAP_FAILED) {
      error = errno;
    } else {
      file.bytes_ = {static_cast<const char*>(begin), size};
    }
  }
  ::close(descriptor);
  if (error != 0) return failure(error);
  return file;
}

MappedFile::MappedFile(MappedFile&& from) noexcept : bytes_(std::exchange(from.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& from) noexcept {
  std::swap(bytes_, from.bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

}  // namespace licensus
