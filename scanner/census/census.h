// The counts of a shard: documents and bytes by license, terms, signal and evidence. Censuses add
// up.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
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
  kInherited,
  kDataset,
  kStatedBy,  // "hf-card MIT": who states a license of the dataset, and which
  kCovers     // "./data/ MIT": the folder whose license file or card states which license
};
inline constexpr size_t kDimensions = 19;
std::string_view to_string(Dimension dimension);  // the contract's words
std::optional<Dimension> dimension_from(std::string_view word);

struct Count {
  uint64_t documents = 0;
  uint64_t bytes = 0;
  // Of these, the documents read as text with HTTP status 200 or none: what shares are of.
  uint64_t counted_documents = 0;
  uint64_t counted_bytes = 0;
  bool operator==(const Count&) const = default;
};
Count& operator+=(Count& sum, Count count);
Count& operator-=(Count& sum, Count count);  // `count` is part of `sum`

// Adds up documents. Not thread-safe: one a thread or shard, merged afterwards. Values are valid
// UTF-8 (other bytes percent-encoded).
//
// A dimension holds at most kMaxValues values, those first in byte order; the rest count under
// "other", which does not count against the limit. The sum is the same for any order and grouping
// of adding and merging: whatever is folded somewhere has kMaxValues smaller values there, so it
// has them in every sum as well and is folded there too, and what stays was never folded anywhere.
class Census {
 public:
  using Values = std::map<std::string, Count, std::less<>>;
  static constexpr size_t kMaxValues = 4096;
  static constexpr size_t kMaxValueBytes = 1024;  // longer values count under "other"
  static constexpr std::string_view kOther = "other";

  void add(Dimension dimension, std::string_view value, Count count);
  void merge(const Census& other);
  // `count`, which is part of what `from` counts, counts under `to` instead;
  // nothing changes where `from` was folded.
  void move(Dimension dimension, std::string_view from, std::string_view to, Count count);
  const Values& values(Dimension dimension) const;
  // Documents that shares are of: the sum over license_status, which every document has once.
  uint64_t counted_documents() const;
  // The census of those documents alone.
  Census counted() const;
  bool empty() const;
  bool operator==(const Census&) const = default;

 private:
  Values values_[kDimensions];
};

}  // namespace licensus
