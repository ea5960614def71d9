// The summary that people read on a terminal.
#pragma once

#include <string>

#include "output/totals.h"

namespace licensus {

// At most 80 columns wide, rows by documents; names that would not fit are shortened in the middle,
// and nothing in them can steer a terminal. WARC, WET and WAT get a block each. Pure function.
std::string summary_text(const RunTotals& totals);

// "1,234,567"; "1.2 GB" (decimal); "41.0 %" ("<0.1 %" for what is not quite nothing).
std::string with_separators(uint64_t number);
std::string human_bytes(uint64_t bytes);
std::string share_of(uint64_t part, uint64_t whole);

}  // namespace licensus
