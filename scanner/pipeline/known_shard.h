// Which known datasets a shard's file belongs to.
#pragma once

#include <string>
#include <vector>

#include "detect/dataset_rules.h"
#include "formats/recognise.h"

namespace licensus {

// Places in `rules.datasets`. Of a Parquet file the begin of its schema is read, and a file whose
// size is that of a published one is read to its end, for its digest. A file that cannot be read is
// known by nothing more than `recognised` says; its reader will tell why. Thread-safe.
std::vector<size_t> known_datasets(const std::string& path, const Recognised& recognised,
                                   const DatasetRules& rules);

}  // namespace licensus
