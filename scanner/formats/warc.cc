#include "formats/warc.h"

#include <algorithm>
#include <cstring>

#include "formats/digest_check.h"
#include "formats/header_text.h"
#include "formats/record_feed.h"
#include "formats/warc_document.h"
#include "formats/warc_header.h"

namespace licensus {
namespace {

// A record's block is put together up to here; longer ones are handed out in several pieces.
constexpr size_t kBlockBytes = DocumentSink::kMaxPieceBytes + kMaxHeaderBytes;
constexpr size_t kTrailerBytes = 4;  // CR LF CR LF after a record

bool begins_record(std::string_view head) {
  if (begins_warc_record(head)) return true;
  RecordHeader header;
  return parse_arc_header(head, header) == HeaderState::kWhole;
}

}  // namespace

bool looks_like_warc(std::string_view decoded_head) {
  return decoded_head.starts_with("WARC/") || decoded_head.starts_with("filedesc://");
}

struct WarcReader::Impl {
  // How the bytes of a block came to an end.
  enum class Ending { kWhole, kNextRecord, kDamaged, kStreamEnd };

  MemberReader members;
  RecordFeed feed{members};
  RecordHeader header;
  std::string header_copy;  // of a record that is not whole in memory
  std::unique_ptr<char[]> block;
  WarcDocument document;
  DigestCheck digests;
  DocumentSink* sink = nullptr;
  bool verify_digests = false;
  bool searching = false;  // before the first record of an extent that begins at a guess
  bool told = false;       // an error was told for the bytes before the next record
  bool arc = false;        // the record before was an ARC record

  ExtentSpan read(ByteSource& source, Codec codec, const Extent& extent, const WarcOptions& options,
                  DocumentSink& to) {
    members.open(source, codec, extent.begin, options.dictionary);
    feed.open(codec == Codec::kNone);
    sink = &to;
    verify_digests = options.verify_digests;
    searching = !extent.exact;
    told = arc = false;
    ExtentSpan span{extent.begin, extent.begin};
    if (searching && !find_first(codec, extent.end)) return {extent.end, extent.end};
    while (to_record()) {
      const int64_t offset = feed.restart_offset();
      if (searching) {
        if (offset < 0) {  // within a member: the reader before comes by here
          skip_record();
          continue;
        }
        span.begin = static_cast<uint64_t>(offset);
        searching = false;
      }
      if (offset >= 0 && static_cast<uint64_t>(offset) >= extent.end) {
        span.end = static_cast<uint64_t>(offset);
        return span;
      }
      read_record(offset);
      if (sink->stopped()) break;
    }
    span.end = members.stored_offset();
    if (searching) span.begin = span.end;
    return span;
  }

  void complain(int64_t offset, std::string_view id, std::string message) {
    if (!searching) sink->error(offset, id, std::move(message));
  }

  // Tells of damage in the stored bytes and goes on with the next member.
  void leave_damage(std::string_view id) {
    complain(static_cast<int64_t>(members.member_offset()), id, members.message());
    told = true;
    feed.resume();
  }

  // Moves to where a record may begin, if that is before `limit`.
  bool find_first(Codec codec, uint64_t limit) {
    if (codec != Codec::kNone) return feed.resume(begins_record, limit);
    if (feed.pull() != RecordFeed::Event::kNewMember) return false;
    return begins_warc_record(feed.rest()) || resync(limit);
  }

  // Moves to the next record with a good header, which it parses. False at the end.
  bool to_record() {
    while (to_bytes()) {
      switch (read_header()) {
        case HeaderState::kWhole:
          told = false;
          return true;
        case HeaderState::kIncomplete:
          break;
        case HeaderState::kBad:
          bad_record();
          break;
      }
    }
    return false;
  }

  // Skips line ends between records. False at the end of the stream.
  bool to_bytes() {
    for (;;) {
      const std::string_view rest = feed.rest();
      const size_t begin = std::min(rest.find_first_not_of("\r\n"), rest.size());
      feed.consume(begin);
      if (begin < rest.size()) return true;
      const RecordFeed::Event event = feed.pull();
      if (event == RecordFeed::Event::kEnd) return false;
      if (event == RecordFeed::Event::kDamaged) leave_damage({});
    }
  }

  // kIncomplete: the header broke off; that was told and the feed moved on.
  HeaderState read_header() {
    for (;;) {
      const HeaderState state = parse_record_header(feed.rest(), header);
      if (state != HeaderState::kIncomplete) return state;
      const size_t kept = feed.rest().size();
      const int64_t offset = feed.near_offset();
      const RecordFeed::Event event = feed.extend();
      if (event == RecordFeed::Event::kBytes) continue;
      if (event == RecordFeed::Event::kNewMember && !begins_warc_record(feed.rest().substr(kept)))
        continue;
      if (event == RecordFeed::Event::kDamaged) {
        leave_damage({});
      } else {
        if (!told) complain(offset, {}, "record header breaks off");
        told = true;
        feed.consume(kept);
      }
      return HeaderState::kIncomplete;
    }
  }

