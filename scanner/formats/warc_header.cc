#include "formats/warc_header.h"

#include <array>
#include <charconv>
#include <tuple>

#include "base/lines.h"
#include "formats/header_text.h"

namespace licensus {
namespace {

bool parse_number(std::string_view text, uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // Beyond 2^62 sums of offsets could overflow; no such record exists.
  return error == std::errc{} && end == text.data() + text.size() && number >> 62 == 0;
}

RecordHeader::Kind kind_of(std::string_view type) {
  if (equals_caseless(type, "response")) return RecordHeader::Kind::kResponse;
  if (equals_caseless(type, "resource")) return RecordHeader::Kind::kResource;
  if (equals_caseless(type, "conversion")) return RecordHeader::Kind::kConversion;
  if (equals_caseless(type, "metadata")) return RecordHeader::Kind::kMetadata;
  return RecordHeader::Kind::kOther;
}

std::string_view without_angles(std::string_view uri) {
  if (uri.size() >= 2 && uri.front() == '<' && uri.back() == '>')
    return uri.substr(1, uri.size() - 2);
  return uri;
}

// Takes over the field of a line where it is of use; false for a length that is no number.
bool take_field(std::string_view line, RecordHeader& header, bool& has_length) {
  constexpr size_t kBehindWarc = 5;
  constexpr size_t kBehindContent = 8;
  std::string_view value;
  if (line.size() <= kBehindContent) return true;
  if (ascii_lower(line[0]) == 'c') {
    if (is_field(line, "Content-Type", value)) header.content_type = value;
    if (!has_length && is_field(line, "Content-Length", value)) {
      if (!parse_number(value, header.content_bytes)) return false;
      has_length = true;
    }
    return true;
  }
  if (ascii_lower(line[0]) != 'w') return true;
  switch (ascii_lower(line[kBehindWarc])) {
    case 't':
      if (is_field(line, "WARC-Target-URI", value)) {
        header.target_uri = without_angles(value);
      } else if (is_field(line, "WARC-Type", value)) {
        header.kind = kind_of(value);
      } else if (is_field(line, "WARC-Truncated", value)) {
        header.cut_by_crawler = true;
      }
      break;
    case 'd':
      if (is_field(line, "WARC-Date", value)) header.date = value;
      break;
    case 'b':
      if (is_field(line, "WARC-Block-Digest", value)) header.block_digest = value;
      break;
    case 'p':
      if (is_field(line, "WARC-Payload-Digest", value)) header.payload_digest = value;
      break;
    default:
      break;
  }
  return true;
}

// Joins continuation lines by turning the line end before them into spaces.
void unfold(std::string_view text, std::string& unfolded) {
  unfolded.assign(text);
  for (size_t i = 0; i + 1 < unfolded.size(); ++i) {
    if (unfolded[i] != '\n' || (unfolded[i + 1] != ' ' && unfolded[i + 1] != '\t')) continue;
    unfolded[i] = ' ';
    if (i > 0 && unfolded[i - 1] == '\r') unfolded[i - 1] = ' ';
  }
}

bool take_fields(std::string_view text, RecordHeader& header) {
  Lines lines(text);
  std::string_view line;
  bool has_length = false;
  lines.next(line);
  while (lines.next(line))
    if (!take_field(line, header, has_length)) return false;
  return has_length;
}

// The fields of an ARC line counted from its end, since the URL in front may hold spaces.
struct ArcFields {
  static constexpr size_t kMost = 9;  // all but the URL
  std::array<std::string_view, kMost> from_end;
  std::array<size_t, kMost> begin;
  size_t count = 0;

  explicit ArcFields(std::string_view line) {
    size_t end = line.size();
    while (count < kMost && end > 0) {
      const size_t space = line.rfind(' ', end - 1);
      if (space == std::string_view::npos) break;
      from_end[count] = line.substr(space + 1, end - space - 1);
      begin[count++] = space;
      end = space;
    }
  }
};

bool is_arc_date(std::string_view text) {
  return text.size() == 14 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool take_arc_fields(std::string_view line, RecordHeader& header) {
  const ArcFields fields(line);
  // Version 1: URL IP date type length. Version 2: URL IP date type status checksum location
  // offset filename length.
  for (const size_t date : {size_t{2}, size_t{7}}) {
    if (fields.count < date + 2 || !is_arc_date(fields.from_end[date])) continue;
    header.target_uri = line.substr(0, fields.begin[date + 1]);
    header.date = fields.from_end[date];
    header.content_type = fields.from_end[date - 1];
    return header.target_uri.find(':') != std::string_view::npos &&
           parse_number(fields.from_end[0], header.content_bytes);
  }
  return false;
}

}  // namespace

HeaderState parse_warc_header(std::string_view text, RecordHeader& header) {
  header = RecordHeader{};
  if (!begins_warc_record(text)) return HeaderState::kBad;
  Lines lines(text.substr(0, kMaxHeaderBytes));
  std::string_view line;
  bool folded = false;
  bool has_length = false;
  bool is_good = true;
  do {
    if (!lines.next(line))
      return text.size() >= kMaxHeaderBytes ? HeaderState::kBad : HeaderState::kIncomplete;
    folded |= !line.empty() && (line[0] == ' ' || line[0] == '\t');
    // The next record's first line: this header has no end. Looking no further also keeps the
    // search for a good header linear.
    if (!line.empty() && begins_warc_record(lines.rest())) return HeaderState::kBad;
    is_good = is_good && take_field(line, header, has_length);
  } while (!line.empty());
  if (folded) {
    header = RecordHeader{};
    unfold(text.substr(0, lines.taken()), header.unfolded);
    is_good = has_length = take_fields(header.unfolded, header);
  }
  header.header_bytes = lines.taken();
  return is_good && has_length ? HeaderState::kWhole : HeaderState::kBad;
}

HeaderState parse_arc_header(std::string_view text, RecordHeader& header) {
  header = RecordHeader{};
  const std::string_view rest = text.substr(0, kMaxHeaderBytes);
  Lines lines(rest);
  std::string_view line;
  if (!lines.next(line)) {
    const bool hopeless = rest.size() == kMaxHeaderBytes || rest.find(':') > 64;
    return hopeless && rest.size() > 64 ? HeaderState::kBad : HeaderState::kIncomplete;
  }
  if (!take_arc_fields(line, header)) return HeaderState::kBad;
  header.header_bytes = lines.taken();
  header.kind = starts_caseless(header.target_uri, "filedesc:") ? RecordHeader::Kind::kArcFile
                                                                : RecordHeader::Kind::kArc;
  return HeaderState::kWhole;
}

HeaderState parse_record_header(std::string_view text, RecordHeader& header) {
  constexpr std::string_view kStart = "WARC/";
  if (text.size() < kStart.size() && kStart.starts_with(text)) return HeaderState::kIncomplete;
  if (text.starts_with(kStart)) {
    if (text.size() < 7) return HeaderState::kIncomplete;
    return parse_warc_header(text, header);
  }
  return parse_arc_header(text, header);
}

std::string arc_date(std::string_view digits) {
  if (!is_arc_date(digits)) return {};
  std::string date;
  for (const auto& [begin, count, after] :
       {std::tuple{0, 4, '-'}, {4, 2, '-'}, {6, 2, 'T'}, {8, 2, ':'}, {10, 2, ':'}, {12, 2, 'Z'}}) {
    date.append(digits.substr(static_cast<size_t>(begin), static_cast<size_t>(count)));
    date.push_back(after);
  }
  return date;
}

}  // namespace licensus
