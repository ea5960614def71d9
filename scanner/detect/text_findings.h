// Step 4 of the ladder: findings from the license texts, notices and references of a document.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "detect/compiled_rule.h"
#include "detect/finding.h"
#include "detect/text/text_index.h"
#include "detect/text/text_matcher.h"
#include "detect/text_rules.h"
#include "detect/text_trace.h"
#include "license/license_table.h"

namespace licensus {

struct TextFindingsOptions {
  TextMatcherOptions matcher;
  // Only ScanCode's findings, kinds and expressions, in its order: for measuring.
  bool scancode_parity = false;
};

// Keeps buffers between documents. One a thread; index, licenses and rules must outlive it.
class TextFindings {
 public:
  TextFindings(const TextIndex& index, const LicenseTable& licenses, const TextRules& rules,
               const TextFindingsOptions& options);
  ~TextFindings();

  // Adds what text matching finds in the windows of a document (or a piece of one) to `findings`,
  // those of the patterns, so that one region yields one finding: on plain text a pattern's finding
  // inside a match goes; on a page, where patterns know the place and matching does not, the match
  // goes. What only mentions a license, or is too unlike its rule, is a clue, and so is what
  // `rules`, SecondLicenses and is_license_list say. `windows` are in order and disjoint; each is
  // matched as a text of its own. Offsets are bytes of `text`; lines are left to the caller; in
  // strings drawn from a binary there are none. False where the work of a window was used up, so
  // that matches may be missing. `trace`, where there is one, is told what explains them; where the
  // caller has lines to fill in, that goes for its findings too.
  bool join(std::string_view text, std::string_view name, bool page, std::span<const Span> windows,
            std::vector<Finding>& findings, TextTrace* trace = nullptr);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace licensus
