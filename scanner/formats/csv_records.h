// Records and cells of CSV and its relatives.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace licensus {

// How a file writes its records. RFC 4180 and what is common beside it.
struct CsvDialect {
  char delimiter = ',';
  char quote = '"';  // '\0': quotes are letters like any other
  bool backslash =
      false;            // a backslash takes their meaning from quote, delimiter, line end, itself
  char newline = '\n';  // '\r' in files that have no LF at all; of CR LF the CR is dropped

  // Whether a backslash before `c` is no letter.
  bool escapes(char c) const {
    return c == '\\' || c == delimiter || c == newline || (c == quote && c != '\0');
  }
};

// A cell as it is stored. What a quoted cell holds is `value`; where reading it takes more than
// that, `dropped` of its bytes are no part of it and unescape() makes it.
struct CsvCell {
  enum class Form : uint8_t {
    kPlain,    // value is what the cell holds
    kEscaped,  // of an unquoted cell with escapes
    kQuoted,   // of a quoted cell with doubled quotes or escapes
    kTail,  // a quoted cell with more behind its closing quote; value begins with the opening one
  };
  std::string_view value;
  size_t dropped = 0;
  Form form = Form::kPlain;

  size_t size() const { return value.size() - dropped; }
};

// Appends what a cell holds to `out`.
void unescape(const CsvCell& cell, const CsvDialect& dialect, std::string& out);

struct CsvRecord {
  std::string_view text;  // with its line end
  std::vector<CsvCell> cells;
  bool cut = false;  // it had more than CsvRecords::kMaxCells cells; the rest was not kept
  bool is_blank() const { return cells.size() == 1 && cells[0].value.empty(); }
};

// Cuts a text into records, front to back. Where quotes and delimiters stand is looked for in 64
// bytes at once; what they mean is then told one by one, as Python's csv reads them: a quote opens
// a cell only as its first byte, and what follows a closing quote belongs to the cell. Used by one
// thread.
class CsvRecords {
 public:
  enum class State {
    kRecord,
    kMore,      // the rest is no whole record
    kUnclosed,  // a quoted cell has no closing quote: up to kMaxQuotedBytes, or to the end
  };
  // Quoted cells that are longer are taken for quotes that are never closed.
  static constexpr size_t kMaxQuotedBytes = size_t{16} << 20;
  static constexpr size_t kMaxCells = size_t{1} << 16;

  // `text` (not owned) begins with a record; `last`: it ends with one, and no more text follows.
  void start(std::string_view text, const CsvDialect& dialect, bool last);
  State next(CsvRecord& record);
  // Where the record after the last one begins.
  size_t position() const { return at_; }
  // Where the quoted cell begins for which next() said kUnclosed.
  size_t open_quote() const { return open_quote_; }
  // Quotes that stood within unquoted cells or in front of more of their cell: few in the right
  // dialect.
  size_t oddities() const { return oddities_; }

 private:
  static constexpr size_t kBatch = 64;  // blocks of 64 bytes that are looked at together
  friend struct CsvMasks;

  // Of 64 bytes: those that mean something, and of them those that do so within quotes.
  struct Masks {
    uint64_t all, in_quotes;
  };

  size_t peek();  // the next byte that means something, npos for none
  // The next one that does within quotes, which is taken with all before it.
  size_t take_in_quotes();
  bool next_block();
  void pop() { bits_ &= bits_ - 1; }
  void look();
  bool pass_escape(size_t at, size_t& dropped);
  // Of the cell from `begin` on; `end` is its delimiter or line end, npos at the end of the text.
  State quoted_cell(size_t begin, CsvRecord& record, size_t& end);
  State unquoted_cell(size_t begin, CsvRecord& record, size_t& end);
  size_t find_end(size_t& dropped, bool& more);
  size_t trimmed(size_t begin, size_t end) const;
  static void keep(const CsvCell& cell, CsvRecord& record);

  std::string_view text_;
  CsvDialect dialect_;
  bool last_ = false;
  size_t at_ = 0;
  size_t oddities_ = 0;
  size_t open_quote_ = 0;

  uint64_t bits_ = 0;       // of the block at block_, those not yet taken
  uint64_t in_quotes_ = 0;  // of the same block
  size_t block_ = 0;        // in text_
  size_t next_ = 0;         // in masks_
  size_t count_ = 0;        // masks_ that are set
  size_t looked_ = 0;       // bytes of text_ that were looked at
  std::array<Masks, kBatch> masks_;
};

}  // namespace licensus
