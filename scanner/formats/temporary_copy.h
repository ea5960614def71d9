// A stream in a file, for what has to be read twice.
#pragma once

#include <memory>
#include <string>

#include "codecs/byte_source.h"

namespace licensus {

// A copy of all bytes of a stream in a file without a name, below $TMPDIR or /tmp, gone with it.
// Not copyable.
class TemporaryCopy {
 public:
  // Reads `source` to its end. Fails with the system's reason, or where the copy would nearly fill
  // the disk.
  static Result<std::unique_ptr<TemporaryCopy>> of(ByteSource& source);
  ~TemporaryCopy();
  TemporaryCopy(const TemporaryCopy&) = delete;
  TemporaryCopy& operator=(const TemporaryCopy&) = delete;

  // To be opened as often as needed, while this lives.
  const std::string& path() const { return path_; }

 private:
  explicit TemporaryCopy(int descriptor);
  const int descriptor_;
  const std::string path_;
};

}  // namespace licensus
