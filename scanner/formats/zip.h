// zip archives, and what lies in them.
#pragma once

#include <memory>

#include "formats/format.h"

namespace licensus {

bool is_zip(const Look& look);

// Members are documents, read as files are, archives among them opened by `set`, which outlives the
// reader; folders are other records. Which members there are the directory says; of a file that has
// none, as it was cut short, the local headers one after another, with one error. A pipe, a member
// of an archive and a compressed zip are copied to a temporary file first.
std::unique_ptr<FormatReader> make_zip_reader(const ReadOptions& options, ReaderSet& set);

// Extents are ranges of the directory, in bytes of the file; exact.
std::unique_ptr<Cutter> cut_zip(const CutFile& file);

}  // namespace licensus
