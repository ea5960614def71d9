#include "formats/csv_guess.h"

#include <array>
#include <string>

namespace licensus {
namespace {

constexpr int kBad = 4;  // a record that does not fit weighs as many that do

struct Reading {
  size_t begin = std::string_view::npos;  // of the first record that is not cut
  int score = 0;
};

Reading read_from(std::string_view text, std::string_view before, const CsvDialect& dialect,
                  size_t columns) {
  const std::string whole = std::string(before).append(text);
  CsvRecords records;
  CsvRecord record;
  records.start(whole, dialect, false);
  Reading reading;
  if (records.next(record) != CsvRecords::State::kRecord) return reading;
  reading.begin = records.position() - before.size();
  size_t oddities = records.oddities();
  if (oddities > 0 || record.cells.size() > columns) reading.score = -kBad;
  while (records.next(record) == CsvRecords::State::kRecord) {
    if (record.is_blank()) continue;
    const bool good = record.cells.size() == columns && records.oddities() == oddities;
    reading.score += good ? 1 : -kBad;
    oddities = records.oddities();
  }
  return reading;
}

}  // namespace

size_t guess_record_begin(std::string_view text, const CsvDialect& dialect, size_t columns) {
  if (dialect.quote == '\0' || text.find(dialect.quote) == text.npos) {
    const Reading reading = read_from(text, "x", dialect, columns);
    return reading.begin;
  }
  const char in_quotes[] = {dialect.quote, 'x'};
  const std::array<std::string_view, 3> befores = {"x", std::string_view(),
                                                   std::string_view(in_quotes, 2)};
  Reading best;
  for (const std::string_view before : befores) {
    const Reading reading = read_from(text, before, dialect, columns);
    if (reading.begin == text.npos) continue;
    if (best.begin == text.npos || reading.score > best.score) best = reading;
  }
  if (best.begin != text.npos) return best.begin;
  const size_t line = text.find(dialect.newline);
  return line == text.npos ? line : line + 1;
}

}  // namespace licensus
