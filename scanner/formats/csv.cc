#include "formats/csv.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "formats/csv_dialect.h"
#include "formats/csv_guess.h"
#include "formats/csv_records.h"
#include "formats/csv_rows.h"
#include "formats/decoded_head.h"
#include "formats/record_stream.h"
#include "formats/url_list.h"

namespace licensus {
namespace {

constexpr size_t kHeadBytes = size_t{64} << 10;
constexpr size_t kBlockBytes = size_t{256} << 10;  // records that are looked at together
constexpr size_t kMaxRecordBytes = size_t{64} << 20;
constexpr size_t kMaxGuessBytes = size_t{4} << 20;

class CsvReader final : public FormatReader {
 public:
  CsvReader(const ReadOptions& options, std::string_view form) : form_(form), rows_(options) {}

  ExtentSpan read(const Stored& stored, const Extent& extent, DocumentSink& sink) override {
    stored_ = &stored;
    sink_ = &sink;
    event_ = Event::kBytes;
    if (!stream_.open(*stored.source, stored.codec, stored.dictionary, extent))
      return {extent.end, extent.end};
    const bool from_start = extent.begin == 0 && extent.exact && extent.skip == 0;
    if (!learn_shape(from_start)) {
      if (from_start) sink.error(0, {}, "UTF-16 text, which is not read as rows");
      return {extent.begin, UINT64_MAX};
    }
    rows_.start(shape_, stored, form_, sink);
    ExtentSpan span{extent.begin, extent.end, extent.skip, 0};
    if (from_start) {
      skip_header();
    } else if (!stream_.at_record()) {
      pass_over(false);
      const Place place = stream_.place();
      span.begin = place.offset;
      span.begin_skip = place.skip;
    }
    read_rows();
    const Place place = stream_.place();
    span.end = place.offset;
    span.end_skip = place.skip;
    return span;
  }

 private:
  using Event = RecordStream::Event;
  enum class Progress { kNone, kSome, kDone };

  // False for UTF-16.
  bool learn_shape(bool from_start) {
    if (form_ == "urls") {
      shape_ = url_list_shape();
      return true;
    }
    std::string head;
    if (from_start || stored_->path.empty()) {
      fill(kHeadBytes);
      head = stream_.ahead().substr(0, kHeadBytes);
    } else {
      head = decode_head_of(std::string(stored_->path), stored_->codec, kHeadBytes);
    }
    if (is_utf16(head)) return false;
    shape_ =
        sniff_csv(without_utf8_mark(head), head.size() < kHeadBytes, form_ == "tsv" ? '\t' : '\0');
    return true;
  }

  void skip_header() {
    const std::string_view ahead = stream_.ahead();
    stream_.consume(ahead.size() - without_utf8_mark(ahead).size());
    if (!shape_.header) return;
    do {
      records_.start(stream_.ahead(), shape_.dialect, event_ != Event::kBytes);
      if (records_.next(record_) != CsvRecords::State::kRecord) return;
      stream_.consume(record_.text.size());
    } while (record_.is_blank());
  }

  // More bytes ahead; what came of it is kept until it is dealt with.
  Event pull(size_t most = RecordStream::kStepBytes) {
    if (event_ == Event::kBytes) event_ = stream_.more(most);
    return event_;
  }

  void fill(size_t bytes) {
    while (stream_.ahead().size() < bytes) {
      if (pull(bytes - stream_.ahead().size()) != Event::kBytes) return;
    }
  }

  // Goes on behind damage at the next record. `tell`: it is an error of this extent.
  void leave_damage(bool tell) {
    if (tell) {
      sink_->error(static_cast<int64_t>(stream_.damage_offset()), {}, stream_.message());
    }
    if (stream_.resume()) {
      event_ = Event::kBytes;
      pass_over(tell);
    } else {
      stream_.consume(stream_.ahead().size());
      event_ = Event::kEnd;
    }
  }

  // Moves to the first record after the first byte.
  void pass_over(bool tell) {
    for (size_t look = kHeadBytes;; look *= 2) {
      fill(look);
      const std::string_view ahead = stream_.ahead();
      const size_t begin =
          guess_record_begin(ahead.substr(0, look), shape_.dialect, shape_.columns);
      if (begin != ahead.npos) {
        stream_.consume(begin);
        return;
      }
      if (event_ == Event::kEnd) {
        stream_.consume(ahead.size());
        return;
      }
      if (event_ == Event::kDamaged) {
        leave_damage(tell);
        return;
      }
      if (look >= kMaxGuessBytes) {
        stream_.consume(ahead.size());
        look = kHeadBytes;
      }
    }
  }

