#include "output/merge.h"

#include <fstream>

#include "base/utf8.h"
#include "output/read_records.h"

namespace licensus {
namespace {

constexpr size_t kMaxConflicts = 10;

// Errors without a shard stand first in errors.jsonl.
Result<void> merge_errors(const std::string& directory, RunWriter& run) {
  const std::string path = directory + "/errors.jsonl";
  std::ifstream file(path);
  if (!file) return fail(percent_encode_invalid(path) + ": cannot be read");
  for (std::string line; std::getline(file, line);) {
    const Result<NamedError> error = read_error_line(line);
    if (!error) return fail(percent_encode_invalid(path) + ": " + error.error().message);
    if (!error->shard.empty()) break;
    run.add_error(error->record);
  }
  return {};
}

Result<void> merge_run(const std::string& directory, RunWriter& run,
                       std::vector<std::string>& conflicts) {
  const std::string path = directory + "/shards.jsonl";
  std::ifstream file(path);
  if (!file) {
    return fail(percent_encode_invalid(directory) +
                ": no finished run of licensus (shards.jsonl is missing)");
  }
  for (std::string line; std::getline(file, line);) {
    const Result<ShardRecord> record = read_shard_line(line);
    if (!record) return fail(percent_encode_invalid(path) + ": " + record.error().message);
    if (Result<void> done = run.adopt(record->shard, directory); !done) {
      conflicts.push_back(done.error().message);
      if (conflicts.size() == kMaxConflicts) return {};
    }
  }
  return merge_errors(directory, run);
}

}  // namespace

Result<void> merge_runs(const std::vector<std::string>& directories, RunWriter& run) {
  std::vector<std::string> conflicts;
  for (const std::string& directory : directories) {
    if (Result<void> done = merge_run(directory, run, conflicts); !done) return done;
    if (conflicts.size() == kMaxConflicts) break;
  }
  if (conflicts.empty()) return {};
  std::string message = conflicts[0];
  for (size_t i = 1; i < conflicts.size(); ++i) message += "\n" + conflicts[i];
  return fail(std::move(message));
}

}  // namespace licensus
