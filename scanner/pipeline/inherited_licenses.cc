#include "pipeline/inherited_licenses.h"

#include <fstream>
#include <set>
#include <utility>

#include "output/inheritance.h"
#include "output/read_records.h"
#include "output/table_lines.h"

namespace licensus {
namespace {

// A document of a folder of loose files is named from its source on, which lies above the shard or
// is it: the folder is the shard's name, and what of the document's goes beyond it.
std::string folder_in(std::string_view shard, std::string_view document) {
  const std::string_view folder = folder_of(document);
  for (std::string_view end = folder; !end.empty(); end = folder_of(end)) {
    if (shard.ends_with(end) &&
        (shard.size() == end.size() || shard[shard.size() - end.size() - 1] == '/')) {
      return std::string(shard).append(folder.substr(end.size()));
    }
  }
  return std::string(shard).append(folder);
}

}  // namespace

Result<InheritedLicenses> InheritedLicenses::read(const std::filesystem::path& folder) {
  InheritedLicenses inherited;
  std::set<std::string, std::less<>> containers;
  std::ifstream shards(folder / "shards.jsonl", std::ios::binary);
  if (!shards) return fail(folder.string() + ": no run of licensus; name the folder of scan -o");
  std::string line;
  while (std::getline(shards, line)) {
    const Result<ShardRecord> shard = read_shard_line(line);
    if (!shard) return fail(shard.error().message);
    if (!is_loose(*shard)) containers.insert(shard->shard);
  }
  std::string shard;  // whose lines come
  Census covers;
  const auto end_shard = [&] {
    const Census all = std::exchange(covers, Census{});
    if (all.empty()) return;
    if (containers.contains(shard)) {
      inherited.containers_[shard].take_statements(all, "");
    } else {
      inherited.folders_.take_statements(all, home_of(shard));
    }
  };
  std::ifstream census(folder / "census.jsonl", std::ios::binary);
  simdjson::dom::parser parser;
  while (std::getline(census, line)) {
    simdjson::dom::element value;
    if (parser.parse(line).get(value) != simdjson::SUCCESS) {
      return fail((folder / "census.jsonl").string() + ": a line is none of ours");
    }
    if (const std::string_view next = text_of(value, "shard"); next != shard) {
      end_shard();
      shard = next;
    }
    const std::string_view dimension = text_of(value, "dimension");
    const std::string_view what = text_of(value, "value");
    if (dimension == to_string(Dimension::kInherited) && what != Coverage::kNothing) {
      const int64_t documents = number_of(value, "counted_documents");
      if (documents > 0) inherited.counted_[std::string(what)] += static_cast<uint64_t>(documents);
    } else if (dimension == to_string(Dimension::kCovers)) {
      covers.add(Dimension::kCovers, what, {1});
    }
  }
  end_shard();
  return inherited;
}

std::string InheritedLicenses::of(std::string_view shard, std::string_view document) const {
  if (document.find("://") != document.npos) return std::string(Coverage::kNothing);
  if (shard.ends_with('/')) return folders_.license_of(folder_in(shard, document));
  const auto container = containers_.find(shard);
  if (container != containers_.end()) {
    std::string license = container->second.license_of(folder_of(document));
    if (license != Coverage::kNothing) return license;
  }
  return folders_.license_of(folder_of(shard));
}

}  // namespace licensus
