// License texts, notices, references and tags in a document, as ScanCode 32.5.0 finds them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "detect/text/license_ngrams.h"
#include "detect/text/text_index.h"

namespace licensus {

struct TextMatch {
  std::string expression;  // in ScanCode's keys
  // Its identifier; of SPDX lines "spdx-license-identifier", of texts that speak of no license that
  // is known "license-detection-unknown".
  std::string rule;
  uint32_t flags = 0;  // RuleFlag
  uint32_t first_line = 0, last_line = 0;
  uint32_t begin = 0, end = 0;  // bytes of the text, see TextMatchResult
  double coverage = 0;          // per cent of the rule
  double score = 0;             // per cent, as ScanCode computes it
};

struct TextMatchResult {
  std::vector<TextMatch> matches;  // by place
  bool is_own_text = false;        // the text is the document as it is: offsets are its bytes
  bool limit_reached = false;      // the work of one document was used up: matches may be missing
};

struct TextMatcherOptions {
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

  // `name` as TextLines::read takes it.
  TextMatchResult match(std::string_view bytes, std::string_view name);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace licensus
