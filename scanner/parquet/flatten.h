// Arrow arrays as rows of text.
#pragma once

#include <arrow/api.h>

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "formats/table_plugin.h"

namespace licensus {

// The leaves of record batches, ready for the program. Used by one thread; what it points to lives
// until the next flatten().
class Flattened {
 public:
  // Takes the place of what was held. `batch` must live as long as the columns are used.
  void flatten(const arrow::RecordBatch& batch);
  const std::vector<LicensusColumn>& columns() const { return columns_; }

 private:
  struct Leaf {
    std::string path;
    bool is_text = true;
    std::vector<uint64_t> first;
    std::vector<LicensusText> values;
  };
  using Rows = std::vector<int64_t>;  // the row of each element of a nested array

  // `rows`: nullptr where element i is row i.
  void add(const arrow::Array& array, const std::string& path, const Rows* rows);
  template <class List>
  void add_list(const List& list, const std::string& path, const Rows* rows);
  template <class Strings>
  void add_strings(const Strings& strings, const std::string& path, const Rows* rows);
  void add_dictionary(const arrow::DictionaryArray& array, const std::string& path,
                      const Rows* rows);
  void add_other(const arrow::Array& array, const std::string& path, const Rows* rows);
  // `value(i)` is the text of element i.
  template <class Value>
  void add_leaf(const arrow::Array& array, const std::string& path, const Rows* rows, bool is_text,
                Value value);

  int64_t rows_ = 0;
  std::deque<Leaf> leaves_;
  std::deque<std::string> made_;  // texts of what is none
  std::vector<LicensusColumn> columns_;
};

}  // namespace licensus
