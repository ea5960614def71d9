// Parquet files (https://parquet.apache.org/docs/file-format/) and Arrow IPC files, by a plug-in.
#pragma once

#include <memory>

#include "formats/format.h"

namespace licensus {

bool is_parquet(const Look& look);
bool is_arrow(const Look& look);

// A row a document; only the columns that matter are read: text, name, URL, date and license
// columns, or where no column is text by its name all that hold strings. A pipe, a member of an
// archive and a compressed file are copied to a temporary file first. Without the plug-in a file is
// one error.
std::unique_ptr<FormatReader> make_parquet_reader(const ReadOptions& options, ReaderSet& set);
std::unique_ptr<FormatReader> make_arrow_reader(const ReadOptions& options, ReaderSet& set);

// Extents are row groups or record batches, by their number; exact.
std::unique_ptr<Cutter> cut_row_groups(const CutFile& file);

}  // namespace licensus
