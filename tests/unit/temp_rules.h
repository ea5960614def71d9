// A folder of rules for one test, removed with it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "license/license_table.h"

namespace licensus {

class TempRules {
 public:
  TempRules(const std::string& stems, const std::string& rules) {
    static int count = 0;
    share_ = std::filesystem::temp_directory_path() /
             ("licensus_rules_" + std::to_string(getpid()) + "_" + std::to_string(count++));
    std::filesystem::create_directories(share_ / "rules/patterns");
    write("rules/stems.toml", stems);
    write("rules/patterns/test.toml", rules);
  }
  TempRules(const TempRules&) = delete;
  TempRules& operator=(const TempRules&) = delete;
  ~TempRules() { std::filesystem::remove_all(share_); }

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(share_ / name) << text;
    return share_ / name;
  }
  const std::filesystem::path& share() const { return share_; }

 private:
  std::filesystem::path share_;
};

inline const LicenseTable& test_licenses() {
  static const Result<LicenseTable> table = LicenseTable::load(LICENSUS_SHARE, "");
  EXPECT_TRUE(table) << table.error().message;
  return *table;
}

}  // namespace licensus
