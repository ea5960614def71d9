#include "formats/csv_records.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/avx2.h"
#include "base/lines.h"

namespace licensus {
namespace {

struct Specials {
  char delimiter, quote, newline, escape;
};

uint64_t mask_of(const char* bytes, const Specials& specials) {
  return equal_bits(bytes, specials.delimiter) | equal_bits(bytes, specials.quote) |
         equal_bits(bytes, specials.newline) | equal_bits(bytes, specials.escape);
}

#if defined(LICENSUS_AVX2)
LICENSUS_AVX2 void make_masks_avx2(const char* bytes, size_t blocks, const Specials& specials,
                                   uint64_t* masks) {
  for (size_t i = 0; i < blocks; ++i) {
    const Bytes64 block = Bytes64::load(bytes + i * 64);
    masks[i] = block.equal(specials.delimiter) | block.equal(specials.quote) |
               block.equal(specials.newline) | block.equal(specials.escape);
  }
}
#endif

void make_masks(const char* bytes, size_t blocks, const Specials& specials, uint64_t* masks) {
#if defined(LICENSUS_AVX2)
  if (has_avx2()) {
    make_masks_avx2(bytes, blocks, specials, masks);
    return;
  }
#endif
  for (size_t i = 0; i < blocks; ++i) masks[i] = mask_of(bytes + i * 64, specials);
}

}  // namespace

void unescape(const CsvCell& cell, const CsvDialect& dialect, std::string& out) {
  using Form = CsvCell::Form;
  const std::string_view text = cell.value;
  bool in_quotes = cell.form == Form::kQuoted || cell.form == Form::kTail;
  for (size_t at = cell.form == Form::kTail ? 1 : 0; at < text.size(); ++at) {
    const char c = text[at];
    const char after = at + 1 < text.size() ? text[at + 1] : '\0';
    if (dialect.backslash && c == '\\' && at + 1 < text.size() && dialect.escapes(after)) {
      out.push_back(after);
      ++at;
    } else if (in_quotes && c == dialect.quote) {
      if (after == dialect.quote && at + 1 < text.size()) {
        out.push_back(c);
        ++at;
      } else {
        in_quotes = false;
      }
    } else {
      out.push_back(c);
    }
  }
}

void CsvRecords::start(std::string_view text, const CsvDialect& dialect, bool last) {
  text_ = text;
  dialect_ = dialect;
  last_ = last;
  at_ = block_ = looked_ = 0;
  bits_ = 0;
  next_ = count_ = 0;
  oddities_ = 0;
}

// Masks of the next batch of blocks; the text's last block is looked at in a copy.
void CsvRecords::look() {
  const Specials specials{dialect_.delimiter,
                          dialect_.quote == '\0' ? dialect_.delimiter : dialect_.quote,
                          dialect_.newline, dialect_.backslash ? '\\' : dialect_.delimiter};
  const size_t left = text_.size() - looked_;
  next_ = 0;
  if (left >= 64) {
    count_ = std::min(left / 64, kBatch);
    make_masks(text_.data() + looked_, count_, specials, masks_.data());
    looked_ += count_ * 64;
    return;
  }
  char end[64] = {};
  std::memcpy(end, text_.data() + looked_, left);
  masks_[0] = mask_of(end, specials) & ((uint64_t{1} << left) - 1);
  count_ = 1;
  looked_ += 64;
}

size_t CsvRecords::peek() {
  while (bits_ == 0) {
    if (next_ == count_) {
      if (looked_ >= text_.size()) return std::string_view::npos;
      block_ = looked_;
      look();
    } else {
      block_ += 64;
    }
    bits_ = masks_[next_++];
  }
  return block_ + static_cast<size_t>(std::countr_zero(bits_));
}

// After the backslash at `at` was taken. False where the text ends behind it.
bool CsvRecords::pass_escape(size_t at, size_t& dropped) {
  if (at + 1 >= text_.size()) return last_;
  if (dialect_.escapes(text_[at + 1])) {
    peek();
    pop();
    ++dropped;
  }
  return true;
}

// The delimiter or line end of a cell outside of quotes, which is taken.
size_t CsvRecords::find_end(size_t& dropped, bool& more) {
  for (size_t at = peek(); at != std::string_view::npos; at = peek()) {
    pop();
    const char c = text_[at];
    if (c == dialect_.delimiter || c == dialect_.newline) return at;
    if (c == '\\' && dialect_.backslash) {
      if (!pass_escape(at, dropped)) break;
    } else {
      ++oddities_;
    }
  }
  more = !last_;
  return std::string_view::npos;
}

// Where a cell ends whose delimiter or line end is at `end`: a CR before LF is part of the line
// end.
size_t CsvRecords::trimmed(size_t begin, size_t end) const {
  const bool line_end = end == std::string_view::npos || text_[end] == dialect_.newline;
  end = std::min(end, text_.size());
  return line_end && dialect_.newline == '\n' && end > begin && text_[end - 1] == '\r' ? end - 1
                                                                                       : end;
}

void CsvRecords::keep(const CsvCell& cell, CsvRecord& record) {
  if (record.cells.size() < kMaxCells) {
    record.cells.push_back(cell);
  } else {
    record.cut = true;
  }
}

CsvRecords::State CsvRecords::unquoted_cell(size_t begin, CsvRecord& record, size_t& end) {
  CsvCell cell;
  bool more = false;
  end = find_end(cell.dropped, more);
  if (more) return State::kMore;
  cell.value = text_.substr(begin, trimmed(begin, end) - begin);
  if (cell.dropped > 0) cell.form = CsvCell::Form::kEscaped;
  keep(cell, record);
  return State::kRecord;
}

CsvRecords::State CsvRecords::quoted_cell(size_t begin, CsvRecord& record, size_t& end) {
  CsvCell cell;
  size_t close = std::string_view::npos;
  bool more = !last_;
  open_quote_ = begin;
  pop();
  for (size_t at = peek(); at != std::string_view::npos; at = peek()) {
    pop();
    if (text_[at] == dialect_.quote) {
      if (at + 1 == text_.size() && !last_) break;
      if (at + 1 == text_.size() || text_[at + 1] != dialect_.quote) {
        close = at;
        more = false;
        break;
      }
      peek();
      pop();
      ++cell.dropped;
    } else if (text_[at] == '\\' && dialect_.backslash) {
      if (!pass_escape(at, cell.dropped)) break;
    }
  }
  if (std::min(close, text_.size()) - begin > kMaxQuotedBytes) return State::kUnclosed;
  if (more) return State::kMore;
  if (close == std::string_view::npos) {
    cell.value = text_.substr(begin + 1);
    cell.form = CsvCell::Form::kQuoted;
    keep(cell, record);
    return State::kUnclosed;
  }
  const size_t odd = oddities_;
  const size_t inside = cell.dropped;
  end = find_end(cell.dropped, more);
  if (more) return State::kMore;
  const size_t stop = trimmed(close + 1, end);
  if (stop == close + 1) {
    cell.value = text_.substr(begin + 1, close - begin - 1);
    if (inside > 0) cell.form = CsvCell::Form::kQuoted;
  } else {
    cell.value = text_.substr(begin, stop - begin);
    cell.form = CsvCell::Form::kTail;
    cell.dropped += 2;
    oddities_ = odd + 1;
  }
  keep(cell, record);
  return State::kRecord;
}

CsvRecords::State CsvRecords::next(CsvRecord& record) {
  record.cells.clear();
  record.cut = false;
  record.text = text_.substr(at_);
  if (record.text.empty()) return State::kMore;
  for (size_t begin = at_;;) {
    size_t end = 0;
    const bool quoted =
        dialect_.quote != '\0' && begin < text_.size() && text_[begin] == dialect_.quote;
    if (quoted) peek();
    const State state =
        quoted ? quoted_cell(begin, record, end) : unquoted_cell(begin, record, end);
    if (state != State::kRecord) return state;
    if (end == std::string_view::npos || text_[end] == dialect_.newline) {
      const size_t after = std::min(end, text_.size() - 1) + 1;
      record.text = text_.substr(at_, after - at_);
      at_ = after;
      return State::kRecord;
    }
    begin = end + 1;
  }
}

}  // namespace licensus
