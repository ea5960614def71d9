#include "formats/csv_dialect.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/ascii.h"
#include "base/lines.h"
#include "base/paths.h"
#include "base/utf8.h"
#include "formats/header_text.h"
#include "formats/row.h"

namespace licensus {
namespace {

constexpr size_t kMaxRecords = 1000;  // so many are looked at
constexpr size_t kMaxHeaderCell = 128;
constexpr double kRegular = 0.9;
constexpr size_t kClearRecords = 8;
constexpr size_t kClearColumns = 4;

struct Candidate {
  CsvShape shape;
  double score = -1;
};

bool is_url(std::string_view cell) {
  const size_t colon = cell.find("://");
  return colon != cell.npos && colon > 0 && colon < 12;
}

std::string value_of(const CsvCell& cell, const CsvDialect& dialect) {
  std::string value;
  if (cell.form == CsvCell::Form::kPlain) return std::string(cell.value);
  unescape(cell, dialect, value);
  return value;
}

bool is_known_column(std::string_view name) {
  static const size_t unknown = ColumnRoles::rank({});
  return ColumnRoles::rank(name) < unknown;
}

// The names of a record that is a header; none where it is not.
std::vector<std::string> header_names(const CsvRecord& record, const CsvDialect& dialect) {
  std::vector<std::string> names;
  std::set<std::string> distinct;
  bool plain = true;
  bool known = false;
  for (const CsvCell& cell : record.cells) {
    const std::string value = value_of(cell, dialect);
    const std::string name = replace_invalid(trim_spaces(value));
    if (name.size() > kMaxHeaderCell || name.find('\n') != name.npos || is_url(name)) return {};
    if (name.empty()) {
      names.push_back(numbered_column(names.size()));
      continue;
    }
    if (!distinct.insert(name).second) return {};
    plain = plain && !is_number(name);
    known = known || is_known_column(name);
    names.push_back(name);
  }
  if (distinct.empty() || !(plain || known)) return {};
  return names;
}

Candidate try_dialect(std::string_view head, bool whole, const CsvDialect& dialect) {
  Candidate result;
  CsvShape& shape = result.shape;
  shape.dialect = dialect;
  CsvRecords records;
  records.start(head, dialect, whole);
  CsvRecord record;
  std::map<size_t, size_t> counts;
  size_t within = 0;
  CsvRecords::State state = CsvRecords::State::kMore;
  while (shape.records < kMaxRecords &&
         (state = records.next(record)) == CsvRecords::State::kRecord) {
    if (record.is_blank()) continue;
    if (shape.records == 0) shape.names = header_names(record, dialect);
    ++shape.records;
    ++counts[record.cells.size()];
    within += record.cells.size() > 1 && record.cells.size() <= shape.names.size() ? 1 : 0;
  }
  shape.oddities = records.oddities() + (state == CsvRecords::State::kUnclosed ? 1 : 0);
  size_t most = 0;
  for (const auto& [columns, count] : counts) {
    if (count < most) continue;
    most = count;
    shape.columns = columns;
  }
  if (shape.records == 0) return result;
  const auto all = static_cast<double>(shape.records);
  shape.regular = static_cast<double>(most) / all;
  shape.within = static_cast<double>(within) / all;
  result.score = shape.regular - 0.5 * std::min(1.0, static_cast<double>(shape.oddities) / all);
  // One column is what every wrong delimiter gives.
  if (shape.columns == 1) result.score *= 0.1;
  return result;
}

std::vector<CsvDialect> dialects(std::string_view head, char first) {
  std::string delimiters = ",\t;|";
  if (const size_t at = delimiters.find(first); first != '\0' && at != delimiters.npos) {
    delimiters.erase(at, 1);
    delimiters.insert(delimiters.begin(), first);
  }
  CsvDialect dialect;
  if (head.find('\n') == head.npos && head.find('\r') != head.npos) dialect.newline = '\r';
  const bool quotes = head.find('"') != head.npos;
  const bool backslashes = head.find("\\\"") != head.npos;
  std::vector<CsvDialect> all;
  for (const char delimiter : delimiters) {
    if (delimiter != first && delimiter != ',' && head.find(delimiter) == head.npos) continue;
    dialect.delimiter = delimiter;
    dialect.quote = '"';
    dialect.backslash = false;
    all.push_back(dialect);
    if (backslashes) {
      dialect.backslash = true;
      all.push_back(dialect);
      dialect.backslash = false;
    }
    if (quotes && (delimiter == '\t' || delimiter == '|')) {
      dialect.quote = '\0';
      all.push_back(dialect);
    }
  }
  return all;
}

// Whether a column holds numbers or URLs from the second record on.
bool has_typed_column(std::string_view head, bool whole, const CsvShape& shape) {
  CsvRecords records;
  records.start(head, shape.dialect, whole);
  CsvRecord record;
  std::vector<bool> typed(shape.columns, true);
  for (size_t i = 0; i < kMaxRecords && records.next(record) == CsvRecords::State::kRecord;) {
    if (record.is_blank() || i++ == 0) continue;
    for (size_t column = 0; column < std::min(typed.size(), record.cells.size()); ++column) {
      const std::string_view cell = record.cells[column].value;
      typed[column] = typed[column] && (is_number(cell) || is_url(cell));
    }
  }
  return std::find(typed.begin(), typed.end(), true) != typed.end();
}

bool is_of_words(char c) {
  return is_ascii_alnum(c) || c == '_' || c == '-' || c == '.' || c == ' ';
}

bool is_word_like(std::string_view name) {
  return name.size() <= 64 && std::all_of(name.begin(), name.end(), is_of_words);
}

char by_name(std::string_view name) {
  if (name.starts_with("yfcc100m_dataset")) return '\t';  // as YFCC100M's tables are called
  const std::string_view ending = file_ending(name);
  if (equals_caseless(ending, ".csv")) return ',';
  return equals_caseless(ending, ".tsv") || equals_caseless(ending, ".tab") ? '\t' : '\0';
}

// Whether content that is named as a CSV looks like one.
bool fits(const CsvShape& shape, bool whole) {
  if (shape.records == 0 || std::max(shape.regular, shape.within) < kRegular) return false;
  if (shape.records == 1) return shape.header && shape.columns > 1 && !whole;
  return shape.columns > 1 || shape.within >= kRegular ||
         (shape.header && is_word_like(shape.names[0]));
}

bool is_clear(std::string_view head, bool whole, const CsvShape& shape) {
  const char delimiter = shape.dialect.delimiter;
  return shape.header && shape.records > kClearRecords && shape.columns >= kClearColumns &&
         shape.names.size() == shape.columns && shape.regular == 1 && shape.oddities == 0 &&
         (delimiter == ',' || delimiter == '\t') &&
         std::all_of(shape.names.begin(), shape.names.end(), is_word_like) &&
         has_typed_column(head, whole, shape);
}

// Headers that need no name beside them (facts of the data sets' own pages).
constexpr std::array<std::string_view, 2> kKnownHeaders = {
    "ImageID,Subset,OriginalURL,OriginalLandingURL,License,",  // Open Images
    "File,Article Citation,Accession ID,",                     // PubMed's list of open articles
};

// Without its end.
std::string_view first_line(std::string_view text) {
  return text.substr(0, find_either(text, '\n', '\r'));
}

// A cheap look at the first two lines, which sends most text away: whether they may be a header of
// several columns with word-like names, and a record of as many.
bool may_be_clear(std::string_view head) {
  if (!is_ascii_alnum(head[0]) && head[0] != '"') return false;
  const std::string_view line = first_line(head);
  if (!std::all_of(line.begin(), line.end(),
                   [](char c) { return is_of_words(c) || c == ',' || c == '\t' || c == '"'; })) {
    return false;
  }
  const size_t second = head.find_first_not_of("\r\n", line.size());
  if (second == head.npos) return false;
  const std::string_view next = first_line(head.substr(second));
  const bool quoted = line.find('"') != line.npos || next.find('"') != next.npos;
  const auto may = [&](char delimiter) {
    const auto count = std::count(line.begin(), line.end(), delimiter);
    return count + 1 >= static_cast<ptrdiff_t>(kClearColumns) &&
           (quoted || count == std::count(next.begin(), next.end(), delimiter));
  };
  return may(',') || may('\t');
}

char find_delimiter(const Look& look) {
  const std::string_view head = without_utf8_mark(look.decoded);
  if (head.empty() || is_utf16(head)) return '\0';
  for (const std::string_view known : kKnownHeaders)
    if (head.starts_with(known)) return ',';
  const char named = by_name(look.name);
  if (named == '\0' && !may_be_clear(head)) return '\0';
  if (head.find('\0') != head.npos) return '\0';
  const CsvShape shape = sniff_csv(head, look.whole, named);
  const bool is_csv = named != '\0' ? fits(shape, look.whole) : is_clear(head, look.whole, shape);
  return is_csv ? shape.dialect.delimiter : '\0';
}

}  // namespace

std::string numbered_column(size_t i) { return "column_" + std::to_string(i); }

bool is_number(std::string_view cell) {
  if (cell.empty()) return false;
  size_t digits = 0;
  size_t at = cell[0] == '-' || cell[0] == '+' ? 1 : 0;
  auto take_digits = [&] {
    for (; at < cell.size() && cell[at] >= '0' && cell[at] <= '9'; ++at) ++digits;
  };
  take_digits();
  if (at < cell.size() && cell[at] == '.') {
    ++at;
    take_digits();
  }
  if (digits > 0 && at < cell.size() && (cell[at] == 'e' || cell[at] == 'E')) {
    ++at;
    if (at < cell.size() && (cell[at] == '-' || cell[at] == '+')) ++at;
    const size_t before = digits;
    take_digits();
    if (digits == before) return false;
  }
  return digits > 0 && at == cell.size();
}

CsvShape sniff_csv(std::string_view head, bool whole, char first) {
  Candidate best;
  for (const CsvDialect& dialect : dialects(head, first)) {
    Candidate candidate = try_dialect(head, whole, dialect);
    if (candidate.score > best.score + 1e-9 || best.score < 0) best = std::move(candidate);
  }
  CsvShape& shape = best.shape;
  shape.header = !shape.names.empty();
  for (size_t i = shape.names.size(); i < shape.columns; ++i)
    shape.names.push_back(numbered_column(i));
  return shape;
}

bool is_utf16(std::string_view head) {
  return head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF");
}

std::string_view without_utf8_mark(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  return head;
}

bool has_csv_name(std::string_view name) {
  return by_name(without_codec_ending(base_name(name))) != '\0';
}

char csv_delimiter(const Look& look) {
  if (!look.delimiter) look.delimiter = find_delimiter(look);
  return *look.delimiter;
}

}  // namespace licensus
