// What explains the findings of license texts: for `licensus explain`.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "detect/finding.h"
#include "detect/text/word_comparison.h"

namespace licensus {

// Filled by a session that was given one, while it reads a document. Plain value.
struct TextTrace {
  // A match that became a finding, which rule, start and end name.
  struct Compared {
    std::string rule;
    int64_t start = -1, end = -1;
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

  // Before the piece of the document that is matched now: offsets and lines count from there.
  int64_t bytes_before = 0, lines_before = 0;

  void add(const std::string& rule, int64_t start, int64_t end, WordComparison words) {
    const int64_t before = start < 0 ? 0 : bytes_before;
    compared.push_back({rule, start + before, end + before, std::move(words)});
  }
  void add(Lost loss) {
    if (loss.finding.start >= 0) {
      loss.finding.start += bytes_before;
      loss.finding.end += bytes_before;
      loss.finding.line += lines_before;
    }
    lost.push_back(std::move(loss));
  }
};

}  // namespace licensus
