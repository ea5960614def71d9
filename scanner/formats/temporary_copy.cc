#include "formats/temporary_copy.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace licensus {
namespace {

constexpr size_t kStepBytes = size_t{256} << 10;

int open_unnamed() {
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
  while (bytes > 0) {
    const ssize_t written = ::write(descriptor, data, bytes);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    data += written;
    bytes -= static_cast<size_t>(written);
  }
  return true;
}

}  // namespace

TemporaryCopy::TemporaryCopy(int descriptor)
    : descriptor_(descriptor), path_("/proc/self/fd/" + std::to_string(descriptor)) {}

TemporaryCopy::~TemporaryCopy() { ::close(descriptor_); }

Result<std::unique_ptr<TemporaryCopy>> TemporaryCopy::of(ByteSource& source) {
  const int descriptor = open_unnamed();
  if (descriptor < 0)
    return fail(std::string("no temporary file could be made: ") + std::strerror(errno));
  std::unique_ptr<TemporaryCopy> copy(new TemporaryCopy(descriptor));
  std::vector<char> step(kStepBytes);
  for (;;) {
    const ssize_t got = source.read(step.data(), step.size());
    if (got == 0) return copy;
    if (got < 0) return fail(source.error());
    if (!write_all(descriptor, step.data(), static_cast<size_t>(got)))
      return fail(std::string("a temporary file could not be written: ") + std::strerror(errno));
  }
}

}  // namespace licensus
