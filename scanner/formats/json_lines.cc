#include "formats/json_lines.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "formats/json_row.h"
#include "formats/json_skim.h"
#include "formats/record_stream.h"
#include "formats/row.h"

namespace licensus {
namespace {

constexpr size_t kMaxLineBytes = size_t{64} << 20;
constexpr size_t kStepBytes = size_t{8} << 10;  // of the next piece, which are copied
constexpr size_t kMinSkimBytes = 512;           // shorter blocks are not worth a look of their own

using Event = RecordStream::Event;

class JsonLinesReader final : public FormatReader {
 public:
  explicit JsonLinesReader(const ReadOptions& options)
      : row_(options), skim_(row_.roles()), may_skim_(options.text_fields.empty()) {}

  ExtentSpan read(const Stored& stored, const Extent& extent, DocumentSink& sink) override {
    stored_ = &stored;
    sink_ = &sink;
    number_ = 0;
    if (!stream_.open(*stored.source, stored.codec, stored.dictionary, extent)) {
      return {extent.end, extent.end};
    }
    if (!stream_.at_record()) {
      skip_line();
    } else if (extent.begin == 0 && extent.skip == 0) {
      skip_byte_order_mark();
    }
    const Place begin = next_place();
    while (!stream_.ahead().empty() && !stream_.is_beyond(stream_.place()) && !sink.stopped()) {
      read_block();
      next_place();
    }
    const Place end = stream_.place();
    ExtentSpan span{extent.begin, end.offset, extent.skip, end.skip};
    if (!extent.exact) {
      span.begin = begin.offset;
      span.begin_skip = begin.skip;
    }
    return span;
  }

 private:
  // Waits for bytes of the next line, and says where it begins.
  Place next_place() {
    while (stream_.ahead().empty()) {
      const Event event = stream_.more();
      if (event == Event::kEnd || (event == Event::kDamaged && !leave_damage())) break;
    }
    return stream_.place();
  }

  void skip_byte_order_mark() {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    while (stream_.ahead().size() < kMark.size()) {
      const Event event = stream_.more();
      if (event == Event::kEnd) return;
      if (event == Event::kDamaged) return end_line(stream_.place(), event);
    }
    if (stream_.ahead().starts_with(kMark)) stream_.consume(kMark.size());
  }

  // Tells of damage in the stored bytes, and goes on with the first line that begins after it.
  bool leave_damage() {
    sink_->error(static_cast<int64_t>(stream_.damage_offset()), "", stream_.message());
    return stream_.resume() && skip_line();
  }

  // Moves behind the next line end, in bounded memory. False at the end of the stream.
  bool skip_line() {
    for (;;) {
      const std::string_view ahead = stream_.ahead();
      const size_t line_end = ahead.find('\n');
      stream_.consume(line_end == ahead.npos ? ahead.size() : line_end + 1);
      if (line_end != ahead.npos) return true;
      const Event event = stream_.more();
      if (event == Event::kEnd) return false;
      if (event == Event::kDamaged) {
        sink_->error(static_cast<int64_t>(stream_.damage_offset()), "", stream_.message());
        if (!stream_.resume()) return false;
      }
    }
  }

  // The lines that end in the bytes ahead; where none does, makes them longer.
  void read_block() {
    const std::string_view ahead = stream_.ahead();
    const auto* const last = static_cast<const char*>(::memrchr(ahead.data(), '\n', ahead.size()));
    if (last == nullptr) return grow_line();
    const std::string_view block = ahead.substr(0, static_cast<size_t>(last + 1 - ahead.data()));
    const bool skims =
        may_skim_ && block.size() >= kMinSkimBytes && sink_->find_spots(block, spots_);
    const bool clean = skims && simdjson::validate_utf8(block.data(), block.size());
    size_t spot = 0;
    for (size_t at = 0; at < block.size() && !sink_->stopped();) {
      const Place place = stream_.place();
      if (stream_.is_beyond(place)) return;
      while (spot < spots_.size() && spots_[spot] < at) ++spot;
      const size_t next_spot = spot < spots_.size() ? spots_[spot] : block.size();
      size_t bytes = clean ? count_silent(block.substr(at, next_spot - at), block.substr(at)) : 0;
      if (bytes == 0) {
        bytes = block.find('\n', at) + 1 - at;
        take(block.substr(at, bytes - 1), place, static_cast<int64_t>(bytes), true);
      }
      stream_.consume(bytes);
      at += bytes;
    }
  }

