// The head of an HTTP/1 response (RFC 9112) as crawls store it.
#pragma once

#include <string>
#include <string_view>

namespace licensus {

enum class ContentCoding { kNone, kGzip, kDeflate, kBrotli, kZstd };

// Views into the text it was parsed from.
struct HttpHead {
  size_t head_bytes = 0;  // up to the first byte of the body; 0 where there is no whole head
  int status = -1;
  std::string_view headers;       // raw lines after the status line
  std::string_view content_type;  // as it stands
  bool chunked = false;
  ContentCoding coding = ContentCoding::kNone;  // kNone also for several codings at once
};

// Parses the head at the start of `block`. Tolerant of LF alone and of lines without a colon. A
// head that does not end within 64 KiB is none (head_bytes 0), but its status is told.
HttpHead parse_http_head(std::string_view block);

// Splits "Text/HTML; charset=UTF-8" into "text/html" and "UTF-8" (without quotes).
void split_media_type(std::string_view content_type, std::string& media_type,
                      std::string_view& charset);

}  // namespace licensus
