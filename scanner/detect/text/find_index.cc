#include "detect/text/find_index.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "detect/detector.h"

namespace licensus {

Result<std::string> default_text_index() {
  if (const char* given = std::getenv("LICENSUS_INDEX"); given != nullptr && *given != 0) {
    return std::string(given);
  }
  const auto share = find_share();
  if (!share) return fail(share.error().message);
  return (*share / kIndexFileName).string();
}

Result<std::string> find_text_index(const std::string& given) {
  if (!given.empty()) return given;
  auto path = default_text_index();
  std::error_code ignored;
  if (path && std::getenv("LICENSUS_INDEX") == nullptr &&
      !std::filesystem::exists(*path, ignored)) {
    return fail("there is no license-text index (" + *path +
                "): scripts/setup fetches what it is made of, `licensus index build` makes it");
  }
  return path;
}

}  // namespace licensus
