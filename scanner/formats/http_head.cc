#include "formats/http_head.h"

#include "base/lines.h"
#include "formats/header_text.h"

namespace licensus {
namespace {

constexpr size_t kMaxHeadBytes = size_t{64} << 10;

int parse_status(std::string_view line) {
  const size_t space = line.find(' ');
  if (space == std::string_view::npos) return -1;
  const std::string_view digits = trim_spaces(line.substr(space)).substr(0, 3);
  if (digits.size() != 3 || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return -1;
  return (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
}

ContentCoding parse_coding(std::string_view value) {
  if (equals_caseless(value, "gzip") || equals_caseless(value, "x-gzip"))
    return ContentCoding::kGzip;
  if (equals_caseless(value, "deflate")) return ContentCoding::kDeflate;
  if (equals_caseless(value, "br")) return ContentCoding::kBrotli;
  if (equals_caseless(value, "zstd")) return ContentCoding::kZstd;
  return ContentCoding::kNone;
}

void take_field(std::string_view line, HttpHead& head) {
  std::string_view value;
  const char first = ascii_lower(line.front());
  if (first == 'c') {
    if (head.content_type.empty() && is_field(line, "Content-Type", value))
      head.content_type = value;
    if (is_field(line, "Content-Encoding", value)) head.coding = parse_coding(value);
  } else if (first == 't' && is_field(line, "Transfer-Encoding", value)) {
    head.chunked = equals_caseless(value, "chunked");
  }
}

}  // namespace

HttpHead parse_http_head(std::string_view block) {
  HttpHead head;
  Lines lines(block.substr(0, kMaxHeadBytes));
  std::string_view line;
  if (!lines.next(line)) return head;
  head.status = parse_status(line);
  const size_t begin = lines.taken();
  for (;;) {
    const size_t line_begin = lines.taken();
    if (!lines.next(line)) {
      HttpHead none;
      none.status = head.status;
      return none;
    }
    if (line.empty()) {
      head.headers = block.substr(begin, line_begin - begin);
      head.head_bytes = lines.taken();
      return head;
    }
    take_field(line, head);
  }
}

void split_media_type(std::string_view content_type, std::string& media_type,
                      std::string_view& charset) {
  size_t end = content_type.find(';');
  assign_lower(media_type, trim_spaces(content_type.substr(0, end)));
  charset = {};
  while (end != std::string_view::npos) {
    content_type.remove_prefix(end + 1);
    end = content_type.find(';');
    const std::string_view parameter = trim_spaces(content_type.substr(0, end));
    if (!starts_caseless(parameter, "charset")) continue;
    const size_t equal = parameter.find('=');
    if (equal == std::string_view::npos) continue;
    charset = trim_spaces(parameter.substr(equal + 1));
    if (!charset.empty() && (charset.front() == '"' || charset.front() == '\''))
      charset.remove_prefix(1);
    if (!charset.empty() && (charset.back() == '"' || charset.back() == '\''))
      charset.remove_suffix(1);
    return;
  }
}

}  // namespace licensus