  void read_rows() {
    for (size_t block = kBlockBytes;;) {
      if (stream_.ahead().size() < kBlockBytes / 4) pull();
      const std::string_view ahead = stream_.ahead();
      if (ahead.empty() && event_ == Event::kBytes) continue;
      // Damage between two records is told by whose record would begin there.
      if (ahead.empty() && event_ == Event::kDamaged && stream_.is_beyond(stream_.place())) return;
      const bool all = block >= ahead.size();
      switch (read_block(ahead.substr(0, block), all && event_ == Event::kEnd)) {
        case Progress::kDone:
          return;
        case Progress::kSome:
          block = kBlockBytes;
          break;
        case Progress::kNone:
          if (!all) {
            block *= 2;
          } else if (event_ == Event::kDamaged) {
            finish_broken_record();
            leave_damage(true);
          } else if (event_ == Event::kEnd) {
            return;
          } else {
            fill(2 * ahead.size());
            block = std::max(block, stream_.ahead().size());
          }
          break;
      }
    }
  }

  // The records that are whole in `block`, which lies ahead.
  Progress read_block(std::string_view block, bool last) {
    Progress progress = Progress::kNone;
    rows_.look(block);
    records_.start(block, shape_.dialect, last);
    while (records_.position() < block.size()) {
      const Place place = stream_.place();
      if (stream_.is_beyond(place)) return Progress::kDone;
      const size_t begin = records_.position();
      const CsvRecords::State state = records_.next(record_);
      const size_t bytes = length_of(state, block.size() - begin, begin);
      if (bytes > kMaxRecordBytes) {
        drop_long_record();
        return Progress::kSome;
      }
      if (state == CsvRecords::State::kMore) return progress;
      if (state == CsvRecords::State::kUnclosed) {
        drop_open_line(records_.open_quote() - begin);
        return Progress::kSome;
      }
      if (!record_.is_blank()) rows_.take(record_, begin, where(place, bytes));
      stream_.consume(bytes);
      progress = Progress::kSome;
      if (sink_->stopped()) return Progress::kDone;
    }
    return progress;
  }

  // Of the record that begins at `begin`, as far as it goes; the same however much of it is ahead.
  size_t length_of(CsvRecords::State state, size_t left, size_t begin) const {
    if (state == CsvRecords::State::kRecord) return record_.text.size();
    if (state == CsvRecords::State::kMore) return left;
    const size_t open = records_.open_quote() - begin;
    return open + std::min(left - open, CsvRecords::kMaxQuotedBytes);
  }

  Row::Where where(Place place, size_t bytes) const {
    const auto offset = static_cast<int64_t>(place.offset);
    if (stream_.is_plain()) return {offset, static_cast<int64_t>(bytes)};
    return {place.skip == 0 ? offset : -1, -1};
  }

  int64_t told_offset() const { return static_cast<int64_t>(stream_.place().offset); }

  // What there is of a record in which the stored bytes are damaged.
  void finish_broken_record() {
    if (stream_.ahead().empty()) return;
    const Place place = stream_.place();
    records_.start(stream_.ahead(), shape_.dialect, true);
    records_.next(record_);
    if (!record_.cells.empty() && !record_.is_blank())
      rows_.take_broken(record_, {where(place, 0).offset, -1});
    stream_.consume(stream_.ahead().size());
  }

  // A quote that is never closed stands `open` bytes behind the record's begin. All up to its
  // line's end is left out, so that a text of open quotes is not read once for each of its lines.
  void drop_open_line(size_t open) {
    sink_->error(
        told_offset(), {},
        "a quoted cell of this record is never closed: it is left out up to the end of the "
        "line in which the cell begins");
    stream_.consume(open);
    skip_line();
  }

  void drop_long_record() {
    sink_->error(told_offset(), {}, "a record of more than 64 MiB is left out");
    stream_.consume(kMaxRecordBytes);
    skip_line();
  }

  void skip_line() {
    for (;;) {
      const std::string_view ahead = stream_.ahead();
      const size_t end = ahead.find(shape_.dialect.newline);
      stream_.consume(std::min(end, ahead.size() - 1) + 1);
      if (end != ahead.npos) return;
      if (pull() != Event::kBytes) return;
    }
  }

  const std::string_view form_;
  CsvShape shape_;
  CsvRows rows_;
  RecordStream stream_;
  CsvRecords records_;
  CsvRecord record_;
  Event event_ = Event::kBytes;
  const Stored* stored_ = nullptr;
  DocumentSink* sink_ = nullptr;
};

}  // namespace

std::unique_ptr<FormatReader> make_csv_reader(const ReadOptions& options, std::string_view form) {
  return std::make_unique<CsvReader>(options, form);
}

}  // namespace licensus
