// A run's directory (`-o DIR`): tables in parts, one a shard, and what they add up to.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "output/output_file.h"
#include "output/records.h"
#include "output/totals.h"

namespace licensus {

// What run.json says beyond the results; the only file that differs between equal runs.
struct RunInfo {
  std::string version;
  std::string rules;                 // hash of the rules
  std::string index;                 // version of the license-text index, "" for none
  std::vector<std::string> options;  // as typed
  unsigned threads = 1;
  int64_t started_s = 0;  // seconds since 1970
  int64_t ended_s = 0;
  int exit_code = 0;
};

struct RunWriterOptions {
  enum class Mode { kNew, kResume, kOverwrite };
  std::string directory;
  Mode mode = Mode::kNew;
  bool all_documents = false;  // a line also for documents without finding or signal
  // Whatever changes results (version, rules, options); a run is resumed only where it is the same.
  std::string fingerprint;
};

class RunWriter;

// One shard's part of the tables. One thread at a time; different parts on different threads.
// Dropped without `complete`, it leaves nothing behind.
class PartWriter {
 public:
  // Documents come in order of index. Write errors are kept for `complete`.
  void add(const DocumentRecord& record);
  bool failed() const;

  // Writes what is left, renames the parts, and last of all writes the completion record, which
  // --resume looks for. `record.part` and `record.errors` are used as given; at most
  // kMaxErrorLines of `errors` are kept.
  Result<void> complete(const ShardRecord& record, const Census& census,
                        const std::vector<ErrorRecord>& errors);

  static constexpr size_t kMaxErrorLines = 100;

 private:
  friend class RunWriter;
  PartWriter(RunWriter& run, std::string shard);

  RunWriter& run_;
  const std::string shard_;
  OutputFile documents_;
  OutputFile findings_;
  OutputFile signals_;
};

// The directory. Everything in it but run.json is the same for any order and threads in which parts
// were written, and whether or not the run was interrupted and resumed. Thread-safe, but for create
// and finish. Holds the names of its shards.
//
//   documents/ab/<part>.jsonl  findings/...  signals/...   a part without lines is not written
//   state/ab/<part>.jsonl      completion record: sizes of the parts; the shard's line of
//                              shards.jsonl; its census lines; its error lines
//   state/run                  fingerprint; its presence makes the directory a run
//   shards.jsonl, census.jsonl, errors.jsonl, summary.json, run.json    by finish()
class RunWriter {
 public:
  // Why the directory may not be used as asked (wrong use, exit code 2), or "": it holds other
  // things, holds a run and `mode` is kNew, or was made with another fingerprint.
  static std::string refusal(const RunWriterOptions& options);

  // Makes the directory, or takes the one that is there. Fails where `refusal` has a reason, it
  // cannot be written, or another process writes to it.
  static Result<std::unique_ptr<RunWriter>> create(RunWriterOptions options);
  ~RunWriter();

  // Whether an earlier run completed this shard from the same stored bytes; it is then part of this
  // run as it is. Always false where mode is not kResume. `modified` as in ShardRecord.
  bool is_complete(const std::string& shard, uint64_t stored_bytes, std::string_view modified);

  // Fails where this run already has a shard of that name.
  Result<std::unique_ptr<PartWriter>> open(const std::string& shard);

  // Takes a shard over from another run's directory. False where this run has one of that name and
  // the two are not the same to the byte; the first then stays.
  Result<bool> adopt(const std::string& shard, const std::string& directory);

  // An error that belongs to no shard, in the order of the walk.
  void add_error(const ErrorRecord& record);

  // Writes the tables and files of the whole run, shards in byte order of their names, and removes
  // parts of shards that are no longer there. All parts must be complete.
  Result<RunTotals> finish(const RunInfo& info);

  // `directory`/`table`/ab/<part>.jsonl
  static std::string part_path(const std::string& directory, std::string_view table,
                               std::string_view part);

 private:
  friend class PartWriter;
  explicit RunWriter(RunWriterOptions options) : options_(std::move(options)) {}
  Result<void> prepare();
  Result<void> lock();
  Result<void> clear();
  struct State;
  Result<State> read_state(std::string_view shard) const;
  Result<void> write_run_files(RunTotals& totals);
  Result<void> write_info(const RunInfo& info);
  void remove_strangers();
  void enlist(const std::string& shard);
  std::string path(std::string_view table, std::string_view shard) const;

  const RunWriterOptions options_;
  int lock_ = -1;
  std::mutex mutex_;  // of what follows
  std::unordered_set<std::string> shards_;
  std::string error_lines_;
  uint64_t errors_ = 0;
};

}  // namespace licensus
