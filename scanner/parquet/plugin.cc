// The plug-in for Parquet and Arrow IPC files, by Arrow C++.
#include <arrow/api.h>
#include <arrow/io/file.h>
#include <arrow/ipc/reader.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "parquet/flatten.h"

namespace licensus {
namespace {

constexpr int64_t kBatchBytes = int64_t{8} << 20;  // decoded, about
constexpr int64_t kMinBatchRows = 16;
constexpr int64_t kMaxBatchRows = 1 << 16;
constexpr int64_t kStreamBytes = int64_t{256} << 10;

thread_local std::string last_error;  // NOLINT: what the C interface hands out

// Its first line.
const char* told(const std::string& error) {
  last_error = error.substr(0, error.find('\n'));
  return last_error.c_str();
}

struct Leaf {
  std::string path;
  bool is_text = false;
};

// A file as groups of rows.
class Table {
 public:
  virtual ~Table() = default;
  virtual uint64_t groups() const = 0;
  virtual uint64_t group_bytes(uint64_t group) const = 0;
  virtual arrow::Status read(uint64_t group, const std::vector<int>& wanted, LicensusTake take,
                             void* context) = 0;
  std::vector<Leaf> leaves;

 protected:
  bool hand_out(const arrow::RecordBatch& batch, LicensusTake take, void* context) {
    flattened_.flatten(batch);
    const auto& columns = flattened_.columns();
    return take(context, columns.data(), columns.size(), static_cast<uint64_t>(batch.num_rows())) !=
           0;
  }

 private:
  Flattened flattened_;
};

bool is_text(const parquet::ColumnDescriptor& column) {
  if (column.physical_type() != parquet::Type::BYTE_ARRAY) return false;
  const auto& type = column.logical_type();
  return type == nullptr || !(type->is_decimal() || type->is_BSON());
}

// "tags.list.element" is "tags": levels that only make a list are no names.
std::string path_of(const parquet::schema::Node* node) {
  std::vector<std::string> names;
  for (; node != nullptr && node->parent() != nullptr; node = node->parent()) {
    const parquet::schema::Node* above = node->parent();
    const bool element = above->is_repeated() && above->is_group() && above->parent() != nullptr &&
                         (above->parent()->converted_type() == parquet::ConvertedType::LIST);
    const bool repeated = node->is_repeated() && node->is_group() &&
                          above->converted_type() == parquet::ConvertedType::LIST;
    if (!element && !repeated) names.push_back(node->name());
  }
  std::string path;
  for (auto name = names.rbegin(); name != names.rend(); ++name) {
    if (!path.empty()) path += '.';
    path += *name;
  }
  return path;
}

class ParquetTable final : public Table {
 public:
  static arrow::Result<std::unique_ptr<Table>> open(
      std::shared_ptr<arrow::io::RandomAccessFile> file) {
    auto table = std::make_unique<ParquetTable>();
    table->file_ = std::move(file);
    parquet::ReaderProperties properties;
    properties.enable_buffered_stream();
    properties.set_buffer_size(kStreamBytes);
    table->metadata_ = parquet::ReadMetaData(table->file_);
    table->properties_ = properties;
    const auto* schema = table->metadata_->schema();
    for (int i = 0; i < schema->num_columns(); ++i) {
      table->leaves.push_back(
          {path_of(schema->Column(i)->schema_node().get()), is_text(*schema->Column(i))});
    }
    return table;
  }

  uint64_t groups() const override { return static_cast<uint64_t>(metadata_->num_row_groups()); }
  uint64_t group_bytes(uint64_t group) const override {
    const auto bytes = metadata_->RowGroup(static_cast<int>(group))->total_compressed_size();
    return static_cast<uint64_t>(std::max<int64_t>(bytes, 0));
  }

  arrow::Status read(uint64_t group, const std::vector<int>& wanted, LicensusTake take,
                     void* context) override {
    const auto row_group = metadata_->RowGroup(static_cast<int>(group));
    int64_t bytes = 0;
    for (const int leaf : wanted) bytes += row_group->ColumnChunk(leaf)->total_uncompressed_size();
    const int64_t a_row = std::max<int64_t>(1, bytes / std::max<int64_t>(1, row_group->num_rows()));
    parquet::ArrowReaderProperties properties(/*use_threads=*/false);
    properties.set_pre_buffer(false);
    properties.set_batch_size(std::clamp(kBatchBytes / a_row, kMinBatchRows, kMaxBatchRows));
    parquet::arrow::FileReaderBuilder builder;
    ARROW_RETURN_NOT_OK(builder.Open(file_, properties_, metadata_));
    builder.properties(properties);
    ARROW_ASSIGN_OR_RAISE(auto reader, builder.Build());
    ARROW_ASSIGN_OR_RAISE(auto batches,
                          reader->GetRecordBatchReader({static_cast<int>(group)}, wanted));
    int64_t rows = 0;
    for (;;) {
      ARROW_ASSIGN_OR_RAISE(const auto batch, batches->Next());
      if (batch == nullptr) break;
      rows += batch->num_rows();
      if (!hand_out(*batch, take, context)) return arrow::Status::OK();
    }
    if (rows == row_group->num_rows()) return arrow::Status::OK();
    return arrow::Status::Invalid("a row group with ", rows, " rows, where the footer says ",
                                  row_group->num_rows());
  }

