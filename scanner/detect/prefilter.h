// Step 0 of the ladder: stems over every byte, and the windows around them.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/compiled_rule.h"
#include "detect/literals.h"
#include "detect/stem_scan.h"

namespace licensus {

// Finds the parts of a text that are worth a second look. Immutable; shared by all threads.
class Prefilter {
 public:
  // `stems`: looked for in every byte, by `prints` (stem_scan.h). `literals`: what the windows must
  // hold in full, with kMaxBytesBeforeStem bytes before; each contains a stem.
  static Result<Prefilter> create(const std::vector<std::string>& stems,
                                  const std::vector<std::vector<std::string>>& prints,
                                  const std::vector<std::string>& literals);

  void fit(HyperscanScratch& scratch) const;

  // Windows around all stems of `text`, in order, disjoint; windows that touch are one. Windows
  // have more than kMaxBytesBeforeStem bytes, so there are few.
  void find(std::string_view text, hs_scratch_t* scratch, std::vector<Span>& windows) const;

  // Calls found(byte) with a byte inside of each stem of `text`, ascending.
  void find_stems(std::string_view text, hs_scratch_t* scratch,
                  const std::function<void(size_t)>& found) const;

 private:
  std::optional<StemScan> scan_;  // where the processor can
  Literals literals_;             // where it cannot; else empty
  size_t before_ = 0;             // bytes of a window before the end of a stem
  size_t after_ = 0;              // and after its start
};

}  // namespace licensus
