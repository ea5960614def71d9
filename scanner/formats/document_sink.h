// What a format hands out while it reads an extent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace licensus {

// What is known of a document before its body. Views live until end_document.
struct DocumentHead {
  std::string_view id;            // URL, path or member path; bytes as found
  std::string_view host;          // of the URL, lower case; "" for none
  std::string_view date;          // as the record gives it, RFC 3339; "" for none
  std::string_view media_type;    // declared, lower case, no parameters
  std::string_view charset;       // declared in a header
  std::string_view http_headers;  // raw lines after the status line
  std::string_view digest;        // as the record gives it; "" for none
  std::string_view form;          // what held it: "warc", "arc", "wet", "wat", "file"
  int status = -1;                // HTTP status; -1 for none
  int64_t offset = -1;            // stored bytes at which the document can be read again
};

struct DocumentTail {
  int64_t length = -1;     // stored bytes from `offset`; -1 where not known
  bool truncated = false;  // a limit was reached, or the record broke off
};

// Receives documents of one extent in order. Used by one thread at a time; not owned by the reader.
class DocumentSink {
 public:
  virtual ~DocumentSink() = default;
  virtual void begin_document(const DocumentHead& head) = 0;
  // The decoded body in pieces of at most kMaxPieceBytes; most documents are one piece.
  virtual void body(std::string_view piece) = 0;
  virtual void end_document(const DocumentTail& tail) = 0;
  // A record that is no document by DESIGN's words (request, warcinfo, ...).
  virtual void other_record() = 0;
  // Damage: `offset` in stored bytes (-1 unknown), `document` id or "".
  virtual void error(int64_t offset, std::string_view document, std::string message) = 0;
  // True once the run is to end early; readers look after each document.
  virtual bool stopped() const = 0;

  static constexpr size_t kMaxPieceBytes = size_t{16} << 20;
};

}  // namespace licensus
