// License texts, notices, references and tags in a document, as ScanCode 32.5.0 finds them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "detect/text/license_ngrams.h"
#include "detect/text/text_index.h"
#include "detect/text/word_comparison.h"

namespace licensus {

struct TextMatch {
  std::string expression;  // in ScanCode's keys
  // Its identifier; of SPDX lines "spdx-license-identifier", of texts that speak of no license that
  // is known "license-detection-unknown".
  std::string rule;
  uint32_t flags = 0;  // RuleFlag
  uint32_t first_line = 0, last_line = 0;
  uint32_t begin = 0, end = 0;  // bytes of the document; 0 in a binary
  double coverage = 0;          // per cent of the rule
  double score = 0;             // per cent, as ScanCode computes it
};

struct TextMatchResult {
  std::vector<TextMatch> matches;  // by place
  bool is_binary = false;          // its strings were matched, which have no places
  bool limit_reached = false;      // the work of one document was used up: matches may be missing
};

// A match that was found and dropped.
struct LostTextMatch {
  TextMatch match;
  uint32_t words = 0, rule_words = 0;  // matched, of how many
  std::string reason;                  // a clause: "lies within mit.LICENSE"
  std::string winner;                  // the rule it lost to; "" where it fell by itself
};

// What explains a result.
struct TextMatchTrace {
  std::vector<WordComparison> words;  // of TextMatchResult::matches, one for each
  std::vector<LostTextMatch> lost;    // by place
  uint64_t left_out = 0;              // that were lost too
};

struct TextMatcherOptions {
  // Depth fast: the approximate step looks at dense stretches only (dense_stretches.h), for rules
  // that are likely there (CandidateRanker::Scope).
  bool is_gated = false;
  // Where given, text that speaks as licenses do, but is none of them, is a match of "unknown" too,
  // as with ScanCode's unknown_licenses. Of the same index; must outlive the matcher.
  const LicenseNgrams* unknown_licenses = nullptr;
};

// Finds matches. Keeps its buffers between documents. One a thread; all share the index, which must
// outlive it.
class TextMatcher {
 public:
  explicit TextMatcher(const TextIndex& index, const TextMatcherOptions& options = {});
  ~TextMatcher();

  // `name` as TextLines::read takes it. `is_page`: of a web page, where few words stand between
  // much markup, depth fast asks for more of them. The result is the same whether it is traced or
  // not.
  TextMatchResult match(std::string_view bytes, std::string_view name,
                        TextMatchTrace* trace = nullptr, bool is_page = false);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace licensus
