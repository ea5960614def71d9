// Puts the results of a shard's extents in order, and sees that they are those of one plain read.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "formats/record_stream.h"
#include "pipeline/extent_result.h"
#include "pipeline/shard_output.h"

namespace licensus {

struct ExtentTask;

// What the walk knows of a shard when it begins.
struct ShardFacts {
  std::string name;
  bool container = false;   // its extents are cuts of one file that must fit together
  std::string_view format;  // static; "": the first document says
};

// What it knows when the last extent was handed out.
struct ShardClose {
  uint64_t extents = 0;
  uint64_t stored_bytes = 0;
  int64_t modified_s = -1;  // seconds since 1970; -1 for none
};

// The sequencer of one shard. Extents are numbered from 0 and deposited by any thread in any order;
// each is accepted in its turn, and only if it began where its predecessor ended; otherwise it is
// read again from there by the thread that found it out. Memory: results waiting for their turn are
// kept while all shards together hold at most kMaxWaitingBytes, else dropped and read again, so one
// slow extent costs time, never memory.
class Shard {
 public:
  static constexpr size_t kMaxWaitingBytes = size_t{24} << 20;
  // Reads the extent of `task`, which may be another thread's, again from `begin`, where a record
  // begins. A result that is `dropped` says that the run is ending; the shard then
  // stays incomplete.
  using Reread = std::function<ExtentResult(const ExtentTask& task, Place begin)>;
  // Called once the last extent was written, with what counts for the run.
  using Done =
      std::function<void(const ShardRecord&, const Census&, const std::vector<ErrorRecord>&)>;

  Shard(ShardFacts facts, std::unique_ptr<ShardOutput> output, std::atomic<size_t>& waiting_bytes,
        Done done);

  const std::string& name() const { return facts_.name; }

  // An error of the walk that belongs to this shard. From the walk's thread only, before close.
  void add_walk_error(ErrorRecord error);

  // Whether all that begins in the extent has been read with one before it, as where one member is
  // the whole file: no need to look, an empty result will do.
  bool has_passed(const Extent& extent) const;

  // `task` says which extent `result` is of; its own reference to the shard must be empty, so that
  // a shard that stays incomplete does not keep itself alive.
  void deposit(std::shared_ptr<const ExtentTask> task, ExtentResult result, const Reread& reread);

  // Writes what an extent has so far, if all before it is written; only for extents that begin
  // where they say (number 0, folders, a second reading). False: keep it.
  bool flush(uint64_t number, ExtentResult& partial);

  // No further extent will come. From the walk's thread.
  void close(const ShardClose& close);

  // The first error of writing, or "".
  std::string write_error() const;

 private:
  struct Waiting {
    ExtentResult result;
    std::shared_ptr<const ExtentTask> task;
  };

  void drain(std::unique_lock<std::mutex>& lock, const Reread& reread);
  bool is_behind(const Extent& extent) const;
  bool fits(const Waiting& waiting) const;
  void write(ExtentResult& result);
  void finish();

  const ShardFacts facts_;
  std::unique_ptr<ShardOutput> output_;
  std::atomic<size_t>& waiting_bytes_;
  const Done done_;

  mutable std::mutex mutex_;
  std::map<uint64_t, Waiting> waiting_;
  uint64_t next_ = 0;
  Place position_;  // up to where records are accepted
  uint64_t extents_ = UINT64_MAX;
  bool draining_ = false;
  bool finished_ = false;
  std::string write_error_;

  // Touched only by the thread whose turn it is.
  ShardRecord record_;
  Census census_;
  Coverage coverage_;
  std::vector<ErrorRecord> errors_, walk_errors_;
};

}  // namespace licensus
