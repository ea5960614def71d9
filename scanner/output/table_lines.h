// The lines of a table of documents, findings or signals, read back one by one.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace licensus {

// "" or -1 where the key is missing or of another type.
inline std::string_view text_of(const simdjson::dom::element& line, std::string_view key) {
  std::string_view value;
  return line[key].get(value) == simdjson::SUCCESS ? value : std::string_view();
}
inline int64_t number_of(const simdjson::dom::element& line, std::string_view key) {
  int64_t value = -1;
  return line[key].get(value) == simdjson::SUCCESS ? value : -1;
}

// One part of a table, front to back; a part that is not there has no lines. One thread.
class TableLines {
 public:
  explicit TableLines(const std::filesystem::path& path) : in_(path, std::ios::binary) {}

  // False at the end; `bad` where a line is none of ours.
  bool next(bool& bad) {
    bad = false;
    if (!std::getline(in_, line_)) return false;
    bad = parser_.parse(line_).get(value_) != simdjson::SUCCESS || number_of(value_, "index") < 0;
    return !bad;
  }
  const simdjson::dom::element& value() const { return value_; }  // until the next

 private:
  std::ifstream in_;
  std::string line_;
  simdjson::dom::parser parser_;
  simdjson::dom::element value_;
};

}  // namespace licensus
