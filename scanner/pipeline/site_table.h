// Public: what sites say of their pages, on disk, by host.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/spool.h"
#include "detect/finding.h"
#include "input/walk.h"
#include "pipeline/reading.h"
#include "pipeline/stop_signal.h"

namespace licensus {

// The robots.txt, tdmrep.json and ai.txt (detect/site_files.h) of many hosts, taken from crawls of
// them. What says nothing of machine learning is not kept; the rest lies in a temporary file, as
// large as those texts and 16 bytes a file, which the system keeps in memory as far as it can.
// Immutable once built; const members from any thread. A host's
// schemes and ports count as one.
class SiteTable {
 public:
  // Reads all documents of `sources`, as a scan would (one thread). Only those with the URL of such
  // a file and status 200 or none count; of several of one host the one with the latest date, then
  // the last in byte order. Fails where a source is not there or the temporary file cannot be
  // written. What is damaged is one line of `errors` each: the source, its place, and why.
  static Result<std::unique_ptr<SiteTable>> build(const std::vector<std::string>& sources,
                                                  const Reading& reading, StopSignal stop,
                                                  std::vector<std::string>& errors);
  ~SiteTable();

  // Adds what the site says of `url`, whose host (lower case, no port) is `host`. A page's own
  // tdm-reservation in `signals` beats its site's.
  void add_signals(std::string_view host, std::string_view url, std::vector<Signal>& signals) const;

  uint64_t files() const { return count_; }  // that say something

 private:
  struct Entry;
  struct Builder;
  struct File;
  SiteTable() = default;
  File file_at(uint64_t offset) const;

  std::array<Spool, 2> spools_;  // what the two below lie in
  std::string_view data_;
  Entry* index_ = nullptr;  // by hash of the host
  uint64_t count_ = 0;
};

}  // namespace licensus
