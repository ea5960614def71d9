// What the readers of rule files made of `[[kind]]` entries share.
#pragma once

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "license/license_table.h"

namespace licensus {

// Reads the entries of one file. The first error stays ("file:line: reason"); reading goes on with
// empty values, as nothing of a bad file is used. Used by one thread.
class TomlEntries {
 public:
  TomlEntries(const std::filesystem::path& path, const LicenseTable& licenses)
      : file_(path.string()), licenses_(licenses) {}

  // The file's table, which may have the keys `known`. Fails on bad TOML.
  Result<toml::table> parse(std::string_view bytes, std::span<const std::string_view> known,
                            std::string_view what);
  const std::string& first_error() const { return error_; }
  void error(const toml::source_region& at, const std::string& reason);

  // Each entry of `[[kind]]`, which must have "why" and may have `keys`.
  template <class Each>
  void each(const toml::table& file, std::string_view kind, std::span<const std::string_view> keys,
            Each each) {
    for (const toml::table* entry : entries(file, kind, keys)) each(*entry);
  }
  // Text that must not be empty, of an entry's key that must be there; "" after an error.
  std::string text(const toml::table& entry, std::string_view key);
  std::string text(const toml::node& node, std::string_view key);
  // An array of such texts that has at least one.
  std::vector<std::string> texts(const toml::table& entry, std::string_view key);
  // A license that the table knows, spelt as there.
  std::string license(const toml::table& entry, std::string_view key);
  std::string license(const toml::node& node, std::string_view key);
  std::vector<std::string> licenses(const toml::table& entry, std::string_view key);
  template <class Map>
  void put(Map& entries, const toml::table& entry, const std::string& key,
           typename Map::mapped_type value) {
    if (!entries.emplace(key, std::move(value)).second) {
      error(entry.source(), "there is an entry for \"" + key + "\" already");
    }
  }

 private:
  std::vector<const toml::table*> entries(const toml::table& file, std::string_view kind,
                                          std::span<const std::string_view> keys);
  void check_keys(const toml::table& table, std::span<const std::string_view> known,
                  std::string_view what);
  // The node of a key that must be there; an error and null where it is not.
  const toml::node* node(const toml::table& entry, std::string_view key);
  const toml::array* array(const toml::table& entry, std::string_view key);

  std::string file_;
  const LicenseTable& licenses_;
  std::string error_;
};

}  // namespace licensus
