// tar archives, plain or compressed, and what lies in them.
#pragma once

#include <memory>
#include <string_view>

#include "formats/format.h"

namespace licensus {

// Whether the first decoded bytes are the header of a tar member.
bool is_tar(const Look& look);

// Members are documents, read as files are, archives among them opened by `set`, which outlives the
// reader; links, folders and devices are other records. Members that are samples of a WebDataset
// are put together (web_dataset.h). A member of at most 256 KiB costs a copy only where it lies
// across two pieces. A damaged header costs what lies before the next good one.
std::unique_ptr<FormatReader> make_tar_reader(const ReadOptions& options, ReaderSet& set);

// Cuts a plain tar before members, never within a sample, by hopping from header to header; exact.
// A compressed tar, and what follows a damaged header, is one extent.
std::unique_ptr<Cutter> cut_tar(const CutFile& file);

}  // namespace licensus
