// From a WARC or ARC record's block to a document.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "formats/document_sink.h"
#include "formats/http_body.h"
#include "formats/warc_header.h"

namespace licensus {

// Used by one thread; reuses its buffers.
class WarcDocument {
 public:
  // Whether the record is a document by DESIGN's words; `first` is the begin of its block.
  static bool is_document(const RecordHeader& header, std::string_view first);

  // Begins the document whose block begins with `first`: all of it, or at least 64 KiB more than
  // DocumentSink::kMaxPieceBytes. Returns how many bytes at its start are HTTP head. `header` and
  // `first` must live until end().
  size_t begin(const RecordHeader& header, std::string_view first, int64_t offset,
               DocumentSink& sink);
  // Takes body bytes after the head and returns how many it took: all where `last` or where the
  // body is decoded, otherwise whole pieces of kMaxPieceBytes.
  size_t body(std::string_view stored, bool last, DocumentSink& sink);
  // Returns what was wrong with the body; "" for nothing.
  std::string end(DocumentTail tail, DocumentSink& sink);

 private:
  HttpBodyDecoder decoder_;
  bool decoding_ = false;
  std::string media_type_;
  std::string host_;
  std::string date_;
};

}  // namespace licensus
