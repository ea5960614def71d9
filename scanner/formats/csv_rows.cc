#include "formats/csv_rows.h"

#include <algorithm>
#include <cstring>

#include "formats/loose_file.h"
#include "formats/silent_text.h"

namespace licensus {
namespace {

bool is_plain(const CsvCell& cell) { return cell.form == CsvCell::Form::kPlain; }

}  // namespace

void CsvRows::start(const CsvShape& shape, const Stored& stored, std::string_view form,
                    DocumentSink& sink) {
  shape_ = &shape;
  stored_ = &stored;
  sink_ = &sink;
  form_ = form;
  number_ = 0;
  names_ = shape.names;
  roles_.clear();
  for (const std::string& name : names_) roles_.push_back(row_.roles().of(name));
  for (std::vector<size_t>* columns : {&texts_, &others_, &named_, &urls_}) columns->clear();
  for (size_t i = 0; i < roles_.size(); ++i) {
    if (roles_[i] == Role::kText) texts_.push_back(i);
    if (is_other(roles_[i])) others_.push_back(i);
    if (roles_[i] == Role::kName) named_.push_back(i);
    if (roles_[i] == Role::kUrl) urls_.push_back(i);
  }
  std::stable_sort(named_.begin(), named_.end(), [&](size_t a, size_t b) {
    return ColumnRoles::rank(names_[a]) < ColumnRoles::rank(names_[b]);
  });
  if (shape.urls) {
    roles_.assign(1, Role::kText);
    texts_ = urls_ = {0};
  }
  license_column_ = std::find(roles_.begin(), roles_.end(), Role::kLicense) != roles_.end();
}

void CsvRows::look(std::string_view block) {
  block_ = block;
  spot_ = 0;
  has_spots_ = !block.empty() && sink_->find_spots(block, spots_);
  zeros_ = has_spots_ && std::memchr(block.data(), '\0', block.size()) != nullptr;
}

bool CsvRows::has_spot(size_t begin, size_t end) {
  while (spot_ < spots_.size() && spots_[spot_] < begin) ++spot_;
  return spot_ < spots_.size() && spots_[spot_] < end;
}

// Whether the record's cells can only be read by their bytes, so that spots tell all.
bool CsvRows::is_usual(const CsvRecord& record) const {
  if (record.cut || record.cells.size() > shape_->names.size()) return false;
  if (zeros_ && record.text.find('\0') != record.text.npos) return false;
  auto is_usual_name = [&](size_t column) {
    if (column >= record.cells.size()) return true;
    const CsvCell& cell = record.cells[column];
    return is_plain(cell) && !may_be_json_name(cell.value);
  };
  return std::all_of(named_.begin(), named_.end(), is_usual_name) &&
         std::all_of(urls_.begin(), urls_.end(), is_usual_name);
}

// Counts the record as Row::hand_out would hand it out. False where that takes more.
bool CsvRows::count(const CsvRecord& record) {
  const std::vector<CsvCell>& cells = record.cells;
  const bool has_text = !texts_.empty() && texts_.front() < cells.size();
  uint64_t bytes = 0;
  if (has_text) {
    for (const size_t column : texts_) {
      if (column >= cells.size()) break;
      const CsvCell& cell = cells[column];
      if (cell.form == CsvCell::Form::kTail || may_be_no_text(cell.value)) return false;
      bytes += cell.size();
    }
  } else if (!row_.roles().only_named_text()) {
    for (const size_t column : others_) {
      if (column >= cells.size()) break;
      const CsvCell& cell = cells[column];
      if (cell.form == CsvCell::Form::kTail || may_be_no_text(cell.value)) return false;
      if (!is_plain(cell) || !is_number(cell.value)) bytes += cell.size();
    }
  }
  std::string_view name;
  for (const size_t column : named_) {
    if (column < cells.size() && name.empty()) name = cells[column].value;
  }
  sink_->count_row(media_type_of(name), bytes);
  return true;
}

void CsvRows::take(const CsvRecord& record, size_t begin, Row::Where where) {
  const bool usual = has_spots_ && is_usual(record);
  const bool nothing = usual && !license_column_ && !has_spot(begin, begin + record.text.size());
  if (!nothing || !count(record)) hand_out(record, where, usual);
  ++number_;
}

void CsvRows::take_broken(const CsvRecord& record, Row::Where where) {
  broken_ = true;
  hand_out(record, where, false);
  broken_ = false;
  ++number_;
}

// Of a cell in the block: whether nothing can be found in it. Cells are asked for in order.
bool CsvRows::is_silent(const CsvCell& cell) {
  const std::string_view text = cell.value;
  const auto begin = static_cast<size_t>(text.data() - block_.data());
  return cell.form != CsvCell::Form::kTail && !has_spot(begin, begin + text.size()) &&
         !may_be_no_text(text) && text.find('<') == text.npos;
}

void CsvRows::name_columns(size_t count) {
  while (names_.size() < count) {
    names_.push_back(numbered_column(names_.size()));
    roles_.push_back(row_.roles().of(names_.back()));
  }
}

std::string_view CsvRows::value_of(const CsvCell& cell) {
  if (is_plain(cell)) return cell.value;
  const size_t begin = unescaped_.size();
  unescape(cell, shape_->dialect, unescaped_);
  return std::string_view(unescaped_).substr(begin);
}

// `in_block`: it is a usual one that lies in the block.
void CsvRows::hand_out(const CsvRecord& record, Row::Where where, bool in_block) {
  name_columns(record.cells.size());
  row_.clear();
  // Views of it must stay: no cell is longer than what it is made of.
  unescaped_.clear();
  unescaped_.reserve(record.text.size());
  for (size_t i = 0; i < record.cells.size(); ++i) {
    const CsvCell& cell = record.cells[i];
    if (is_other(roles_[i]) && is_plain(cell) && is_number(cell.value)) continue;
    const bool text = roles_[i] == Role::kOther || (roles_[i] == Role::kText && !shape_->urls);
    if (in_block && text && is_silent(cell)) {
      row_.add_silent(names_[i], cell.size(), roles_[i]);
      continue;
    }
    const std::string_view value = value_of(cell);
    if (shape_->urls) row_.add(names_[i], value, Role::kUrl);
    row_.add(names_[i], value, roles_[i]);
  }
  row_.hand_out(*stored_, number_, where, broken_ || record.cut, form_, *sink_);
  if (record.cut) {
    sink_->error(where.offset, Row::id_of(*stored_, number_),
                 "a record of more than " + std::to_string(CsvRecords::kMaxCells) +
                     " cells: the rest was not read");
  }
}

}  // namespace licensus
