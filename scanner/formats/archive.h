// Archives that libarchive reads for us: 7z, RAR, cpio, ar (.deb), XAR, CAB, LHA.
#pragma once

#include <memory>

#include "formats/format.h"

namespace licensus {

bool is_archive(const Look& look);

// Members are documents, read as files are, archives among them opened by `set`, which outlives the
// reader; links, folders and devices are other records. One extent. A pipe, a member of an archive
// and a compressed archive are copied to a temporary file first, as most of these formats seek.
// Damage that libarchive cannot pass ends the archive.
std::unique_ptr<FormatReader> make_archive_reader(const ReadOptions& options, ReaderSet& set);

}  // namespace licensus
