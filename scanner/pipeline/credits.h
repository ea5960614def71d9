// Public: whom and what the documents of a finished run ask to be named.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "base/result.h"
#include "license/license_table.h"

namespace licensus {

struct CreditCounts {
  uint64_t documents = 0;  // listed, each once
  uint64_t inherited = 0;  // documents that are listed by their shard only
  uint64_t licenses = 0;
};

// Writes a list for people, piece by piece, to `write`: of each license that asks for attribution
// (required or conditional), in byte order, its name and address, then its documents in byte order:
// title, author, and URL or path as far as the run knows them, equal ones once; and the shards
// whose documents inherit it. Reads the tables of the run in `folder` (scan -o) line by line; what
// it sorts lies in a temporary file. Fails where the folder holds no whole run, a line is none of
// ours, or the temporary file cannot be written.
Result<CreditCounts> write_credits(const std::filesystem::path& folder,
                                   const LicenseTable& licenses,
                                   const std::function<void(std::string_view)>& write);

}  // namespace licensus
