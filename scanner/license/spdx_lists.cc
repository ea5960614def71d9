#include "license/spdx_lists.h"

#include <fmt/format.h>
#include <simdjson.h>
#include <string_view>

namespace licensus {
namespace {

Result<std::vector<std::string>> read_list(const std::filesystem::path& path) {
  simdjson::dom::parser parser;
  simdjson::dom::array items;
  std::vector<std::string> ids;
  if (parser.load(path.string()).get(items) != simdjson::SUCCESS) {
    return fail(fmt::format("{}: cannot be read as a JSON array of ids", path.string()));
  }
  for (simdjson::dom::element item : items) {
    std::string_view id;
    if (item.get(id) != simdjson::SUCCESS) {
      return fail(fmt::format("{}: an item is not a string", path.string()));
    }
    ids.emplace_back(id);
  }
  return ids;
}

}  // namespace

Result<SpdxLists> read_spdx_lists(const std::filesystem::path& folder) {
  auto licenses = read_list(folder / "licenses.json");
  if (!licenses) return tl::unexpected(licenses.error());
  auto deprecated = read_list(folder / "deprecated.json");
  if (!deprecated) return tl::unexpected(deprecated.error());
  auto exceptions = read_list(folder / "exceptions.json");
  if (!exceptions) return tl::unexpected(exceptions.error());
  return SpdxLists{std::move(*licenses), std::move(*deprecated), std::move(*exceptions)};
}

}  // namespace licensus
