// Where a record of a CSV may begin, seen from the middle of the file.
#pragma once

#include <cstddef>
#include <string_view>

#include "formats/csv_records.h"

namespace licensus {

// The first record of `text` that begins after its first byte, as an offset; npos where no line
// ends in it. A guess, as quoted cells may hold line ends: of the ways to read the text (from
// outside a cell's quotes, from inside, from a cell's first byte) the one whose records have
// `columns` cells and whose quotes stand at the borders of cells. Pure.
size_t guess_record_begin(std::string_view text, const CsvDialect& dialect, size_t columns);

}  // namespace licensus
