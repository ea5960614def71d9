#include "parquet/flatten.h"

#include <string_view>

namespace licensus {

void Flattened::flatten(const arrow::RecordBatch& batch) {
  rows_ = batch.num_rows();
  leaves_.clear();
  made_.clear();
  columns_.clear();
  for (int i = 0; i < batch.num_columns(); ++i) {
    add(*batch.column(i), batch.schema()->field(i)->name(), nullptr);
  }
  for (const Leaf& leaf : leaves_) {
    columns_.push_back(
        {leaf.path.c_str(), leaf.is_text ? 1 : 0, leaf.first.data(), leaf.values.data()});
  }
}

void Flattened::add(const arrow::Array& array, const std::string& path, const Rows* rows) {
  switch (array.type_id()) {
    case arrow::Type::STRING:
    case arrow::Type::BINARY:
      return add_strings(static_cast<const arrow::BinaryArray&>(array), path, rows);
    case arrow::Type::LARGE_STRING:
    case arrow::Type::LARGE_BINARY:
      return add_strings(static_cast<const arrow::LargeBinaryArray&>(array), path, rows);
    case arrow::Type::STRING_VIEW:
    case arrow::Type::BINARY_VIEW:
      return add_strings(static_cast<const arrow::BinaryViewArray&>(array), path, rows);
    case arrow::Type::DICTIONARY:
      return add_dictionary(static_cast<const arrow::DictionaryArray&>(array), path, rows);
    case arrow::Type::LIST:
      return add_list(static_cast<const arrow::ListArray&>(array), path, rows);
    case arrow::Type::LARGE_LIST:
      return add_list(static_cast<const arrow::LargeListArray&>(array), path, rows);
    case arrow::Type::FIXED_SIZE_LIST:
      return add_list(static_cast<const arrow::FixedSizeListArray&>(array), path, rows);
    case arrow::Type::STRUCT: {
      const auto& fields = static_cast<const arrow::StructArray&>(array);
      for (int i = 0; i < fields.num_fields(); ++i) {
        add(*fields.field(i), path + "." + fields.struct_type()->field(i)->name(), rows);
      }
      return;
    }
    default:
      return add_other(array, path, rows);
  }
}

template <class List>
void Flattened::add_list(const List& list, const std::string& path, const Rows* rows) {
  const auto values = list.values();
  Rows inner(static_cast<size_t>(values->length()), -1);  // elements of null lists are of no row
  for (int64_t i = 0; i < list.length(); ++i) {
    if (list.IsNull(i)) continue;
    const int64_t row = rows == nullptr ? i : (*rows)[static_cast<size_t>(i)];
    const int64_t end = list.value_offset(i) + list.value_length(i);
    for (int64_t at = list.value_offset(i); at < end; ++at) inner[static_cast<size_t>(at)] = row;
  }
  add(*values, path, &inner);
}

template <class Strings>
void Flattened::add_strings(const Strings& strings, const std::string& path, const Rows* rows) {
  add_leaf(strings, path, rows, true, [&](int64_t i) {
    const std::string_view value = strings.GetView(i);
    return LicensusText{value.data() == nullptr ? "" : value.data(), value.size()};
  });
}

void Flattened::add_dictionary(const arrow::DictionaryArray& array, const std::string& path,
                               const Rows* rows) {
  const auto& words = *array.dictionary();
  const auto id = words.type_id();
  if (id == arrow::Type::STRING || id == arrow::Type::BINARY) {
    const auto& strings = static_cast<const arrow::BinaryArray&>(words);
    return add_leaf(array, path, rows, true, [&](int64_t i) {
      const int64_t index = array.GetValueIndex(i);
      if (index < 0 || index >= strings.length() || strings.IsNull(index))
        return LicensusText{nullptr, 0};
      const std::string_view value = strings.GetView(index);
      return LicensusText{value.data() == nullptr ? "" : value.data(), value.size()};
    });
  }
  add_other(array, path, rows);
}

void Flattened::add_other(const arrow::Array& array, const std::string& path, const Rows* rows) {
  add_leaf(array, path, rows, false, [&](int64_t i) {
    const auto scalar = array.GetScalar(i);
    made_.push_back(scalar.ok() ? (*scalar)->ToString() : "");
    return LicensusText{made_.back().data(), made_.back().size()};
  });
}

template <class Value>
void Flattened::add_leaf(const arrow::Array& array, const std::string& path, const Rows* rows,
                         bool is_text, Value value) {
  Leaf& leaf = leaves_.emplace_back();
  leaf.path = path;
  leaf.is_text = is_text;
  leaf.first.reserve(static_cast<size_t>(rows_) + 1);
  leaf.values.reserve(static_cast<size_t>(array.length()));
  for (int64_t i = 0; i < array.length(); ++i) {
    const int64_t row = rows == nullptr ? i : (*rows)[static_cast<size_t>(i)];
    if (row < 0) continue;
    while (static_cast<int64_t>(leaf.first.size()) <= row) leaf.first.push_back(leaf.values.size());
    leaf.values.push_back(array.IsNull(i) ? LicensusText{nullptr, 0} : value(i));
  }
  while (static_cast<int64_t>(leaf.first.size()) <= rows_) leaf.first.push_back(leaf.values.size());
}

}  // namespace licensus
