// What explains the findings of license texts: for `licensus explain`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "detect/finding.h"
#include "detect/text/word_comparison.h"

namespace licensus {

// Filled by a session that was given one, while it reads a document. Plain value.
struct TextTrace {
  // A match that became a finding: the n-th of a rule is the rule's n-th finding.
  struct Compared {
    std::string rule;
    WordComparison words;
  };
  // What would have been a finding.
  struct Lost {
    Finding finding;
    uint32_t words = 0, rule_words = 0;  // matched, of how many; 0 of patterns
    std::string reason;                  // a clause: "lies within mit.LICENSE"
    std::string winner;                  // the rule it lost to; "" where it fell by itself
  };

  std::vector<Compared> compared;
  std::vector<Lost> lost;
  uint64_t left_out = 0;  // that were lost too

  // Lines of the document before the piece of it that is matched now.
  uint32_t lines_before = 0;
};

}  // namespace licensus
