// The counts of a shard: documents and bytes by license, terms, signal and evidence. Censuses add
// up.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace licensus {

enum class Dimension : uint8_t {
  kLicense,
  kLicenseId,
  kLicenseStatus,
  kKind,
  kScope,
  kSignal,
  kCommercialUse,
  kDerivatives,
  kRedistribution,
  kModelTraining,
  kAttribution,
  kNotice,
  kShareAlike,
  kPurpose,
  kMediaType,
  kInherited
};
inline constexpr size_t kDimensions = 16;
std::string_view to_string(Dimension dimension);  // the contract's words

struct Count {
  uint64_t documents = 0;
  uint64_t bytes = 0;
  uint64_t counted = 0;  // documents read as text with HTTP status 200 or none: what shares are of
  bool operator==(const Count&) const = default;
};

// Adds up documents. Not thread-safe: one a thread or shard, merged afterwards. A dimension holds
// at most kMaxValues values (those first in byte order survive a merge, so that the result does not
// depend on the order of merging); the rest count under "other".
class Census {
 public:
  static constexpr size_t kMaxValues = 4096;
  void add(Dimension dimension, std::string_view value, Count count);
  void merge(const Census& other);
  const std::map<std::string, Count, std::less<>>& values(Dimension dimension) const;
  // Documents that shares are of: the sum over license_status, which every document has once.
  uint64_t counted_documents() const;
  bool empty() const;
  bool operator==(const Census&) const = default;

 private:
  std::map<std::string, Count, std::less<>> values_[kDimensions];
};

}  // namespace licensus
