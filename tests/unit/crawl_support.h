// What the tests of codecs and formats share: sources that deliver in odd pieces, compressors, and
// a sink that writes down all it is told.
#pragma once

#include <brotli/encode.h>
#include <bzlib.h>
#include <libdeflate.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "formats/warc.h"

namespace licensus {

// Bytes in memory, delivered at most `step` at a time. Not owned.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes, size_t step = SIZE_MAX)
      : bytes_(bytes), step_(step) {}
  ssize_t read(char* data, size_t capacity) override {
    const size_t count = std::min({capacity, step_, bytes_.size()});
    std::memcpy(data, bytes_.data(), count);
    bytes_.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }

 private:
  std::string_view bytes_;
  size_t step_;
};

// One gzip member; level 0 stores the bytes as they are.
inline std::string gzip(std::string_view text, int level = 6) {
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> state(
      libdeflate_alloc_compressor(level), libdeflate_free_compressor);
  std::string out(libdeflate_gzip_compress_bound(state.get(), text.size()), '\0');
  out.resize(
      libdeflate_gzip_compress(state.get(), text.data(), text.size(), out.data(), out.size()));
  return out;
}

inline std::string zstd(std::string_view text, int level = 3) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), level));
  return out;
}

// One LZ4 frame with a checksum.
inline std::string lz4(std::string_view text) {
  LZ4F_preferences_t preferences{};
  preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
  std::string out(LZ4F_compressFrameBound(text.size(), &preferences), '\0');
  out.resize(LZ4F_compressFrame(out.data(), out.size(), text.data(), text.size(), &preferences));
  return out;
}

// One bzip2 stream.
inline std::string bzip2(std::string_view text) {
  auto size = static_cast<unsigned>(text.size() + text.size() / 100 + 600);
  std::string out(size, '\0');
  BZ2_bzBuffToBuffCompress(out.data(), &size, const_cast<char*>(text.data()),
                           static_cast<unsigned>(text.size()), 9, 0, 0);
  out.resize(size);
  return out;
}

inline std::string xz(std::string_view text) {
  std::string out(lzma_stream_buffer_bound(text.size()), '\0');
  size_t size = 0;
  lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, nullptr,
                          reinterpret_cast<const uint8_t*>(text.data()), text.size(),
                          reinterpret_cast<uint8_t*>(out.data()), &size, out.size());
  out.resize(size);
  return out;
}

inline std::string brotli(std::string_view text) {
  size_t size = BrotliEncoderMaxCompressedSize(text.size());
  std::string out(size, '\0');
  BrotliEncoderCompress(4, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(),
                        reinterpret_cast<const uint8_t*>(text.data()), &size,
                        reinterpret_cast<uint8_t*>(out.data()));
  out.resize(size);
  return out;
}

inline std::string compress(Codec codec, std::string_view text) {
  switch (codec) {
    case Codec::kGzip:
      return gzip(text);
    case Codec::kZstd:
      return zstd(text);
    case Codec::kLz4:
      return lz4(text);
    case Codec::kBzip2:
      return bzip2(text);
    case Codec::kXz:
      return xz(text);
    case Codec::kBrotli:
      return brotli(text);
    case Codec::kNone:
      break;
  }
  return std::string(text);
}

inline std::string read_whole_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct SeenDocument {
  std::string id, host, date, media_type, charset, http_headers, digest, body;
  int status = -1;
  int64_t offset = -1, length = -1;
  bool truncated = false;
  size_t pieces = 0;
  bool operator==(const SeenDocument&) const = default;
};

struct SeenError {
  int64_t offset;
  std::string document, message;
  bool operator==(const SeenError&) const = default;
};

class RecordingSink final : public DocumentSink {
 public:
  std::vector<SeenDocument> documents;
  std::vector<SeenError> errors;
  size_t others = 0;
  size_t stop_after = SIZE_MAX;

  void begin_document(const DocumentHead& head) override {
    open_ = true;
    head_ = head;
    documents.push_back({std::string(head.id), std::string(head.host), std::string(head.date),
                         std::string(head.media_type), std::string(head.charset),
                         std::string(head.http_headers), std::string(head.digest), "", head.status,
                         head.offset});
  }
  void body(std::string_view piece) override {
    ok_ = ok_ && open_ && piece.size() <= kMaxPieceBytes && !piece.empty();
    documents.back().body.append(piece);
    ++documents.back().pieces;
  }
  void end_document(const DocumentTail& tail) override {
    // The views of the head must have lived until now.
    ok_ = ok_ && open_ && documents.back().id == head_.id && documents.back().host == head_.host &&
          documents.back().http_headers == head_.http_headers &&
          documents.back().charset == head_.charset && documents.back().digest == head_.digest;
    open_ = false;
    documents.back().length = tail.length;
    documents.back().truncated = tail.truncated;
  }
  void other_record() override {
    ok_ = ok_ && !open_;
    ++others;
  }
  void error(int64_t offset, std::string_view document, std::string message) override {
    ok_ = ok_ && !open_;
    errors.push_back({offset, std::string(document), std::move(message)});
  }
  bool stopped() const override { return documents.size() >= stop_after; }

  // Whether the calls came in the order the interface asks for.
  bool ok() const { return ok_ && !open_; }

 private:
  DocumentHead head_;
  bool open_ = false;
  bool ok_ = true;
};

inline Codec codec_of(std::string_view stored) { return recognise_codec(stored); }

inline RecordingSink read_warc(std::string_view stored, bool verify_digests = false,
                               size_t step = SIZE_MAX) {
  RecordingSink sink;
  WarcReader reader;
  MemorySource source(stored, step);
  reader.read(source, codec_of(stored), Extent{}, WarcOptions{verify_digests}, sink);
  return sink;
}

// A WARC record with the headers a crawler writes.
inline std::string warc_record(std::string_view type, std::string_view uri, std::string_view block,
                               std::string_view content_type, std::string_view more = "") {
  std::string text = "WARC/1.0\r\nWARC-Type: ";
  text.append(type).append(
      "\r\nWARC-Date: 2024-05-18T01:58:10Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n");
  if (!uri.empty()) text.append("WARC-Target-URI: ").append(uri).append("\r\n");
  text.append("Content-Type: ").append(content_type).append("\r\n").append(more);
  text.append("Content-Length: ").append(std::to_string(block.size())).append("\r\n\r\n");
  return text.append(block).append("\r\n\r\n");
}

inline std::string response_record(std::string_view uri, std::string_view http) {
  return warc_record("response", uri, http, "application/http; msgtype=response");
}

inline std::string html_response(std::string_view uri, std::string_view body) {
  std::string http = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
  return response_record(uri, http.append(body));
}

}  // namespace licensus
