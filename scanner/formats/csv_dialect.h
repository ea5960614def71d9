// Which dialect of CSV a file is written in, told by its first bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/csv_records.h"
#include "formats/format.h"

namespace licensus {

struct CsvShape {
  CsvDialect dialect;
  size_t columns = 0;  // what most records have
  size_t records = 0;  // whole ones that were looked at, the header among them
  double regular = 0;  // share of them that have so many columns
  double within = 0;   // share of them that have two or more, but no more than the header
  size_t oddities = 0;
  bool header = false;
  bool urls = false;               // a list of URLs: the only column is the row's URL and its text
  std::vector<std::string> names;  // of the columns; "column_0", ... where there is no header
};

// Tries delimiters , ; tab | with quotes and without, with backslashes and without, and takes what
// gives the most regular records; `first` (where not '\0') is the delimiter that wins where several
// do as well. `head` is what the file begins with, without byte order mark; `whole`: all of it.
// A header is a first record of distinct short cells of which none is a number or a URL, or of
// which one is the name of a known column. Pure.
CsvShape sniff_csv(std::string_view head, bool whole, char first = '\0');

// The name of column `i` where no header has one.
std::string numbered_column(size_t i);
// Whether a cell holds a number, in the JSON sense but for leading zeros, plus and missing digits.
bool is_number(std::string_view cell);

// The delimiter of a CSV; '\0' for anything else. With a name that ends in .csv, .tsv or .tab, it
// is one if nearly all records have the same number of cells, or at most as many as a header;
// without, only with a header that is known or above seven records that all have the same number of
// cells, at least four, and a column of numbers or URLs. UTF-16 is a document of its own.
char csv_delimiter(const Look& look);
// Whether the name (without the ending of a compression) is one that needs a longer look.
bool has_csv_name(std::string_view name);

bool is_utf16(std::string_view head);  // by its byte order mark
std::string_view without_utf8_mark(std::string_view head);

}  // namespace licensus
