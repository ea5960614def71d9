// Step 4 of the ladder: findings from the license texts, notices and references of a document.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "detect/finding.h"
#include "detect/text/text_matcher.h"
#include "license/license_table.h"

namespace licensus {

// Keeps buffers between documents. One a thread; index and licenses must outlive it.
class TextFindings {
 public:
  TextFindings(const TextIndex& index, const LicenseTable& licenses,
               const TextMatcherOptions& options = {});
  ~TextFindings();

  // Adds what text matching finds in a document (or a piece of one) to `findings`, those of the
  // patterns, so that one region yields one finding: on plain text a pattern's finding inside a
  // match goes; on a page, where patterns know the place and matching does not, the match goes, and
  // what only mentions a license is a clue. Offsets are bytes of `bytes`, lines count from 1; where
  // text had to be drawn from a binary there are none. False where the work of one document was
  // used up, so that matches may be missing.
  bool join(std::string_view bytes, std::string_view name, bool page,
            std::vector<Finding>& findings);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace licensus
