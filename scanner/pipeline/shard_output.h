// Where the lines of a shard go.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "census/census.h"
#include "output/records.h"

namespace licensus {

// Lines of the three tables, in their final order.
struct ShardLines {
  std::string documents, findings, signals;
};

// One shard's way out. Used by one thread at a time; shards are written by several threads at once.
class ShardOutput {
 public:
  virtual ~ShardOutput() = default;
  virtual Result<void> write(const ShardLines& lines) = 0;
  // Once, after the last write. Not called for a shard that was interrupted.
  virtual Result<void> finish(const ShardRecord& record, const Census& census,
                              const std::vector<ErrorRecord>& errors) = 0;
};

}  // namespace licensus