  void bad_record() {
    if (!told) {
      complain(feed.near_offset(), {},
               begins_warc_record(feed.rest())
                   ? "WARC record header without end or without a valid Content-Length"
                   : "bytes that are no WARC or ARC record");
    }
    told = true;
    arc |= feed.rest().starts_with("filedesc:");
    resync();
  }

  // Finds the next place after the first byte of the rest where a record may begin: after a line
  // end, or at the start of a member. False where the search came to stored offset `limit`.
  bool resync(uint64_t limit = UINT64_MAX) {
    while (static_cast<uint64_t>(feed.near_offset()) < limit) {
      const std::string_view rest = feed.rest();
      const size_t hit = find_start(rest);
      if (hit != std::string_view::npos) {
        feed.consume(hit);
        return true;
      }
      const size_t kept = unsearched(rest);
      feed.consume(rest.size() - kept);
      switch (feed.extend()) {
        case RecordFeed::Event::kBytes:
          break;
        case RecordFeed::Event::kNewMember:
        case RecordFeed::Event::kEnd:
          feed.consume(kept);
          return true;
        case RecordFeed::Event::kDamaged:
          leave_damage({});
          return true;
      }
    }
    return false;
  }

  size_t find_start(std::string_view rest) {
    RecordHeader candidate;
    for (size_t at = rest.find('\n'); at != std::string_view::npos; at = rest.find('\n', at + 1)) {
      const std::string_view line = rest.substr(at + 1);
      if (begins_warc_record(line)) return at + 1;
      if (arc && parse_arc_header(line, candidate) == HeaderState::kWhole) return at + 1;
    }
    return std::string_view::npos;
  }

  // How many bytes at the end of the rest could begin a record once more is read.
  size_t unsearched(std::string_view rest) const {
    const size_t most = arc ? size_t{8} << 10 : 7;  // "\nWARC/1"; a line of an ARC
    const size_t line = rest.rfind('\n');
    return line == std::string_view::npos || rest.size() - line > most ? 0 : rest.size() - line;
  }

  void skip_record() {
    feed.consume(header.header_bytes);
    skip_block(header.content_bytes);
  }

  bool is_whole() const {
    const uint64_t need = header.header_bytes + header.content_bytes;
    const uint64_t have = feed.rest().size();
    return need + kTrailerBytes <= have || (need <= have && feed.at_last_piece());
  }

  void read_record(int64_t offset) {
    arc = header.kind == RecordHeader::Kind::kArc || header.kind == RecordHeader::Kind::kArcFile;
    if (is_whole()) {
      read_whole(offset);
    } else {
      read_in_parts(offset);
    }
  }

  // The record lies whole in memory: nothing is copied.
  void read_whole(int64_t offset) {
    const std::string_view content = feed.rest().substr(header.header_bytes, header.content_bytes);
    const int64_t near = feed.near_offset();
    feed.consume(header.header_bytes + content.size());
    skip_trailer();
    if (verify_digests) digests.begin(header);
    if (!WarcDocument::is_document(header, content)) {
      sink->other_record();
      if (verify_digests) digests.block(content);
    } else {
      const size_t head = document.begin(header, content, offset, *sink);
      document.body(content.substr(head), true, *sink);
      if (verify_digests) {
        digests.block(content);
        digests.payload(content.substr(head));
      }
      finish_document(offset, near, false);
    }
    check_digests(near);
  }

  // Line ends after a record, as far as they are in memory.
  void skip_trailer() {
    size_t count = 0;
    const std::string_view rest = feed.rest();
    while (count < kTrailerBytes && count < rest.size() &&
           (rest[count] == '\r' || rest[count] == '\n'))
      ++count;
    feed.consume(count);
  }

  void check_digests(int64_t near) {
    if (!verify_digests) return;
    const std::string problem = digests.finish();
    if (!problem.empty()) complain(near, header.target_uri, problem);
  }

  // Stored bytes from `offset` to where the record was read to; -1 where that is not known.
  int64_t length_from(int64_t offset) const {
    if (offset < 0) return -1;
    if (feed.plain()) return feed.near_offset() - offset;
    const auto end = static_cast<int64_t>(feed.member_end());
    return end > offset ? end - offset : -1;
  }

  void finish_document(int64_t offset, int64_t near, bool truncated) {
    const std::string problem = document.end({length_from(offset), truncated}, *sink);
    if (!problem.empty() && !truncated && !header.cut_by_crawler)
      complain(near, header.target_uri, problem);
  }

