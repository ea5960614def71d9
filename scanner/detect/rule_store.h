// The rules and licenses of a share folder as the build has read and checked them: one file that is
// read in a tenth of the time of the TOML files it stands for.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "detect/rule_set.h"
#include "license/license_table.h"
#include "license/table_data.h"

namespace licensus {

// Plain value.
struct RuleStore {
  TableData licenses;
  RuleSet rules;
};

// Changes with any byte of the files of `share` that decide what is found: the store stands for
// those files only.
std::string share_fingerprint(const std::filesystem::path& share);

// What `share` has stored; nullopt where that is missing, damaged, of another format or of other
// files than those with `fingerprint`: then the files themselves are to be read.
std::optional<RuleStore> read_rule_store(const std::filesystem::path& share,
                                         const std::string& fingerprint);

// Reads and checks the files of `share` and stores them there. Run when built. Fails as
// LicenseTable::load and RuleSet::load do, or where the file cannot be written; then there is none.
Result<void> write_rule_store(const std::filesystem::path& share);

}  // namespace licensus
