// Datasets that are known by their files, and what their owners say of each layer's license:
// rules/datasets.toml.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "detect/finding.h"
#include "license/license_table.h"

namespace licensus {

// What is said of a part of a dataset. Plain value.
struct DatasetLayer {
  Scope scope = Scope::kDataset;
  // Canonical expression; NOASSERTION where nothing is stated, "" where each record has its own.
  std::string license;
  std::string source;  // where its owner says so; "" for none
  std::string says;    // what else is to be known of it
};

// A dataset that is known. Plain value.
struct DatasetRule {
  // All of them hold of a shard: texts of its first bytes, and a pattern of its file's name.
  struct Sign {
    std::vector<std::string> texts;
    std::string name;  // lower case; "" for any
  };
  std::string rule;
  std::string name;
  std::vector<Sign> signs;         // any of them
  std::vector<std::string> paths;  // lower case
  std::vector<DatasetLayer> layers;
  std::vector<std::string> examples;
  std::vector<std::string> near_misses;
};

// Plain value; immutable once read, all threads may use one.
struct DatasetRules {
  std::vector<DatasetRule> datasets;
  // By the last six bytes at most of a path's pattern that no `*` or `#` is in: which to try.
  std::unordered_map<std::string, std::vector<size_t>> by_ending;

  // Those that a shard is known to be (part of) by its file's name and first decoded bytes, as
  // places in `datasets`.
  std::vector<size_t> of_shard(std::string_view name, std::string_view head) const;
  // The one that a file or an archive's member belongs to by its path ("inner.tar!path"); npos for
  // none.
  size_t of_path(std::string_view path) const;
  static constexpr size_t npos = static_cast<size_t>(-1);

  // Runs the examples and near misses: "rule: example", those that fail.
  std::vector<std::string> failed_examples() const;
};

// `bytes`: all of the file `path`, which is for messages. Fails as read_text_rules does.
Result<DatasetRules> read_dataset_rules(const std::filesystem::path& path, std::string_view bytes,
                                        const LicenseTable& licenses);

}  // namespace licensus