  // Counts the line that `rest` begins with, if it ends before the next spot: `silent` goes up to
  // that. Returns its bytes with its end; 0 where it has to be read.
  size_t count_silent(std::string_view silent, std::string_view rest) {
    JsonSkim::Sum sum;
    if (!skim_.count(silent, sum)) return 0;
    if (rest[sum.line_bytes] != '\n') return 0;  // the spot is in what follows on the line
    sink_->count_row(sum.media_type, sum.text_bytes);
    ++number_;
    return sum.line_bytes + 1;
  }

  // Waits for the end of the line that is ahead; reads it where it has none.
  void grow_line() {
    const Place place = stream_.place();
    size_t searched = 0;
    while (stream_.ahead().find('\n', searched) == std::string_view::npos) {
      searched = stream_.ahead().size();
      if (searched > kMaxLineBytes) return pass_over(place);
      const Event event = stream_.more(std::max(searched, kStepBytes));
      if (event != Event::kBytes) return end_line(place, event);
    }
  }

  // What is ahead is all that there is of its line.
  void end_line(Place place, Event event) {
    const auto length = static_cast<int64_t>(stream_.ahead().size());
    take(stream_.ahead(), place, length, event == Event::kEnd);
    stream_.consume(stream_.ahead().size());
    if (event == Event::kDamaged) leave_damage();
  }

  void pass_over(Place place) {
    row_.clear();
    row_.hand_out(*stored_, number_, {restart_offset(place), -1}, true, "jsonl", *sink_);
    sink_->error(static_cast<int64_t>(place.offset), Row::id_of(*stored_, number_),
                 "a line longer than 64 MiB: not read");
    ++number_;
    skip_line();
  }

  int64_t restart_offset(Place place) const {
    return place.skip == 0 ? static_cast<int64_t>(place.offset) : -1;
  }

  // `whole`: the line did not break off.
  void take(std::string_view line, Place place, int64_t length, bool whole) {
    if (line.find_first_not_of(" \t\r") == line.npos) return;
    row_.clear();
    std::string problem = json_.fill(line, row_);
    if (!whole) problem = "the line breaks off";
    const bool seekable = stream_.is_plain();
    const int64_t offset = restart_offset(place);
    row_.hand_out(*stored_, number_, {offset, seekable ? length : -1}, !problem.empty(), "jsonl",
                  *sink_);
    if (!problem.empty()) {
      sink_->error(static_cast<int64_t>(place.offset), Row::id_of(*stored_, number_), problem);
    }
    ++number_;
  }

  Row row_;
  JsonRow json_;
  JsonSkim skim_;
  const bool may_skim_;
  RecordStream stream_;
  std::vector<size_t> spots_;
  const Stored* stored_ = nullptr;
  DocumentSink* sink_ = nullptr;
  uint64_t number_ = 0;
};

bool is_named_so(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kEndings{".jsonl", ".ndjson", ".jsonlines",
                                                            ".jsonl.txt"};
  const std::string lower = ascii_lower(name);
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return lower.ends_with(ending); });
}

bool is_object(std::string_view line) {
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(line);
  simdjson::dom::object object;
  return parser.parse(padded).get(object) == simdjson::SUCCESS;
}

}  // namespace

bool is_json_lines(const Look& look) {
  std::string_view text = look.decoded;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == text.npos) return false;
  text.remove_prefix(begin);
  if (is_named_so(look.name)) return true;
  if (text.front() != '{') return false;
  const size_t line_end = text.find('\n');
  if (line_end == text.npos) return false;
  const size_t second = text.find_first_not_of(" \t\r\n", line_end);
  return second != text.npos && text[second] == '{' && is_object(text.substr(0, line_end));
}

std::unique_ptr<FormatReader> make_json_lines_reader(const ReadOptions& options) {
  return std::make_unique<JsonLinesReader>(options);
}

}  // namespace licensus
