// Adding up runs (`licensus merge DIR... -o DIR`).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "output/run_writer.h"

namespace licensus {

// Takes every shard of the finished runs in `directories` over into `run`; `run.finish` then adds
// them up. A shard that stands in several runs is kept once where its parts are the same to the
// byte. Returns the names of up to ten shards that differ: with any, the sum is not to be finished.
// Fails with the directory where it holds no finished run, and where something cannot be read or
// written. Errors without a shard are taken over as well. Holds one shard's part at a time.
Result<std::vector<std::string>> merge_runs(const std::vector<std::string>& directories,
                                            RunWriter& run);

}  // namespace licensus
