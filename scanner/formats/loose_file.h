// A loose file as one document, decompressed where it is compressed.
#pragma once

#include <memory>
#include <string_view>

#include "codecs/codec.h"
#include "formats/document_sink.h"

namespace licensus {

// One a thread; reuses its buffers.
class LooseFileReader {
 public:
  LooseFileReader();
  ~LooseFileReader();
  // Hands the file out as one document. Offset 0, length the stored size.
  void read(ByteSource& source, std::string_view id, DocumentSink& sink);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace licensus