  // The record goes on beyond the piece in memory: its header is copied, its block put together.
  void read_in_parts(int64_t offset) {
    const int64_t near = feed.near_offset();
    header_copy.assign(feed.rest().substr(0, header.header_bytes));
    parse_record_header(header_copy, header);
    feed.consume(header.header_bytes);
    if (verify_digests) digests.begin(header);
    Ending ending = Ending::kWhole;
    if (header.kind == RecordHeader::Kind::kOther || header.kind == RecordHeader::Kind::kArcFile) {
      ending = skip_block(header.content_bytes);
      sink->other_record();
    } else {
      ending = read_block(offset, near);
    }
    if (ending == Ending::kWhole) {
      check_digests(near);
    } else {
      tell_ending(ending, near);
    }
  }

  void tell_ending(Ending ending, int64_t near) {
    if (ending == Ending::kDamaged) {
      leave_damage(header.target_uri);
      return;
    }
    complain(near, header.target_uri,
             ending == Ending::kNextRecord
                 ? "record breaks off before the end its Content-Length tells"
                 : "the file ends within a record");
    told = true;
  }

  Ending read_block(int64_t offset, int64_t near) {
    if (!block) block = std::make_unique_for_overwrite<char[]>(kBlockBytes);
    uint64_t left = header.content_bytes;
    size_t filled = 0;
    Ending ending = fill_block(filled, left);
    const std::string_view first{block.get(), filled};
    if (verify_digests) digests.block(first);
    if (!WarcDocument::is_document(header, first)) {
      sink->other_record();
      return ending == Ending::kWhole ? skip_block(left) : ending;
    }
    // The HTTP head stays at the start of the block as long as the document is open.
    const size_t head = document.begin(header, first, offset, *sink);
    if (verify_digests) digests.payload(first.substr(head));
    for (;;) {
      const bool last = left == 0 || ending != Ending::kWhole;
      const std::string_view body{block.get() + head, filled - head};
      const size_t taken = document.body(body, last, *sink);
      if (last) break;
      filled -= taken;
      std::memmove(block.get() + head, block.get() + head + taken, filled - head);
      const size_t before = filled;
      ending = fill_block(filled, left);
      const std::string_view fresh{block.get() + before, filled - before};
      if (verify_digests) digests.block(fresh);
      if (verify_digests) digests.payload(fresh);
    }
    const bool truncated = ending != Ending::kWhole;
    if (!truncated) ending = pull_trailer();
    finish_document(offset, near, truncated);
    return ending;
  }

  // Line ends after a record that may lie beyond the piece in memory.
  Ending pull_trailer() {
    skip_trailer();
    while (feed.rest().empty() && !feed.at_last_piece()) {
      const RecordFeed::Event event = feed.pull();
      if (event == RecordFeed::Event::kDamaged) return Ending::kDamaged;
      if (event != RecordFeed::Event::kBytes) break;
      skip_trailer();
    }
    return Ending::kWhole;
  }

  Ending fill_block(size_t& filled, uint64_t& left) {
    while (left > 0 && filled < kBlockBytes) {
      const std::string_view part =
          feed.rest().substr(0, std::min<uint64_t>(left, kBlockBytes - filled));
      std::memcpy(block.get() + filled, part.data(), part.size());
      filled += part.size();
      left -= part.size();
      feed.consume(part.size());
      if (left == 0 || filled == kBlockBytes) break;
      const Ending ending = pull_within_record();
      if (ending != Ending::kWhole) return ending;
    }
    return Ending::kWhole;
  }

  Ending skip_block(uint64_t left) {
    for (;;) {
      const std::string_view part = feed.rest().substr(0, left);
      if (verify_digests && !searching) digests.block(part);
      left -= part.size();
      feed.consume(part.size());
      if (left == 0) return Ending::kWhole;
      const Ending ending = pull_within_record();
      if (ending != Ending::kWhole) return ending;
    }
  }

  Ending pull_within_record() {
    switch (feed.pull()) {
      case RecordFeed::Event::kBytes:
        return Ending::kWhole;
      // A record may go on in the next member, but not with what is a record's first line.
      case RecordFeed::Event::kNewMember:
        return begins_warc_record(feed.rest()) ? Ending::kNextRecord : Ending::kWhole;
      case RecordFeed::Event::kDamaged:
        return Ending::kDamaged;
      case RecordFeed::Event::kEnd:
        return Ending::kStreamEnd;
    }
    return Ending::kStreamEnd;
  }
};

WarcReader::WarcReader() : impl_(std::make_unique<Impl>()) {}
WarcReader::~WarcReader() = default;

ExtentSpan WarcReader::read(ByteSource& source, Codec codec, const Extent& extent,
                            const WarcOptions& options, DocumentSink& sink) {
  return impl_->read(source, codec, extent, options, sink);
}

}  // namespace licensus
