// Which parts of a large JSON object are its records, learnt by passing over it once.
#pragma once

#include <string_view>
#include <vector>

#include "formats/json_cursor.h"
#include "formats/json_licenses.h"
#include "formats/row.h"

namespace licensus {

// The arrays of objects among the members of an object. Records are the elements of those arrays
// whose first elements have a text, a URL, a file name or a license; where there is no such array,
// those of all but the tables of licenses.
class JsonPlan {
 public:
  explicit JsonPlan(const ReadOptions& options) : row_(options) {}

  // Reads on from the object's opening bracket to its end, or to where it breaks off. Fills
  // `licenses`.
  void learn(JsonCursor& cursor, JsonLicenses& licenses);
  // Whether the elements of the n-th array of objects are records.
  bool is_records(size_t array) const { return array < arrays_.size() && arrays_[array].records; }

 private:
  struct Array {
    bool table = false;
    bool strong = false;  // elements say that they are records
    bool records = false;
  };
  static constexpr size_t kLookElements = 8;
  static constexpr size_t kMaxArrays = 4096;

  bool read_array(JsonCursor& cursor, bool may_be_table, JsonLicenses& licenses);
  bool is_strong(std::string_view object);
  void decide();

  Row row_;
  JsonRow reader_;
  std::vector<Array> arrays_;
};

}  // namespace licensus
