// Times in the tables: one form for all, so that DuckDB takes the column for a timestamp whatever
// the first lines hold, and no record's odd date can stop a load.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace licensus {

// Stands where no time is known. An empty string would make DuckDB refuse the file once its first
// 20,480 lines had times.
inline constexpr std::string_view kNoTimestamp = "1970-01-01T00:00:00Z";

// Seconds since 1970 as RFC 3339, UTC; kNoTimestamp before 1970 and after 9999.
std::string timestamp(int64_t seconds);

// `text` (RFC 3339; the reduced forms of WARC 1.1, "2016", "2016-01", "2016-01-11T23:24Z"; the 14
// digits of ARC) in that form, to the second; kNoTimestamp where it is none.
std::string normal_timestamp(std::string_view text);

}  // namespace licensus
