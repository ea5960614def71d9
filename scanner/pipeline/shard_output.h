// Where the documents of a shard go.
#pragma once

#include <vector>

#include "base/result.h"
#include "census/census.h"
#include "output/records.h"

namespace licensus {

// One shard's way out. Used by one thread at a time; shards are written by several threads at once.
class ShardOutput {
 public:
  virtual ~ShardOutput() = default;
  // Documents in order of index, with their final index.
  virtual Result<void> write(const std::vector<DocumentRecord>& records) = 0;
  // Once, after the last write. Not called for a shard that was interrupted.
  virtual Result<void> finish(const ShardRecord& record, const Census& census,
                              const std::vector<ErrorRecord>& errors) = 0;
};

}  // namespace licensus