 private:
  std::shared_ptr<arrow::io::RandomAccessFile> file_;
  std::shared_ptr<parquet::FileMetaData> metadata_;
  parquet::ReaderProperties properties_;
};

class ArrowTable final : public Table {
 public:
  static arrow::Result<std::unique_ptr<Table>> open(
      std::shared_ptr<arrow::io::RandomAccessFile> file) {
    auto table = std::make_unique<ArrowTable>();
    table->file_ = std::move(file);
    ARROW_ASSIGN_OR_RAISE(table->reader_, arrow::ipc::RecordBatchFileReader::Open(table->file_));
    const auto& fields = table->reader_->schema()->fields();
    for (size_t i = 0; i < fields.size(); ++i) {
      table->add_leaves(*fields[i], "", static_cast<int>(i));
    }
    return table;
  }

  uint64_t groups() const override { return static_cast<uint64_t>(reader_->num_record_batches()); }
  uint64_t group_bytes(uint64_t) const override { return 0; }

  // Of a nested field all leaves are read where one is wanted.
  arrow::Status read(uint64_t group, const std::vector<int>& wanted, LicensusTake take,
                     void* context) override {
    arrow::ipc::IpcReadOptions options;
    options.use_threads = false;
    for (const int leaf : wanted) {
      const int field = fields_[static_cast<size_t>(leaf)];
      auto& included = options.included_fields;
      if (included.empty() || included.back() != field) included.push_back(field);
    }
    ARROW_ASSIGN_OR_RAISE(const auto reader,
                          arrow::ipc::RecordBatchFileReader::Open(file_, options));
    ARROW_ASSIGN_OR_RAISE(const auto batch, reader->ReadRecordBatch(static_cast<int>(group)));
    ARROW_RETURN_NOT_OK(batch->ValidateFull());
    hand_out(*batch, take, context);
    return arrow::Status::OK();
  }

 private:
  static bool is_text(const arrow::DataType& type) {
    if (type.id() == arrow::Type::DICTIONARY) {
      return is_text(*static_cast<const arrow::DictionaryType&>(type).value_type());
    }
    return arrow::is_base_binary_like(type.id()) || type.id() == arrow::Type::STRING_VIEW ||
           type.id() == arrow::Type::BINARY_VIEW;
  }

  // Paths as Flattened gives them.
  void add_leaves(const arrow::Field& field, const std::string& above, int top) {
    const std::string path = above.empty() ? field.name() : above + "." + field.name();
    add_type(*field.type(), path, top);
  }
  void add_type(const arrow::DataType& type, const std::string& path, int top) {
    switch (type.id()) {
      case arrow::Type::LIST:
      case arrow::Type::LARGE_LIST:
      case arrow::Type::FIXED_SIZE_LIST:
        return add_type(*type.field(0)->type(), path, top);
      case arrow::Type::STRUCT:
        for (const auto& field : type.fields()) add_leaves(*field, path, top);
        return;
      default:
        leaves.push_back({path, is_text(type)});
        fields_.push_back(top);
    }
  }

  std::vector<int> fields_;  // of each leaf, its field of the schema
  std::shared_ptr<arrow::io::RandomAccessFile> file_;
  std::shared_ptr<arrow::ipc::RecordBatchFileReader> reader_;
};

arrow::Result<std::unique_ptr<Table>> open_table(const char* path) {
  ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::io::RandomAccessFile> file,
                        arrow::io::ReadableFile::Open(path));
  ARROW_ASSIGN_OR_RAISE(const auto magic, file->ReadAt(0, 6));
  if (magic->ToString() == "ARROW1") return ArrowTable::open(std::move(file));
  return ParquetTable::open(std::move(file));
}

void* open_c(const char* path, const char** error) {
  try {
    auto table = open_table(path);
    if (table.ok()) return table->release();
    *error = told(table.status().message());
  } catch (const std::exception& thrown) {
    *error = told(thrown.what());
  }
  return nullptr;
}

Table& table_of(void* table) { return *static_cast<Table*>(table); }
void close_c(void* table) { delete static_cast<Table*>(table); }
uint64_t groups_c(void* table) { return table_of(table).groups(); }
uint64_t group_bytes_c(void* table, uint64_t group) { return table_of(table).group_bytes(group); }
size_t leaves_c(void* table) { return table_of(table).leaves.size(); }
const char* leaf_c(void* table, size_t index, int* is_text) {
  const Leaf& leaf = table_of(table).leaves[index];
  *is_text = leaf.is_text ? 1 : 0;
  return leaf.path.c_str();
}

const char* read_c(void* table, uint64_t group, const size_t* leaves, size_t count,
                   LicensusTake take, void* context) {
  try {
    std::vector<int> wanted(leaves, leaves + count);
    const arrow::Status status = table_of(table).read(group, wanted, take, context);
    return status.ok() ? nullptr : told(status.message());
  } catch (const std::exception& thrown) {
    return told(thrown.what());
  }
}

}  // namespace
}  // namespace licensus

extern "C" __attribute__((visibility("default"))) const LicensusTableApi* licensus_table_api(void) {
  static const LicensusTableApi api{
      LICENSUS_TABLE_VERSION,  licensus::open_c,   licensus::close_c, licensus::groups_c,
      licensus::group_bytes_c, licensus::leaves_c, licensus::leaf_c,  licensus::read_c};
  return &api;
}
