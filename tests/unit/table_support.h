// What the tests of tables share: a sink that writes rows down as lines of text, and a reading of a
// file cut into extents, repaired as the pipeline does.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawl_support.h"
#include "formats/format.h"
#include "formats/reader_set.h"
#include "formats/record_stream.h"

namespace licensus {

// Writes each row down as "id name=.. url-host=.. | column: text | license field = value".
class TableSink final : public DocumentSink {
 public:
  std::vector<std::string> rows;
  std::vector<std::pair<int64_t, int64_t>> places;  // offset and length of each row handed out
  std::vector<std::string> errors;                  // "offset document: message"
  size_t others = 0;
  size_t counted = 0;                    // rows that were counted without being handed out
  size_t skipped = 0;                    // columns
  uint64_t bytes = 0;                    // of the bodies of all rows
  std::vector<std::string> media_types;  // of all rows
  std::string stem;  // where not "", rows without it in their text need not be handed out

  void begin_document(const DocumentHead& head) override {
    ok_ = ok_ && !open_;
    open_ = true;
    head_ = head;
    row_ = std::string(head.id);
    if (!head.name.empty()) row_.append(" name=").append(head.name);
    if (!head.host.empty()) row_.append(" host=").append(head.host);
    if (!head.date.empty()) row_.append(" date=").append(head.date);
    places.emplace_back(head.offset, -1);
    media_types.emplace_back(head.media_type);
  }
  void begin_column(std::string_view name) override {
    ok_ = ok_ && open_;
    row_.append(" | ").append(name).append(": ");
  }
  void body(std::string_view piece) override {
    ok_ = ok_ && open_ && !piece.empty() && piece.size() <= kMaxPieceBytes;
    row_ += piece;
    bytes += piece.size();
  }
  void skip_column(std::string_view name, uint64_t count) override {
    ok_ = ok_ && open_ && count > 0;
    row_.append(" | ").append(name).append(": (silent)");
    ++skipped;
    bytes += count;
  }
  void field(std::string_view path, std::string_view value) override {
    ok_ = ok_ && open_;
    row_.append(" | ").append(path).append(" = ").append(value);
  }
  void end_document(const DocumentTail& tail) override {
    ok_ = ok_ && open_;
    open_ = false;
    places.back().second = tail.length;
    if (tail.truncated) row_ += " (truncated)";
    rows.push_back(row_);
  }
  bool find_spots(std::string_view raw, std::vector<size_t>& spots) override {
    spots.clear();
    if (stem.empty()) return false;
    for (size_t at = raw.find(stem); at != raw.npos; at = raw.find(stem, at + 1))
      spots.push_back(at + 1);
    return true;
  }
  void count_row(std::string_view media_type, uint64_t count) override {
    ok_ = ok_ && !open_;
    ++counted;
    bytes += count;
    media_types.emplace_back(media_type);
  }
  void other_record() override { ++others; }
  void error(int64_t offset, std::string_view document, std::string message) override {
    ok_ = ok_ && !open_;
    errors.push_back(std::to_string(offset) + " " + std::string(document) + ": " + message);
  }
  bool stopped() const override { return false; }
  bool ok() const { return ok_ && !open_; }

  void add(const TableSink& other) {
    auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    append(rows, other.rows);
    append(places, other.places);
    append(errors, other.errors);
    append(media_types, other.media_types);
    others += other.others;
    counted += other.counted;
    bytes += other.bytes;
  }

 private:
  DocumentHead head_;
  std::string row_;
  bool open_ = false;
  bool ok_ = true;
};

inline ReadOptions table_options() {
  ReadOptions options;
  options.is_license_field = [](std::string_view path) {
    return path.ends_with("license") || path.ends_with("License");
  };
  return options;
}

inline void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

struct TableReading {
  ExtentSpan span;
  TableSink sink;
};

// Reads one extent of the file at `path`, which holds `stored`.
inline TableReading read_table(std::string_view format, std::string_view stored,
                               const std::string& path, const Extent& extent,
                               const std::string& stem = "", size_t step = SIZE_MAX) {
  TableReading reading;
  reading.sink.stem = stem;
  ReaderSet readers(table_options());
  MemorySource source(stored.substr(std::min<uint64_t>(extent.begin, stored.size())), step);
  const Stored what{.source = &source, .codec = codec_of(stored), .path = path, .name = path};
  reading.span = readers.read(*find_format(format), what, extent, reading.sink);
  EXPECT_TRUE(reading.sink.ok());
  return reading;
}

// Cut every `step` bytes, with the extents put together as pipeline/shard.h does.
inline TableSink read_table_in_extents(std::string_view format, std::string_view stored,
                                       const std::string& path, uint64_t step, size_t& repairs,
                                       const std::string& stem = "") {
  TableSink all;
  Place reached;
  for (uint64_t begin = 0; begin < stored.size() || begin == 0; begin += step) {
    const Extent extent{begin, begin + step >= stored.size() ? UINT64_MAX : begin + step,
                        begin == 0};
    if (reached.offset >= extent.end) continue;
    TableReading reading = read_table(format, stored, path, extent, stem);
    if (begin > 0 && Place{reading.span.begin, reading.span.begin_skip} != reached) {
      ++repairs;
      reading =
          read_table(format, stored, path, {reached.offset, extent.end, true, reached.skip}, stem);
    }
    reached = {reading.span.end, reading.span.end_skip};
    all.add(reading.sink);
  }
  EXPECT_EQ(reached.offset, stored.size());
  return all;
}

}  // namespace licensus
