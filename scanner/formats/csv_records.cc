#include "formats/csv_records.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/avx2.h"
#include "base/lines.h"

namespace licensus {

// Looks for the bytes of a dialect in 64 bytes at once.
struct CsvMasks {
  using Masks = CsvRecords::Masks;
  char delimiter, quote, newline, escape;

  explicit CsvMasks(const CsvDialect& dialect)
      : delimiter(dialect.delimiter),
        quote(dialect.quote == '\0' ? dialect.delimiter : dialect.quote),
        newline(dialect.newline),
        escape(dialect.backslash ? '\\' : quote) {}

  Masks of(const char* bytes) const {
    const uint64_t in_quotes = equal_bits(bytes, quote) | equal_bits(bytes, escape);
    return {in_quotes | equal_bits(bytes, delimiter) | equal_bits(bytes, newline), in_quotes};
  }

  void fill(const char* bytes, size_t blocks, Masks* masks) const {
#if defined(LICENSUS_AVX2)
    if (has_avx2()) {
      fill_avx2(bytes, blocks, masks);
      return;
    }
#endif
    for (size_t i = 0; i < blocks; ++i) masks[i] = of(bytes + i * 64);
  }

#if defined(LICENSUS_AVX2)
  LICENSUS_AVX2 void fill_avx2(const char* bytes, size_t blocks, Masks* masks) const {
    for (size_t i = 0; i < blocks; ++i) {
      const Bytes64 block = Bytes64::load(bytes + i * 64);
      const uint64_t in_quotes = block.equal(quote) | block.equal(escape);
      masks[i] = {in_quotes | block.equal(delimiter) | block.equal(newline), in_quotes};
    }
  }
#endif
};

void unescape(const CsvCell& cell, const CsvDialect& dialect, std::string& out) {
  using Form = CsvCell::Form;
  const char special[] = {dialect.quote, '\\'};
  const std::string_view specials(special, dialect.backslash ? 2 : 1);
  std::string_view rest = cell.value;
  bool in_quotes = cell.form == Form::kQuoted || cell.form == Form::kTail;
  if (cell.form == Form::kTail) rest.remove_prefix(1);
  while (!rest.empty()) {
    const size_t at = std::min(
        dialect.backslash ? rest.find_first_of(specials) : rest.find(dialect.quote), rest.size());
    out.append(rest.substr(0, at));
    rest.remove_prefix(at);
    if (rest.empty()) return;
    const bool paired = rest.size() > 1;
    if (dialect.backslash && rest[0] == '\\') {
      const bool escapes = paired && dialect.escapes(rest[1]);
      out.push_back(escapes ? rest[1] : '\\');
      rest.remove_prefix(escapes ? 2 : 1);
    } else if (in_quotes && paired && rest[1] == rest[0]) {
      out.push_back(rest[0]);
      rest.remove_prefix(2);
    } else {
      if (!in_quotes) out.push_back(rest[0]);
      in_quotes = false;
      rest.remove_prefix(1);
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
  const CsvMasks masks(dialect_);
  const size_t left = text_.size() - looked_;
  next_ = 0;
  if (left >= 64) {
    count_ = std::min(left / 64, kBatch);
    masks.fill(text_.data() + looked_, count_, masks_.data());
    looked_ += count_ * 64;
    return;
  }
  char end[64] = {};
  std::memcpy(end, text_.data() + looked_, left);
  const uint64_t valid = (uint64_t{1} << left) - 1;
  const Masks last = masks.of(end);
  masks_[0] = {last.all & valid, last.in_quotes & valid};
  count_ = 1;
  looked_ += 64;
}

bool CsvRecords::next_block() {
  if (next_ == count_) {
    if (looked_ >= text_.size()) return false;
    block_ = looked_;
    look();
  } else {
    block_ += 64;
  }
  bits_ = masks_[next_].all;
  in_quotes_ = masks_[next_].in_quotes;
  ++next_;
  return true;
}

size_t CsvRecords::peek() {
  while (bits_ == 0) {
    if (!next_block()) return std::string_view::npos;
  }
  return block_ + static_cast<size_t>(std::countr_zero(bits_));
}

size_t CsvRecords::take_in_quotes() {
  while ((bits_ & in_quotes_) == 0) {
    if (!next_block()) {
      bits_ = 0;
      return std::string_view::npos;
    }
  }
  const auto at = static_cast<size_t>(std::countr_zero(bits_ & in_quotes_));
  bits_ &= ~(((uint64_t{1} << at) << 1U) - 1);
  return block_ + at;
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
  for (size_t at = take_in_quotes(); at != std::string_view::npos; at = take_in_quotes()) {
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
    } else if (!pass_escape(at, cell.dropped)) {
      break;
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
