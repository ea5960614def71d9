// Records of a CSV as rows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/csv_dialect.h"
#include "formats/csv_records.h"
#include "formats/row.h"

namespace licensus {

// Hands records to a sink, or has them counted where nothing can be found in them. Used by one
// thread.
class CsvRows {
 public:
  explicit CsvRows(const ReadOptions& options) : row_(options) {}

  // All four are not owned; `form` is static.
  void start(const CsvShape& shape, const Stored& stored, std::string_view form,
             DocumentSink& sink);
  // The records that follow lie in `block`.
  void look(std::string_view block);
  // The record that begins at `begin` of the block.
  void take(const CsvRecord& record, size_t begin, Row::Where where);
  // What is left of a record that breaks off.
  void take_broken(const CsvRecord& record, Row::Where where);

 private:
  void name_columns(size_t count);
  bool has_spot(size_t begin, size_t end);
  bool is_usual(const CsvRecord& record) const;
  bool is_silent(const CsvCell& cell);
  bool count(const CsvRecord& record);
  void hand_out(const CsvRecord& record, Row::Where where, bool in_block);
  std::string_view value_of(const CsvCell& cell);

  Row row_;
  const CsvShape* shape_ = nullptr;
  const Stored* stored_ = nullptr;
  DocumentSink* sink_ = nullptr;
  std::string_view form_;
  uint64_t number_ = 0;

  std::vector<std::string> names_;
  std::vector<Role> roles_;
  std::vector<size_t> texts_, others_, named_, urls_;  // columns of the shape; named_ best first
  bool license_column_ = false;

  std::string_view block_;
  std::vector<size_t> spots_;
  size_t spot_ = 0;
  bool has_spots_ = false;  // the sink told what may be found in the block
  bool zeros_ = false;      // the block holds NUL
  std::string unescaped_;
  bool broken_ = false;  // the record in hand breaks off
};

}  // namespace licensus
