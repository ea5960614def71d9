#include "formats/json_records.h"

#include <string>
#include <utility>

#include "formats/decoded_head.h"
#include "formats/json_cursor.h"
#include "formats/json_licenses.h"
#include "formats/json_plan.h"
#include "formats/json_row.h"
#include "formats/row.h"
#include "formats/temporary_copy.h"

namespace licensus {
namespace {

constexpr std::string_view kForm = "json";

class JsonRecordsReader final : public FormatReader {
 public:
  explicit JsonRecordsReader(const ReadOptions& options) : row_(options), plan_(options) {}

  ExtentSpan read(const Stored& stored, const Extent& extent, DocumentSink& sink) override {
    stored_ = &stored;
    sink_ = &sink;
    number_ = 0;
    ended_ = false;
    licenses_.clear();
    if (cursor_.open(*stored.source, stored.codec, stored.dictionary, extent)) {
      if (extent.begin > 0 || extent.skip > 0) {
        read_one();
      } else {
        read_all();
      }
    }
    return {extent.begin, UINT64_MAX};
  }

 private:
  // The record that an extent in the middle of the file begins with.
  void read_one() {
    if (!stored_->path.empty()) learn(std::string(stored_->path));
    if (cursor_.peek() == '{') read_record();
  }

  void read_all() {
    if (cursor_.peek() == '{') {
      read_object();
    } else if (cursor_.take('[')) {
      read_array(true);
    } else {
      give_up("neither an object nor an array");
    }
    if (!ended_ && !sink_->stopped() && !cursor_.is_at_end()) give_up("more after the JSON value");
    if (!ended_ && !cursor_.problem().empty()) give_up({});
  }

  // The arrays and licenses of the object in the file at `path`.
  void learn(const std::string& path) {
    auto source = open_file(path, 0);
    if (!source) return;
    JsonCursor first;
    if (first.open(**source, stored_->codec, stored_->dictionary, Extent{}) && first.take('{'))
      plan_.learn(first, licenses_);
  }

  void read_object() {
    learn(std::string(stored_->path));
    cursor_.take('{');
    if (cursor_.take('}')) return;
    std::string key;
    for (size_t arrays = 0;;) {
      if (!cursor_.take_string(key) || !cursor_.take(':'))
        return give_up("no member where one should begin");
      if (cursor_.take('[')) {
        const bool objects = cursor_.peek() == '{';
        if (!objects && !cursor_.skip_value(1)) return give_up("an array does not end");
        if (objects) read_array(plan_.is_records(arrays++));
      } else if (!cursor_.skip_value()) {
        give_up("a value does not end");
      }
      if (ended_ || sink_->stopped() || cursor_.take('}')) return;
      if (!cursor_.take(',')) return give_up("no comma between two members");
    }
  }

  // From behind the opening bracket.
  void read_array(bool records) {
    if (cursor_.take(']')) return;
    for (;;) {
      if (cursor_.peek() == '{' && records) {
        read_record();
      } else if (cursor_.skip_value()) {
        sink_->other_record();
      } else {
        give_up("a record breaks off");
      }
      if (ended_ || sink_->stopped() || cursor_.take(']')) return;
      if (!cursor_.take(',')) return give_up("no comma between two records");
    }
  }

  void read_record() {
    std::string_view object;
    cursor_.peek();
    const Place place = cursor_.place();
    const bool at_member = cursor_.is_plain() || place.skip == 0;
    Row::Where where{at_member ? static_cast<int64_t>(place.offset) : -1, -1};
    switch (cursor_.take_element(object)) {
      case JsonCursor::Element::kBroken:
        give_up("a record breaks off");
        return;
      case JsonCursor::Element::kTooLong:
        complain(place, "a record of more than 64 MiB");
        return;
      case JsonCursor::Element::kTooDeep:
        complain(place, "a record that is nested more than 1,000 deep");
        return;
      case JsonCursor::Element::kWhole:
        break;
    }
    if (cursor_.is_plain()) where.length = static_cast<int64_t>(object.size());
    row_.clear();
    const std::string problem = reader_.fill(object, row_, &licenses_);
    row_.hand_out(*stored_, number_, where, !problem.empty(), kForm, *sink_);
    const std::string id = Row::id_of(*stored_, number_++);
    const auto offset = static_cast<int64_t>(place.offset);
    if (!problem.empty()) sink_->error(offset, id, problem);
    if (const std::string dangling = licenses_.take_dangling(); !dangling.empty())
      sink_->error(offset, id,
                   "license " + dangling + " stands in no entry of the file's licenses");
  }

  void complain(Place place, const std::string& what) {
    sink_->error(static_cast<int64_t>(place.offset), {}, what + ": left out");
  }

  void give_up(const std::string& why) {
    if (ended_) return;
    ended_ = true;
    const std::string damage = cursor_.problem();
    sink_->error(cursor_.offset(), {},
                 damage.empty() ? why + ": the rest of the file was not read" : damage);
  }

  Row row_;
  JsonRow reader_;
  JsonPlan plan_;
  JsonLicenses licenses_;
  JsonCursor cursor_;
  const Stored* stored_ = nullptr;
  DocumentSink* sink_ = nullptr;
  uint64_t number_ = 0;
  bool ended_ = false;  // an error was told that ends the reading
};

constexpr size_t kHeadBytes = size_t{64} << 10;

class NoBytes final : public ByteSource {
 public:
  ssize_t read(char*, size_t) override { return 0; }
};

// Takes bytes of `source` into `head`, and says whether they decode to an object.
bool begins_object(ByteSource& source, Codec codec, std::string& head) {
  head.clear();
  fill(source, kHeadBytes, head);
  NoBytes nothing;
  const auto copy = prepend(head, nothing);
  const std::string decoded = decode_head(*copy, codec, kHeadBytes);
  const size_t first = decoded.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  return first != decoded.npos && decoded[first] == '{';
}

// Gives what has no path one where it has to be read twice.
class AnySourceReader final : public FormatReader {
 public:
  explicit AnySourceReader(const ReadOptions& options) : reader_(options) {}

  ExtentSpan read(const Stored& stored, const Extent& extent, DocumentSink& sink) override {
    if (!stored.path.empty() || extent.begin > 0) return reader_.read(stored, extent, sink);
    std::string head;
    const bool twice = begins_object(*stored.source, stored.codec, head);
    const auto whole = prepend(std::move(head), *stored.source);
    Stored again = stored;
    again.source = whole.get();
    if (!twice) return reader_.read(again, extent, sink);
    const auto copy = TemporaryCopy::of(*whole);
    if (!copy) return fail_whole(copy.error(), sink);
    const auto source = open_file((*copy)->path(), 0);
    if (!source) return fail_whole(source.error(), sink);
    again.source = source->get();
    again.path = (*copy)->path();
    return reader_.read(again, extent, sink);
  }

 private:
  static ExtentSpan fail_whole(const Error& error, DocumentSink& sink) {
    sink.error(0, {}, error.message);
    return {0, UINT64_MAX};
  }

  JsonRecordsReader reader_;
};

}  // namespace

std::unique_ptr<FormatReader> make_json_records_reader(const ReadOptions& options) {
  return std::make_unique<AnySourceReader>(options);
}

}  // namespace licensus
