// Datasets that are known by their files, and what their owners say of each layer's license:
// rules/datasets.toml.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
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
  // All of them hold of a shard.
  struct Sign {
    std::vector<std::string> texts;    // in its first bytes
    std::vector<std::string> columns;  // names of its columns
    std::string name;                  // pattern of its file's name, lower case; "" for any
    uint64_t bytes = 0;                // its size as published, with `sha256`; 0 for any
    std::string sha256;                // hex, lower case
  };
  std::string rule;
  std::string name;
  std::vector<Sign> signs;         // any of them
  std::vector<std::string> paths;  // lower case, with `*`, `#` and `?`: the last parts of a file's
  std::vector<DatasetLayer> layers;
  std::vector<std::string> examples;
  std::vector<std::string> near_misses;
};

// What a shard is known by. Views live for the call.
struct ShardLook {
  std::string_view name;  // a path
  std::string_view head;  // first decoded bytes; of Parquet files the begin of their schema
  uint64_t bytes = 0;     // stored ones
  // Whether all stored bytes have this digest, "sha256:HEX"; asked for where `bytes` is what a rule
  // says. Null: they have not.
  std::function<bool(std::string_view digest)> has_digest = nullptr;
};

// Plain value; immutable once read, all threads may use one.
struct DatasetRules {
  std::vector<DatasetRule> datasets;

  // Those that a shard is known to be (part of), as places in `datasets`.
  std::vector<size_t> of_shard(const ShardLook& shard) const;
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
