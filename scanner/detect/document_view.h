// The document as detection sees it: bytes, media type and name, never the container.
#pragma once

#include <string_view>

namespace licensus {

// Views only; the caller keeps the bytes alive for the call.
struct DocumentView {
  std::string_view name;          // URL or path; decides whether the name says license
  std::string_view media_type;    // declared, lower case, no parameters; "" where none
  std::string_view charset;       // declared in a header; "" where none
  std::string_view http_headers;  // raw header lines after the status line; "" where none
  std::string_view body;          // after content decoding, before charset conversion
};

}  // namespace licensus
