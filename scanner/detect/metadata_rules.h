// Which files describe a dataset or a package, and where in them a license is stated:
// rules/metadata.toml.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text_map.h"
#include "detect/finding.h"
#include "license/license_table.h"

namespace licensus {

enum class Syntax : uint8_t {
  kJson,
  kYaml,
  kFrontMatter,
  kToml,
  kXml,
  kFields,
  kDebian,
  kRuby,
  kSections
};

// A standard of metadata. Plain value.
struct MetadataStandard {
  // A field that states a license. A path is keys joined by dots; "*.license" is any that ends so;
  // members of lists have their list's path.
  struct Field {
    std::string path;
    Scope scope = Scope::kDataset;
    std::string begins;  // values that begin otherwise say nothing of licenses; "" for none
  };
  struct Example {
    std::string text;
    std::string license;  // of all findings, joined by ", "; "" for none
  };

  std::string rule;
  std::vector<std::string> names;  // lower case; "readme.md", "*.json", "debian/copyright"
  Syntax syntax = Syntax::kJson;
  std::string mark;  // what the bytes of such a file hold; "" where its name tells it
  std::vector<Field> fields;
  bool offers_choice = false;                                // several licenses are alternatives
  std::map<std::string, std::string, std::less<>> meanings;  // of values, lower case -> license
  std::vector<std::pair<std::string, std::string>> phrases;  // kSections: lower case -> license
  std::vector<Example> examples;

  // The field at `path`; nullptr where that states no license.
  const Field* field_at(std::string_view path) const;
};

// Plain value; immutable once read.
struct MetadataRules {
  std::vector<MetadataStandard> standards;
  using Places = TextMap<std::vector<size_t>>;  // in `standards`
  Places by_name;    // a base name, or with its folder: "readme.md", "debian/copyright"
  Places by_ending;  // of "*.json" ".json"
  // By the last two bytes of a key of either: a bit for each size, the last for all longer ones.
  // Sends most names away before anything of them is copied or hashed.
  std::array<uint32_t, 256> key_sizes{};

  // Those that a file of that name may follow, in the order of the table.
  std::vector<const MetadataStandard*> of(std::string_view name) const;
};

// `bytes`: all of the file `path`, which is for messages. Fails as read_text_rules does.
Result<MetadataRules> read_metadata_rules(const std::filesystem::path& path, std::string_view bytes,
                                          const LicenseTable& licenses);

}  // namespace licensus
