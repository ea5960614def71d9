// Parquet files (https://parquet.apache.org/docs/file-format/) and Arrow IPC files, by a plug-in.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "formats/format.h"

namespace licensus {

bool is_parquet(const Look& look);
bool is_arrow(const Look& look);

// The begin, at most 64 KiB, of a Parquet file's metadata, which is its schema, as Thrift's compact
// protocol codes it: the metadata's size stands in four bytes, least first, before the magic bytes
// at the end. "" where the file at `path`, of `file_bytes`, does not end so. Needs no plug-in.
std::string parquet_schema(const std::string& path, uint64_t file_bytes);

// A row a document; only the columns that matter are read: text, name, URL, date and license
// columns, or where no column is text by its name all that hold strings. A pipe, a member of an
// archive and a compressed file are copied to a temporary file first. Without the plug-in a file is
// one error.
std::unique_ptr<FormatReader> make_parquet_reader(const ReadOptions& options, ReaderSet& set);
std::unique_ptr<FormatReader> make_arrow_reader(const ReadOptions& options, ReaderSet& set);

// Extents are row groups or record batches, by their number; exact.
std::unique_ptr<Cutter> cut_row_groups(const CutFile& file);

}  // namespace licensus
