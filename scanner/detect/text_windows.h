// Depth fast: the parts of a document in which license texts are looked for.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/prefilter.h"
#include "detect/rule_set.h"

namespace licensus {

// Cuts windows longer than kMaxWindowBytes, at a line's end where lines are not long: what is kept
// of a window while it is matched may be twelve times its size.
inline constexpr size_t kMaxWindowBytes = size_t{2} << 20;
void cut_long_windows(std::string_view text, std::vector<Span>& windows);

// Finds the windows around stems. Immutable; shared by all threads.
class TextWindows {
 public:
  // By the text_stems of rules/stems.toml. Fails where Hyperscan refuses them.
  static Result<TextWindows> create(const RuleSet& rules);

  void fit(HyperscanScratch& scratch) const { stems_.fit(scratch); }

  // Replaces what `windows` holds, the places of the patterns' stems in `text` in order
  // (Prefilter), by the windows to be matched: in order, disjoint, each of whole lines where lines
  // are not long. On a page they are those around the patterns' stems; elsewhere, where whole
  // sentences speak of licenses, those around text_stems as well, and a text of a few lines is one
  // window with or without stems. A text that is nearly all in windows is one, too.
  void widen(std::string_view text, bool page, hs_scratch_t* scratch,
             std::vector<Span>& windows) const;

 private:
  Prefilter stems_;
};

}  // namespace licensus
