// Record headers of WARC 1.0/1.1 (ISO 28500) and ARC 1.0/1.1
// (https://archive.org/web/researcher/ArcFileFormat.php).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace licensus {

// One record header. Views into the text it was parsed from (or into `unfolded`).
struct RecordHeader {
  enum class Kind : uint8_t {
    kResponse,
    kResource,
    kConversion,
    kMetadata,
    kOther,
    kArc,
    kArcFile
  };

  Kind kind = Kind::kOther;
  size_t header_bytes = 0;  // up to the first byte of the block
  uint64_t content_bytes = 0;
  std::string_view target_uri;  // without < >
  std::string_view date;        // as it stands; of ARC 14 digits
  std::string_view content_type;
  std::string_view payload_digest;
  std::string_view block_digest;
  bool cut_by_crawler = false;  // WARC-Truncated
  std::string unfolded;         // the header with continuation lines joined; "" where it has none
};

enum class HeaderState : uint8_t {
  kWhole,
  kIncomplete,  // no end of the header in `text`: more bytes, please
  kBad,         // no record header
};

constexpr size_t kMaxHeaderBytes = size_t{64} << 10;

// Whether a WARC record begins here, by its first seven bytes.
inline bool begins_warc_record(std::string_view text) {
  return text.starts_with("WARC/1.") || text.starts_with("WARC/0.");
}

// Parses the header at the start of `text`. Tolerant: names in any case, lines that end in LF
// alone, continuation lines, a URI in < >. kBad without a Content-Length that is a number, or
// beyond kMaxHeaderBytes. Linear in the header.
HeaderState parse_warc_header(std::string_view text, RecordHeader& header);

// Parses an ARC URL record line of version 1 (5 fields) or 2 (10 fields); URLs may hold spaces.
HeaderState parse_arc_header(std::string_view text, RecordHeader& header);

// Whichever of the two begins here.
HeaderState parse_record_header(std::string_view text, RecordHeader& header);

// The 14 digits of an ARC date as RFC 3339; "" where they are none.
std::string arc_date(std::string_view digits);

}  // namespace licensus
