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

  // Makes clues, in time n log n, of what adds no license beside a full text (of kMinTextBytes or
  // more): names and notices that lie within the bytes of one of kMinWholeScore or more; and the
  // licenses that TextRules::inside names for one of kMinTextScore or more, also where they stand
  // kMaxGap bytes or less before or behind the text, or what has become a clue so. A text less like
  // its rule may have another's statement in between.
  void demote(std::vector<Finding>& findings) const;

  static constexpr int64_t kMinTextBytes = 700;  // some 120 words
  static constexpr int kMinTextScore = 60;
  static constexpr int kMinWholeScore = 95;
  static constexpr int64_t kMaxGap = 2000;

 private:
  const TextRules& rules_;
};

}  // namespace licensus
