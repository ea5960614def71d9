#include "output/read_records.h"

#include <simdjson.h>
#include <algorithm>

namespace licensus {
namespace {

// One line as a JSON object; the first thing that is missing or of the wrong type is kept.
class LineReader {
 public:
  explicit LineReader(std::string_view line) {
    thread_local simdjson::dom::parser parser;
    if (parser.parse(line.data(), line.size()).get(object_) != simdjson::SUCCESS) {
      error_ = "a line is no JSON object";
    }
  }

  std::string text(const char* key) {
    std::string_view value;
    get(key, value);
    return std::string(value);
  }
  uint64_t number(const char* key) {
    uint64_t value = 0;
    get(key, value);
    return value;
  }
  int64_t integer(const char* key) {
    int64_t value = 0;
    get(key, value);
    return value;
  }
  bool flag(const char* key) {
    bool value = false;
    get(key, value);
    return value;
  }
  const std::string& error() const { return error_; }

 private:
  template <class T>
  void get(const char* key, T& value) {
    if (!error_.empty()) return;
    if (object_[key].get(value) != simdjson::SUCCESS) {
      error_ = "the key \"" + std::string(key) + "\" is missing or of another type";
    }
  }

  simdjson::dom::object object_;
  std::string error_;
};

}  // namespace

Result<ShardRecord> read_shard_line(std::string_view line) {
  LineReader reader(line);
  ShardRecord record;
  record.shard = reader.text("shard");
  record.part = reader.text("part");
  record.format = reader.text("format");
  record.stored_bytes = reader.number("stored_bytes");
  record.modified = reader.text("modified");
  record.documents = reader.number("documents");
  record.text_documents = reader.number("text_documents");
  record.bytes = reader.number("bytes");
  record.other_records = reader.number("other_records");
  record.findings = reader.number("findings");
  record.errors = reader.number("errors");
  record.complete = reader.flag("complete");
  if (!reader.error().empty()) return fail(reader.error());
  return record;
}

Result<void> read_census_line(std::string_view line, Census& census) {
  LineReader reader(line);
  const std::string word = reader.text("dimension");
  const std::string value = reader.text("value");
  const Count count{reader.number("documents"), reader.number("bytes"),
                    reader.number("counted_documents"), reader.number("counted_bytes")};
  if (!reader.error().empty()) return fail(reader.error());
  const std::optional<Dimension> dimension = dimension_from(word);
  if (!dimension) return fail("the dimension \"" + word + "\" is unknown");
  census.add(*dimension, value, count);
  return {};
}

Result<NamedError> read_error_line(std::string_view line) {
  LineReader reader(line);
  NamedError error;
  error.shard = reader.text("shard");
  error.record.document = reader.text("document");
  error.record.offset = reader.integer("offset");
  error.record.message = reader.text("message");
  if (!reader.error().empty()) return fail(reader.error());
  return error;
}

bool next_line(std::string_view& text, std::string_view& line) {
  if (text.empty()) return false;
  const size_t end = std::min(text.find('\n'), text.size());
  line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return true;
}

}  // namespace licensus
