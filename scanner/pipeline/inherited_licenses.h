// What the documents of a finished run inherit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "census/coverage.h"

namespace licensus {

// From the dimensions `covers` and `inherited` of a run's census. Immutable once read; const
// members from any thread. Memory: the folders that state a license.
class InheritedLicenses {
 public:
  // Of the run in `folder` (scan -o). Fails where its tables cannot be read.
  static Result<InheritedLicenses> read(const std::filesystem::path& folder);

  // What covers a document that states nothing, as Coverage::license_of says it.
  std::string of(std::string_view shard, std::string_view document) const;

  // Documents that count (read as text with HTTP status 200 or none), by what they inherit.
  const std::map<std::string, uint64_t>& counted() const { return counted_; }

 private:
  std::map<std::string, Coverage, std::less<>> containers_;  // by shard; ids say the folders
  Coverage folders_;                                         // of loose files
  std::map<std::string, uint64_t> counted_;
};

}  // namespace licensus
