// The full text of a license speaks of others; those are not the document's.
#pragma once

#include <vector>

#include "detect/finding.h"
#include "detect/text_rules.h"

namespace licensus {

// Immutable; `rules` must outlive it.
class SecondLicenses {
 public:
  explicit SecondLicenses(const TextRules& rules) : rules_(rules) {}

  // Makes a clue of what adds no license beside a full text (a text of kMinTextBytes or more, of
  // score kMinTextScore or more): names, tags and notices that lie within its bytes, and the
  // licenses that TextRules::inside names for it, also where they stand kMaxGap bytes or less
  // before or behind the text, or what has become a clue so. In time n log n.
  void demote(std::vector<Finding>& findings) const;

  static constexpr int64_t kMinTextBytes = 700;  // some 120 words
  static constexpr int kMinTextScore = 60;
  static constexpr int64_t kMaxGap = 2000;

 private:
  const TextRules& rules_;
};

}  // namespace licensus
