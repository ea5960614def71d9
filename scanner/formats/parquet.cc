#include "formats/parquet.h"

#include <simdjson.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "formats/decoded_source.h"
#include "formats/loose_file.h"
#include "formats/row.h"
#include "formats/silent_text.h"
#include "formats/table_library.h"
#include "formats/temporary_copy.h"

namespace licensus {
namespace {

// A file that the plug-in has open.
class OpenTable {
 public:
  static Result<std::unique_ptr<OpenTable>> open(const std::string& path) {
    const auto library = table_library();
    if (!library) return fail(library.error().message);
    const char* error = nullptr;
    void* const table = (*library)->open(path.c_str(), &error);
    if (table == nullptr) return fail(error != nullptr ? error : "cannot be read");
    return std::unique_ptr<OpenTable>(new OpenTable(**library, table));
  }
  OpenTable(const OpenTable&) = delete;
  OpenTable& operator=(const OpenTable&) = delete;
  ~OpenTable() { api_.close(table_); }

  uint64_t groups() const { return api_.groups(table_); }
  uint64_t group_bytes(uint64_t group) const { return api_.group_bytes(table_, group); }
  size_t leaves() const { return api_.leaves(table_); }
  std::string_view leaf(size_t index, bool& is_text) const {
    int text = 0;
    const std::string_view path = api_.leaf(table_, index, &text);
    is_text = text != 0;
    return path;
  }
  const char* read(uint64_t group, const std::vector<size_t>& leaves, LicensusTake take,
                   void* context) const {
    return api_.read(table_, group, leaves.data(), leaves.size(), take, context);
  }

 private:
  OpenTable(const LicensusTableApi& api, void* table) : api_(api), table_(table) {}
  const LicensusTableApi& api_;
  void* const table_;
};

std::string_view view(const LicensusText& text) {
  return text.data == nullptr ? std::string_view() : std::string_view(text.data, text.size);
}

class ParquetReader final : public FormatReader {
 public:
  ParquetReader(const ReadOptions& options, std::string_view form) : row_(options), form_(form) {}

  ExtentSpan read(const Stored& stored, const Extent& extent, DocumentSink& sink) override {
    stored_ = &stored;
    sink_ = &sink;
    number_ = 0;
    if (!stored.path.empty() && stored.codec == Codec::kNone) {
      return read_file(std::string(stored.path), extent);
    }
    DecodedSource decoded(*stored.source, stored.codec, stored.dictionary);
    auto copy = TemporaryCopy::of(decoded);
    if (!copy) {
      sink.error(0, "", copy.error().message);
      return {extent.begin, extent.end};
    }
    return read_file((*copy)->path(), extent);
  }

 private:
  ExtentSpan read_file(const std::string& path, const Extent& extent) {
    const auto table = OpenTable::open(path);
    if (!table) {
      sink_->error(0, "", table.error().message);
      return {extent.begin, extent.end};
    }
    choose_leaves(**table);
    const uint64_t end = std::min(extent.end, (*table)->groups());
    for (uint64_t group = extent.begin; group < end && !sink_->stopped(); ++group) {
      const char* const problem = (*table)->read(group, leaves_, &take, this);
      if (problem != nullptr) {
        sink_->error(0, "", "row group " + std::to_string(group) + ": " + problem);
      }
    }
    return {extent.begin, extent.end == UINT64_MAX ? (*table)->groups() : extent.end};
  }

  void choose_leaves(const OpenTable& table) {
    leaves_.clear();
    bool has_text = row_.roles().only_named_text();
    std::vector<Role> roles(table.leaves());
    std::vector<bool> texts(table.leaves());
    for (size_t i = 0; i < table.leaves(); ++i) {
      bool is_text = false;
      roles[i] = row_.roles().of(table.leaf(i, is_text));
      texts[i] = is_text;
      has_text = has_text || (is_text && roles[i] == Role::kText);
    }
    for (size_t i = 0; i < table.leaves(); ++i) {
      const bool wanted =
          roles[i] == Role::kLicense || (texts[i] && (roles[i] != Role::kOther || !has_text));
      if (wanted) leaves_.push_back(i);
    }
    // A row of nothing but numbers is a row all the same.
    if (leaves_.empty() && table.leaves() > 0) leaves_.push_back(0);
  }

  static int take(void* context, const LicensusColumn* columns, size_t count, uint64_t rows) {
    auto& self = *static_cast<ParquetReader*>(context);
    self.take_rows(columns, count, rows);
    return self.sink_->stopped() ? 0 : 1;
  }

  void take_rows(const LicensusColumn* columns, size_t count, uint64_t rows) {
    look(columns, count, rows);
    for (uint64_t row = 0; row < rows && !sink_->stopped(); ++row, ++number_) {
      if (skims_ && count_row(row)) continue;
      row_.clear();
      for (size_t i = 0; i < count; ++i) {
        const LicensusColumn& column = columns[i];
        for (uint64_t at = column.first[row]; at < column.first[row + 1]; ++at) {
          const LicensusText& value = column.values[at];
          if (column.is_text != 0 && value.data != nullptr) {
            row_.add(column.path, view(value));
          } else {
            row_.add_other(column.path, value.data == nullptr ? "null" : view(value));
          }
        }
      }
      row_.hand_out(*stored_, number_, {}, false, form_, *sink_);
    }
  }

