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
    const Result<bool> same = run.adopt(record->shard, directory);
    if (!same) return tl::unexpected<Error>(same.error());
    if (!*same) conflicts.push_back(record->shard);
    if (conflicts.size() == kMaxConflicts) return {};
  }
  return merge_errors(directory, run);
}

}  // namespace

Result<std::vector<std::string>> merge_runs(const std::vector<std::string>& directories,
                                            RunWriter& run) {
  std::vector<std::string> conflicts;
  for (const std::string& directory : directories) {
    if (Result<void> done = merge_run(directory, run, conflicts); !done) {
      return tl::unexpected<Error>(done.error());
    }
    if (conflicts.size() == kMaxConflicts) break;
  }
  return conflicts;
}

}  // namespace licensus
