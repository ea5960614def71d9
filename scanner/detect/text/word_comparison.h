// The words of a rule and of the stretch of text that it matched, as people compare them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "detect/text/rule_match.h"
#include "detect/text/text_lines.h"
#include "detect/text/text_query.h"

namespace licensus {

// Neighbouring words that only one side has.
struct WordGap {
  bool missing = false;  // in the rule and not in the text; otherwise the other way round
  uint32_t words = 0;
  uint32_t line = 0;  // of the text, where an extra word follows
  std::string text;   // valid UTF-8 on one line; the middle of a long one is left out
};

// Plain value. Stopwords do not count on either side.
struct WordComparison {
  static constexpr size_t kMaxGaps = 12;

  uint32_t matched = 0;
  uint32_t rule_words = 0;    // 0: there is no rule to compare with (SPDX lines)
  uint32_t extra = 0;         // words of the text between matched ones
  std::vector<WordGap> gaps;  // in order, the first kMaxGaps
  uint32_t more_gaps = 0;
};

// A spelling of each token of an index. Reads the whole table: once a document is enough.
std::vector<std::string> spell_tokens(const TextIndex& index);

// REQUIRES: `query` was built from `lines`, `spellings` come from spell_tokens(). Any thread.
WordComparison compare_words(const RuleMatch& match, const TextIndex& index, const TextQuery& query,
                             const TextLines& lines, const std::vector<std::string>& spellings);

}  // namespace licensus
