// The content of one tar member as a stream.
#pragma once

#include <cstdint>
#include <string>

#include "codecs/byte_source.h"
#include "formats/record_stream.h"
#include "formats/tar_header.h"

namespace licensus {

// Reads a member's data from the stream of its archive, holes of a sparse file as zeros. The stream
// and the member must outlive it. Ends with an error where the archive ends, or is damaged, before
// it.
class TarContent final : public ByteSource {
 public:
  TarContent(RecordStream& stream, const TarMember& member);
  ssize_t read(char* data, size_t capacity) override;

  // Passes over what was not read, and the padding. False where the archive ends or is damaged
  // there.
  bool finish();
  // What more() of the stream said last.
  RecordStream::Event event() const { return event_; }

 private:
  size_t read_stored(char* data, size_t capacity);
  bool wait_for_bytes();

  RecordStream& stream_;
  const TarMember& member_;
  uint64_t left_;  // stored bytes not yet taken
  uint64_t padding_;
  uint64_t position_ = 0;  // in the content
  size_t stretch_ = 0;     // that position_ is in or before
  RecordStream::Event event_ = RecordStream::Event::kBytes;
};

}  // namespace licensus
