// What reading one extent gave: counts, lines to write, damage.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "census/census.h"
#include "census/coverage.h"
#include "formats/extent.h"
#include "output/records.h"

namespace licensus {

// Plain value; moved from the thread that read to the shard that orders.
struct ExtentResult {
  static constexpr size_t kMaxErrors = 100;  // kept a shard; the rest are only counted

  ExtentSpan span;
  bool dropped = false;  // not read to its end, or not kept: must be read again in its turn
  std::string format;    // "warc", "wet", ...; "" until a document said it
  std::vector<DocumentRecord> records;
  std::vector<ErrorRecord> errors;
  Census census;
  Coverage coverage;
  uint64_t documents = 0;
  uint64_t text_documents = 0;
  uint64_t bytes = 0;
  uint64_t other_records = 0;
  uint64_t findings = 0;
  uint64_t error_count = 0;
  size_t held_bytes = 0;  // about what `records` take in memory

  void add_error(ErrorRecord error) {
    ++error_count;
    if (errors.size() < kMaxErrors) errors.push_back(std::move(error));
  }
};

}  // namespace licensus
