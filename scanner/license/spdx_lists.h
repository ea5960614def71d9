// The id lists of the SPDX project, as Debian packages them (arrays of strings in JSON).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace licensus {

struct SpdxLists {
  std::vector<std::string> licenses, deprecated, exceptions;
};

// Reads licenses.json, deprecated.json and exceptions.json of `folder`; fails naming the file.
Result<SpdxLists> read_spdx_lists(const std::filesystem::path& folder);

}  // namespace licensus
