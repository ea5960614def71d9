// Public: scan sources, count, write.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "census/census.h"
#include "detect/detector.h"
#include "input/walk.h"
#include "output/records.h"

namespace licensus {

struct ScanOptions {
  WalkOptions walk;
  std::string output_folder;  // -o, "" for none
  bool resume = false;        // continue the run in output_folder
  std::string documents;      // --documents FILE or "-"
  std::string findings;       // --findings FILE or "-"
  bool all_documents = false;
  bool verify_digests = false;
  unsigned threads = 0;                       // 0: as many as the machine has
  uint64_t extent_bytes = uint64_t{4} << 20;  // how finely containers are cut; results are the same
  std::string options_json = "{}";            // what run.json says of the options, a JSON object
};

// The counts of the shards of one form; pages, their extracted texts and their metadata are never
// added up, because they are the same pages.
struct ScanTotals {
  uint64_t shards = 0;
  uint64_t documents = 0;
  uint64_t text_documents = 0;
  uint64_t counted_documents = 0;  // read as text, HTTP status 200 or none: what shares are of
  uint64_t bytes = 0;
  uint64_t stored_bytes = 0;
  uint64_t other_records = 0;
  uint64_t findings = 0;
  uint64_t errors = 0;
  Census census;
};

struct ScanReport {
  std::map<std::string, ScanTotals> by_format;  // "warc", "wet", "wat", "arc", "files"
  std::vector<ShardRecord> largest_shards;      // by documents, at most 10
  std::vector<std::string> first_errors;        // "shard @offset: message", at most 10, sorted
  uint64_t errors = 0;
  bool interrupted = false;
  bool reader_gone = false;  // a closed pipe: nothing more was wanted
  std::string write_error;   // "" where all could be written
  double seconds = 0;

  // 0, 3, 4 or 130 as the contract says.
  int exit_code() const;
};

// What a scan has done so far; read by a progress line while the scan runs.
struct ScanProgress {
  std::atomic<uint64_t> stored_bytes{0};
  std::atomic<uint64_t> documents{0};
};

// Scans by a TBB pipeline and returns when all is written. Fails (exit code 2) only on wrong use or
// a source that is not there; an output that cannot be written is `write_error`. `stop`: set it
// from any thread or a signal handler to end early. May be called from several threads, each with
// its own options.
Result<ScanReport> scan(const Detector& detector, const ScanOptions& options,
                        const std::atomic<bool>& stop, ScanProgress& progress);

}  // namespace licensus
