// The lines of our own tables, read back.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "census/census.h"
#include "output/records.h"

namespace licensus {

// Each reads one line without its newline, as records.h writes it. Pure functions; they fail with
// what is missing or of the wrong type. Lines may come from disks and people, so nothing is taken
// on trust.
Result<ShardRecord> read_shard_line(std::string_view line);
Result<void> read_census_line(std::string_view line, Census& census);
struct NamedError {
  std::string shard;
  ErrorRecord record;
};
Result<NamedError> read_error_line(std::string_view line);

// Hands out `text` line by line; false at the end.
bool next_line(std::string_view& text, std::string_view& line);

}  // namespace licensus
