#include "formats/warc_document.h"

#include "formats/header_text.h"
#include "formats/http_head.h"
#include "formats/url_host.h"

namespace licensus {
namespace {

using Kind = RecordHeader::Kind;

std::string_view form_of(Kind kind) {
  switch (kind) {
    case Kind::kConversion:
      return "wet";
    case Kind::kMetadata:
      return "wat";
    case Kind::kArc:
    case Kind::kArcFile:
      return "arc";
    default:
      return "warc";
  }
}

}  // namespace

bool WarcDocument::is_document(const RecordHeader& header, std::string_view first) {
  constexpr size_t kEnvelopeWithin = 4096;
  switch (header.kind) {
    case Kind::kResponse:
    case Kind::kResource:
    case Kind::kConversion:
    case Kind::kArc:
      return true;
    case Kind::kMetadata:
      return starts_caseless(header.content_type, "application/json") &&
             first.substr(0, kEnvelopeWithin).find("\"Envelope\"") != std::string_view::npos;
    case Kind::kArcFile:
    case Kind::kOther:
      return false;
  }
  return false;
}

size_t WarcDocument::begin(const RecordHeader& header, std::string_view first, int64_t offset,
                           DocumentSink& sink) {
  DocumentHead head;
  HttpHead http;
  decoding_ = false;
  const bool is_http =
      (header.kind == Kind::kResponse || header.kind == Kind::kArc) && first.starts_with("HTTP/");
  if (is_http) {
    http = parse_http_head(first);
    split_media_type(http.content_type, media_type_, head.charset);
    head.status = http.status;
    head.http_headers = http.headers;
    decoding_ = decoder_.begin(http, first.substr(http.head_bytes));
  } else {
    split_media_type(header.content_type, media_type_, head.charset);
    if (media_type_ == "application/http") media_type_.clear();
  }
  take_host(header.target_uri, host_);
  head.id = header.target_uri;
  head.host = host_;
  head.date = header.date;
  if (header.kind == Kind::kArc) head.date = date_ = arc_date(header.date);
  head.media_type = media_type_;
  head.digest = header.payload_digest.empty() ? header.block_digest : header.payload_digest;
  head.form = form_of(header.kind);
  head.offset = offset;
  sink.begin_document(head);
  return http.head_bytes;
}

size_t WarcDocument::body(std::string_view stored, bool last, DocumentSink& sink) {
  if (decoding_) {
    decoder_.push(stored, sink);
    return stored.size();
  }
  constexpr size_t kPiece = DocumentSink::kMaxPieceBytes;
  size_t taken = 0;
  for (; stored.size() - taken >= kPiece; taken += kPiece) sink.body(stored.substr(taken, kPiece));
  if (!last || taken == stored.size()) return taken;
  sink.body(stored.substr(taken));
  return stored.size();
}

std::string WarcDocument::end(DocumentTail tail, DocumentSink& sink) {
  std::string problem;
  if (decoding_) problem = decoder_.finish(sink);
  tail.truncated |= !problem.empty();
  sink.end_document(tail);
  return problem;
}

}  // namespace licensus
