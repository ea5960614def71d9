// Where the license-text index lies.
#pragma once

#include <string>

#include "base/result.h"

namespace licensus {

inline constexpr const char* kIndexFileName = "license-texts.index";

// The path of the index: `given` (--index) unless "", else what the environment's LICENSUS_INDEX
// says, else license-texts.index in the binary's share/licensus. Only the last is looked for; it
// fails where there is none, and says how to make one.
Result<std::string> find_text_index(const std::string& given);

// Where `licensus index build` writes without -o: the same places, there or not.
Result<std::string> default_text_index();

}  // namespace licensus
