// What shards inherit from the folders they lie in.
#pragma once

#include "census/coverage.h"
#include "output/records.h"

namespace licensus {

// The folder that a shard of loose files speaks for: its own, or that of its one file.
std::string_view home_of(std::string_view shard);

// A shard counts what its own license files and cards cover; what is left (`inherited` NONE) may be
// covered by those of a folder of loose files above it: data/LICENSE covers data/train.tar. Shards
// are added in any order; what they inherit is known once all are. One thread.
class Inheritance {
 public:
  void add(const ShardRecord& shard, const Census& census);
  // Counts what is left in `census` of `shard` by what covers it from above.
  void settle(const ShardRecord& shard, Census& census) const;
  // Likewise of the sum of all that were added.
  void settle(Census& sum) const;

 private:
  Coverage folders_;
};

}  // namespace licensus
