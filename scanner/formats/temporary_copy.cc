#include "formats/temporary_copy.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "base/temporary_file.h"

namespace licensus {
namespace {

constexpr size_t kStepBytes = size_t{256} << 10;

}  // namespace

TemporaryCopy::TemporaryCopy(int descriptor)
    : descriptor_(descriptor), path_("/proc/self/fd/" + std::to_string(descriptor)) {}

TemporaryCopy::~TemporaryCopy() { ::close(descriptor_); }

Result<std::unique_ptr<TemporaryCopy>> TemporaryCopy::of(ByteSource& source) {
  const int descriptor = open_temporary_file();
  if (descriptor < 0)
    return fail(std::string("no temporary file could be made: ") + std::strerror(errno));
  std::unique_ptr<TemporaryCopy> copy(new TemporaryCopy(descriptor));
  std::vector<char> step(kStepBytes);
  for (;;) {
    const ssize_t got = source.read(step.data(), step.size());
    if (got == 0) return copy;
    if (got < 0) return fail(source.error());
    if (!write_all(descriptor, step.data(), static_cast<size_t>(got)))
      return fail(temporary_file_problem(errno));
  }
}

}  // namespace licensus
