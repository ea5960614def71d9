// What a format hands out while it reads an extent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace licensus {

// Id of a row of the shard itself, before its number is known.
constexpr std::string_view kRowId = "row:";

// What is known of a document before its body. Views live until end_document.
struct DocumentHead {
  // URL, path or member path, bytes as found. Of a row of the shard itself kRowId, which the row's
  // number completes once all before it are counted.
  std::string_view id;
  std::string_view name;          // of a row: its own path or URL; else ""
  std::string_view host;          // of the URL, lower case; "" for none
  std::string_view title;         // of a row: as its column says; "" for none
  std::string_view author;        // likewise; of several, joined by ", "
  std::string_view date;          // as the record gives it, RFC 3339; "" for none
  std::string_view media_type;    // declared, lower case, no parameters
  std::string_view charset;       // declared in a header
  std::string_view http_headers;  // raw lines after the status line
  std::string_view digest;        // as the record gives it; "" for none
  std::string_view form;          // what held it: the format's name, or "wet", "wat", "arc", "file"
  int status = -1;                // HTTP status; -1 for none
  int64_t offset = -1;            // stored bytes at which the document can be read again

  // What detection goes by.
  std::string_view address() const { return name.empty() ? id : name; }
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
  // Bytes of the body that are not handed out: the rest of a picture or sound.
  virtual void skipped_body(uint64_t) {}
  // Of a row: the pieces that follow are of the column of this name, whose offsets count from its
  // start.
  virtual void begin_column(std::string_view) {}
  // In place of begin_column and body: a column of that many bytes, in which find_spots found
  // nothing and which could not be read as anything but UTF-8 text.
  virtual void skip_column(std::string_view, uint64_t) {}
  // Of a row, beside its body: a column or nested field that may state a license, and its value.
  virtual void field(std::string_view, std::string_view) {}
  virtual void end_document(const DocumentTail& tail) = 0;

  // For readers that need not hand out every row. Where the sink is content to only count some
  // rows, true, and the offsets of bytes in `raw` (JSON text of whole rows) where something may be
  // found, ascending: rows without one may be handed to count_row() instead. A row whose text is
  // coded so that `raw` does not show it (Unicode escapes of letters) has to be handed out.
  virtual bool find_spots(std::string_view, std::vector<size_t>&) { return false; }
  // A row with nothing to find in it: the media type that its head would have, and the bytes of its
  // text columns.
  virtual void count_row(std::string_view, uint64_t) {}
  // A record that is no document by DESIGN's words (request, warcinfo, ...).
  virtual void other_record() = 0;
  // Damage: `offset` in stored bytes (-1 unknown), `document` id or ""; kRowId speaks of the row
  // that was handed out last.
  virtual void error(int64_t offset, std::string_view document, std::string message) = 0;
  // True once the run is to end early; readers look after each document.
  virtual bool stopped() const = 0;

  static constexpr size_t kMaxPieceBytes = size_t{16} << 20;
};

}  // namespace licensus
