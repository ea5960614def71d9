// All the places a scan writes to, behind one output a shard.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "output/ordered_stream.h"
#include "output/run_writer.h"
#include "pipeline/scan.h"
#include "pipeline/shard_output.h"

namespace licensus {

// Opens what the options name; thread-safe but for `open_shard`, which is the walk's.
class RunOutputs {
 public:
  // Why the folder of -o is not to be written to (it holds another run, ...); "" where it may be.
  static std::string refusal(const Detector& detector, const ScanOptions& options);

  // Fails with one line where a file or folder cannot be written.
  // `on_reader_gone`: nobody reads what is written to a pipe any more.
  static Result<std::unique_ptr<RunOutputs>> create(const Detector& detector,
                                                    const ScanOptions& options,
                                                    const std::function<void()>& on_reader_gone);

  // The next shard in the order of the walk. Must outlive the output it returns.
  std::unique_ptr<ShardOutput> open_shard(const std::string& shard);

  // --resume: whether the container was read whole already, and is as it was.
  bool is_done(const std::string& shard, uint64_t stored_bytes, int64_t modified_s);

  // Damage that belongs to no shard.
  void add_error(const std::string& message);

  // Once all shards are done: writes the tables of the whole run; `report` gets its totals, shards
  // that an earlier run had done included.
  Result<void> finish(const RunInfo& info, ScanReport& report);

 private:
  RunOutputs() = default;
  std::unique_ptr<RunWriter> run_;
  std::unique_ptr<OrderedStream> documents_, findings_;
  uint64_t lanes_ = 0;
};

}  // namespace licensus
