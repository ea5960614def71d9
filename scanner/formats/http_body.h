// Bodies of HTTP responses that a crawler stored as they came over the wire.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "formats/document_sink.h"
#include "formats/http_head.h"

namespace licensus {

// Decodes chunked transfer coding (RFC 9112, 7.1) and gzip, deflate, br and zstd content coding
// (RFC 9110, 8.4.1) and hands the result to a sink in pieces of kMaxPieceBytes. Used by one thread;
// keeps its buffers (at most 17 MiB and a decoder's window of at most 16 MiB).
class HttpBodyDecoder {
 public:
  static constexpr uint64_t kMaxDecodedBytes = uint64_t{32} << 20;

  HttpBodyDecoder();
  ~HttpBodyDecoder();

  // Whether a body that begins with `first` is coded as the head says. Where it is not (most crawls
  // store bodies decoded and keep the header), it is to be taken as it is.
  bool begin(const HttpHead& head, std::string_view first);
  // Takes the next bytes: 64 KiB or more, but for the last.
  void push(std::string_view stored, DocumentSink& sink);
  // After the last byte: hands out what is left. "" where all was decoded, otherwise why not: the
  // body broke off, was damaged, or grew beyond kMaxDecodedBytes or 1,000-fold.
  std::string finish(DocumentSink& sink);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace licensus
