#include "base/temporary_file.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

namespace licensus {
namespace {

// What cannot be told is left to the write.
bool has_room(int descriptor, uint64_t bytes) {
  constexpr uint64_t kMostSpared = uint64_t{1} << 30;
  struct statvfs disk {};
  if (::fstatvfs(descriptor, &disk) != 0) return true;
  const uint64_t spared = std::min(kMostSpared, uint64_t{disk.f_blocks} * disk.f_frsize / 20);
  return uint64_t{disk.f_bavail} * disk.f_frsize >= bytes + spared;
}

}  // namespace

int open_temporary_file() {
  const char* wanted = std::getenv("TMPDIR");
  const std::string folder = wanted != nullptr && *wanted != '\0' ? wanted : "/tmp";
  const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor >= 0) return descriptor;
  std::string name = folder + "/licensus-XXXXXX";
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

bool write_all(int descriptor, const char* data, size_t bytes) {
  if (!has_room(descriptor, bytes)) {
    errno = ENOSPC;
    return false;
  }
  while (bytes > 0) {
    const ssize_t written = ::write(descriptor, data, bytes);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    data += written;
    bytes -= static_cast<size_t>(written);
  }
  return true;
}

std::string temporary_file_problem(int error) {
  std::string problem = "a temporary file could not be written: ";
  if (error != ENOSPC) return problem + std::strerror(error);
  return problem + "the disk is nearly full; set TMPDIR to a folder on a larger one";
}

}  // namespace licensus
