// A loose file as one document, decompressed where it is compressed.
#pragma once

#include <memory>
#include <string_view>

#include "codecs/codec.h"
#include "formats/document_sink.h"

namespace licensus {

struct LooseDocument {
  std::string_view id;
  int64_t offset = 0;   // as in DocumentHead
  int64_t length = -1;  // as in DocumentTail; -1 with offset 0: the stored bytes that were read
  int64_t damage_offset = 0;  // where damage is told
};

// The media type that the ending of a name tells, where it decides how to read a file; "" for all
// others. An ending that names a compression is passed over.
std::string_view media_type_of(std::string_view name);

// One a thread; reuses its buffers.
class LooseFileReader {
 public:
  LooseFileReader();
  ~LooseFileReader();
  // Hands the file, or the member of an archive, out as one document.
  void read(ByteSource& source, const LooseDocument& document, DocumentSink& sink);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace licensus
