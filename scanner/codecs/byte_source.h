// Stored bytes: a file from some offset, or a pipe.
#pragma once

#include <sys/types.h>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"

namespace licensus {

// A stream of stored bytes. Used by one thread at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Reads up to `capacity` bytes; 0 at the end; -1 on a read error (then `error` says why). A pipe
  // may deliver fewer bytes than asked.
  virtual ssize_t read(char* data, size_t capacity) = 0;
  const std::string& error() const { return error_; }

 protected:
  std::string error_;
};

// Reads until `head` has `bytes`, or `source` ends or fails.
void fill(ByteSource& source, size_t bytes, std::string& head);

// The file at `path` from `offset` on, by pread; owns its descriptor. Fails with the path and the
// system's reason. Never opens devices, sockets or FIFOs.
Result<std::unique_ptr<ByteSource>> open_file(const std::string& path, uint64_t offset);

// Bytes already taken from `rest` (a sniffed head), then `rest` itself, which is not owned.
std::unique_ptr<ByteSource> prepend(std::string head, ByteSource& rest);

// Standard input; not owned, never closed.
std::unique_ptr<ByteSource> standard_input();

}  // namespace licensus
