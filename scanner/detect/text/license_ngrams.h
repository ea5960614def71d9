// Whether words stand in some license text, notice or reference as they stand here: runs of six of
// them, without those that say who owns what and when.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detect/text/text_index.h"

namespace licensus {

// The runs of kLength tokens of all rules that are no false positives, but for runs that hold a
// word of copyright lines and addresses ("reserved", "inc", "org", a year), three numbers or three
// single letters, two different words at most, or no legalese: ScanCode 32.5.0's n-grams of unknown
// licenses.
//
// Exact, and made from the index: few need it, and rules hold what it would take to store. Making
// it takes about 0.06 s and 8 MiB. Immutable; all threads may ask. The index must outlive it.
class LicenseNgrams {
 public:
  static constexpr size_t kLength = 6;

  explicit LicenseNgrams(const TextIndex& index);

  // Whether the first kLength tokens at `tokens` are such a run. REQUIRES: there are as many.
  bool has(const TokenId* tokens) const;

  size_t size() const { return size_; }

 private:
  void add_rule(std::span<const TokenId> rule, const std::vector<uint32_t>& traits);
  void add(const TokenId* tokens);
  size_t find_slot(const TokenId* tokens) const;
  void grow();

  std::span<const TokenId> rule_tokens_;
  // Open addressing, a power of two: one more than where a run stands among the tokens of all
  // rules, or 0.
  std::vector<uint32_t> slots_;
  size_t size_ = 0;
};

}  // namespace licensus
