// CSV, TSV and their relatives: RFC 4180 and the dialects beside it.
#pragma once

#include <memory>
#include <string_view>

#include "formats/format.h"

namespace licensus {

// Reads every record but the header and blank lines as a row, whose cells are named by the header.
// Cells that hold a number are no text. Of a record with too many cells those are named by their
// place ("column_7"), one with too few has fewer columns; neither is an error. Bytes that are no
// UTF-8 stay as they are. Limits: a record of 64 MiB; a quoted cell of 16 MiB, from which on its
// quote counts as never closed: one error, and the line after the quote's is the next record.
//
// Rows in whose text nothing can be found are counted without being handed out where the sink
// allows it (DocumentSink::find_spots) and no column may state a license.
//
// The dialect is told by the first 64 KiB of the file: from the stream where the extent begins with
// it, else by opening Stored::path. `form`: "csv", "tsv" or "urls" (formats/url_list.h).
std::unique_ptr<FormatReader> make_csv_reader(const ReadOptions& options, std::string_view form);

}  // namespace licensus
