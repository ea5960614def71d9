// What a whole run adds up to.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "census/census.h"
#include "output/records.h"

namespace licensus {

// Counters of a group of shards.
struct Totals {
  uint64_t shards = 0;
  uint64_t incomplete_shards = 0;
  uint64_t stored_bytes = 0;
  uint64_t documents = 0;
  uint64_t text_documents = 0;
  uint64_t bytes = 0;
  uint64_t other_records = 0;
  uint64_t findings = 0;
  Census census;

  // Documents that shares are of: those read as text with HTTP status 200 or none.
  uint64_t base() const;
};

// Totals of a run, by view: "wet" and "wat" shards say the same of the same pages as their WARC and
// are never added to them; all other formats are "documents". Shards may be added in any order. One
// thread.
struct RunTotals {
  static constexpr size_t kLargestShards = 10;

  void add(const ShardRecord& shard, const Census& census);

  std::map<std::string, Totals, std::less<>> views;
  std::vector<ShardRecord> largest;  // by documents, then name
  uint64_t errors = 0;
};

// summary.json: one object; arrays of dimensions by documents, then value.
void append_summary_json(const RunTotals& totals, std::string& out);

// The values of a dimension, most documents first, then byte order.
std::vector<std::pair<std::string_view, Count>> by_documents(const Census& census,
                                                             Dimension dimension);

}  // namespace licensus