  // Whether rows of the batch may be counted: the values of its one text column lie in a row in
  // memory, so that all are looked through at once.
  void look(const LicensusColumn* columns, size_t count, uint64_t rows) {
    skims_ = false;
    text_ = nullptr;
    names_.clear();
    for (size_t i = 0; i < count; ++i) {
      const Role role = row_.roles().of(columns[i].path);
      if (role == Role::kLicense) return;
      if (role == Role::kText && std::exchange(text_, &columns[i]) != nullptr) return;
      if (role == Role::kName || role == Role::kUrl) names_.push_back({&columns[i], role});
    }
    if (text_ == nullptr || rows == 0) return;
    const uint64_t values = text_->first[rows];
    const char* begin = nullptr;
    const char* end = nullptr;
    for (uint64_t at = 0; at < values; ++at) {
      const LicensusText& value = text_->values[at];
      if (value.data == nullptr || value.size == 0) continue;
      if (begin == nullptr) begin = end = value.data;
      if (value.data != end) return;
      end = value.data + value.size;
    }
    if (begin == nullptr) return;
    block_ = {begin, static_cast<size_t>(end - begin)};
    skims_ =
        sink_->find_spots(block_, spots_) && simdjson::validate_utf8(block_.data(), block_.size());
    spot_ = 0;
  }

  // Counts a row in which nothing can be found. False where it has to be handed out.
  bool count_row(uint64_t row) {
    uint64_t bytes = 0;
    bool silent = text_->first[row] < text_->first[row + 1];
    for (uint64_t at = text_->first[row]; at < text_->first[row + 1]; ++at) {
      const std::string_view value = view(text_->values[at]);
      bytes += value.size();
      if (text_->values[at].data == nullptr) return false;
      if (value.empty()) continue;
      const auto begin = static_cast<size_t>(value.data() - block_.data());
      while (spot_ < spots_.size() && spots_[spot_] < begin) ++spot_;
      silent = silent && (spot_ == spots_.size() || spots_[spot_] >= begin + value.size()) &&
               !may_be_no_text(value) && value.find('\0') == value.npos;
    }
    if (!silent) return false;
    std::string_view name;
    size_t best = SIZE_MAX;
    for (const auto& [column, role] : names_) {
      for (uint64_t at = column->first[row]; at < column->first[row + 1]; ++at) {
        const std::string_view value = view(column->values[at]);
        if (value.empty()) continue;
        if (may_be_json_name(value)) return false;
        const size_t rank = ColumnRoles::rank(column->path);
        if (role != Role::kName || rank >= best) continue;
        best = rank;
        name = value;
      }
    }
    sink_->count_row(media_type_of(name), bytes);
    return true;
  }

  struct Named {
    const LicensusColumn* column;
    Role role;
  };

  Row row_;
  const std::string_view form_;
  std::vector<size_t> leaves_;
  const Stored* stored_ = nullptr;
  DocumentSink* sink_ = nullptr;
  uint64_t number_ = 0;
  // Of the batch in hand.
  bool skims_ = false;
  const LicensusColumn* text_ = nullptr;
  std::vector<Named> names_;
  std::string_view block_;
  std::vector<size_t> spots_;
  size_t spot_ = 0;
};

class RowGroupCutter final : public Cutter {
 public:
  explicit RowGroupCutter(const CutFile& file) : wanted_(file.extent_bytes) {
    if (auto table = OpenTable::open(file.path)) table_ = std::move(*table);
    groups_ = table_ ? table_->groups() : 0;
  }

  bool next(Extent& extent) override {
    if (done_) return false;
    const uint64_t begin = at_;
    for (uint64_t bytes = 0; at_ < groups_ && bytes < wanted_; ++at_) {
      bytes += table_->group_bytes(at_);
    }
    done_ = at_ >= groups_;
    extent = {begin, done_ ? UINT64_MAX : at_, true};
    return true;
  }

 private:
  std::unique_ptr<OpenTable> table_;
  const uint64_t wanted_;
  uint64_t groups_ = 0;
  uint64_t at_ = 0;
  bool done_ = false;
};

constexpr std::string_view kMagic = "PAR1";
constexpr size_t kMaxSchemaBytes = size_t{64} << 10;

std::string read_at(const std::string& path, uint64_t offset, size_t max_bytes) {
  const auto source = open_file(path, offset);
  if (!source) return {};
  std::string bytes;
  fill(**source, max_bytes, bytes);
  return bytes;
}

}  // namespace

// An encrypted footer has a magic number of its own; the plug-in says so.
bool is_parquet(const Look& look) {
  return look.decoded.starts_with(kMagic) || look.decoded.starts_with("PARE");
}
bool is_arrow(const Look& look) { return look.decoded.starts_with("ARROW1"); }

std::string parquet_schema(const std::string& path, uint64_t file_bytes) {
  constexpr size_t kTail = 8;
  if (file_bytes < kMagic.size() + kTail) return {};
  const std::string tail = read_at(path, file_bytes - kTail, kTail);
  if (!tail.ends_with(kMagic)) return {};
  uint64_t bytes = 0;
  for (size_t i = 4; i-- > 0;) bytes = bytes << 8 | static_cast<uint8_t>(tail[i]);
  if (bytes > file_bytes - kTail) return {};
  return read_at(path, file_bytes - kTail - bytes, std::min<size_t>(bytes, kMaxSchemaBytes));
}

std::unique_ptr<FormatReader> make_parquet_reader(const ReadOptions& options, ReaderSet&) {
  return std::make_unique<ParquetReader>(options, "parquet");
}

std::unique_ptr<FormatReader> make_arrow_reader(const ReadOptions& options, ReaderSet&) {
  return std::make_unique<ParquetReader>(options, "arrow");
}

std::unique_ptr<Cutter> cut_row_groups(const CutFile& file) {
  if (file.codec != Codec::kNone) return cut_nowhere(file);
  return std::make_unique<RowGroupCutter>(file);
}

}  // namespace licensus
