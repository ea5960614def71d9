// Times in the tables: one form for all, so that DuckDB takes the column for a timestamp whatever
// the first lines hold, and no record's odd date can stop a load.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace licensus {

// Seconds since 1970 as RFC 3339, UTC; "" before 1970 and after 9999.
std::string timestamp(int64_t seconds);

// `text` (RFC 3339; the reduced forms of WARC 1.1, "2016", "2016-01", "2016-01-11T23:24Z"; the 14
// digits of ARC) in that form, to the second; "" where it is none.
std::string normal_timestamp(std::string_view text);

}  // namespace licensus
