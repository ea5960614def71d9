// One JSON object as a row.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "formats/row.h"

namespace licensus {

// Fills rows from JSON objects: strings are columns, nested fields have dotted paths
// ("meta.license"), elements of an array the path of the array; numbers, booleans and null are
// other values. Used by one thread.
class JsonRow {
 public:
  static constexpr size_t kMaxFields = size_t{1} << 16;

  // May take a value at the top of the object (text of a number; what a string holds) and add
  // something else to the row.
  class Fields {
   public:
    virtual ~Fields() = default;
    virtual bool take(std::string_view key, std::string_view value, bool is_string, Row& row) = 0;
  };

  JsonRow();
  ~JsonRow();

  // Adds the fields of `object`, which need not live on, to `row`; what was added lives until the
  // next call. Returns "", or why not all of it could be read. What is often written though it is
  // no JSON is read: NaN and Infinity (as 0), control characters in strings; bytes that are no
  // UTF-8 become U+FFFD and are told.
  std::string fill(std::string_view object, Row& row, Fields* fields = nullptr);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace licensus
