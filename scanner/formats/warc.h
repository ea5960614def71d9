// WARC 1.0/1.1 (ISO 28500), ARC 1.0/1.1, WET and WAT, plain or compressed record by record or
// whole.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "codecs/codec.h"
#include "formats/document_sink.h"
#include "formats/extent.h"

namespace licensus {

struct WarcOptions {
  bool verify_digests = false;  // WARC-Block-Digest and WARC-Payload-Digest (SHA-1, SHA-256, MD5)
  std::string_view dictionary;  // zstd_dictionary() of the shard, where an extent begins beyond it
};

// Whether decoded bytes begin a WARC or an ARC file.
bool looks_like_warc(std::string_view decoded_head);

// Reads records of one extent. One a thread; reuses its buffers: 2 MiB on common crawls, at most
// 41 MiB and what MemberReader says of zstd (16 MiB more for brotli bodies).
class WarcReader {
 public:
  WarcReader();
  ~WarcReader();
  // Reads the records of `extent` from `source`, whose first byte has stored offset extent.begin.
  // Damage is told to `sink`, costs only the records it hits, and never stops the extent.
  ExtentSpan read(ByteSource& source, Codec codec, const Extent& extent, const WarcOptions& options,
                  DocumentSink& sink);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace licensus
