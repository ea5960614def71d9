// Public: the documents of a finished run against a policy.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/policy.h"

namespace licensus {

// A document that a policy does not allow. Plain value.
struct Offender {
  std::string shard;
  std::string document;
  std::vector<std::string> offences;
  // Its main findings, or without one its first, as people read them: `CC-BY-NC-4.0 by hf-card,
  // field license, line 3: "cc-by-nc-4.0"`; at most 3.
  std::vector<std::string> evidence;
};

struct PolicyReport {
  uint64_t documents = 0;  // read as text with HTTP status 200 or none: what counts
  uint64_t offending = 0;
  uint64_t without_evidence = 0;             // of the offending: nothing was found in them
  std::map<std::string, uint64_t> offences;  // by how many documents
  std::vector<Offender> offenders;           // the first, in the order of the run's shards
};

// Reads the tables of the run in `folder` (scan -o) line by line. Documents that the run does not
// list had no evidence: they are judged by what they inherit (Policy::inherits), else as such, all
// alike. At most `max_offenders` are kept. Fails where the folder holds no whole run, or a line
// that is none of ours.
Result<PolicyReport> check_run(const std::filesystem::path& folder, const Policy& policy,
                               const LicenseTable& licenses, size_t max_offenders);

}  // namespace licensus
