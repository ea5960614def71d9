// Public: scan sources, count, write.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "census/census.h"
#include "detect/detector.h"
#include "input/walk.h"
#include "output/totals.h"
#include "pipeline/reading.h"

namespace licensus {

struct ScanOptions {
  WalkOptions walk;
  std::string output_folder;  // -o, "" for none
  bool resume = false;        // continue the run in output_folder
  bool overwrite = false;     // replace the run in output_folder
  std::string documents;      // --documents FILE or "-"
  std::string findings;       // --findings FILE or "-"
  bool all_documents = false;
  std::vector<std::string> robots;            // --robots: crawls of robots.txt, for SiteTable
  Reading reading;                            // how documents are taken from their containers
  unsigned threads = 0;                       // 0: as many as the machine has
  uint64_t extent_bytes = uint64_t{4} << 20;  // how finely containers are cut; results are the same
  std::string version;                        // of the program, for run.json
  std::vector<std::string> as_typed;          // the command's words, for run.json
};

struct ScanReport {
  RunTotals totals;
  std::vector<std::string> first_errors;  // "shard @offset: message", at most 10, sorted
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
