// Which columns and fields state a license, and what their values mean: rules/fields.toml.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "license/license_table.h"

namespace licensus {

// Plain value; immutable once read.
struct FieldRules {
  struct Example {
    std::string path;
    std::string value;
    std::string license;  // "" where the path is no license field; "NONE" for a reservation
  };

  std::map<std::string, std::string, std::less<>> rule_by_name;  // lower case
  std::map<std::string, std::string, std::less<>> meanings;      // value, lower case -> license
  std::map<std::string, std::vector<Example>> examples;          // by rule
  std::set<std::string, std::less<>> only_known;  // rules whose fields hold other things too
  std::vector<std::string> catalogues;  // URLs, without a scheme, behind which an id stands

  // The rule of the field at `path`: of the longest of its ends ("meta.license", then "license")
  // that is a name, ASCII letters in any case; "" where none is.
  std::string_view rule_of(std::string_view path) const;
  // What `value` means, "NOASSERTION" where it says that nothing is known; "" where that is for
  // others to tell. Blanks around it do not count, nor does the case of ASCII letters.
  std::string_view meaning_of(std::string_view value) const;
  // The id at the end of a URL of one of the catalogues; all other values as they are.
  std::string_view without_catalogue(std::string_view value) const;
};

// `bytes`: all of the file `path`, which is for messages. Fails as read_text_rules does.
Result<FieldRules> read_field_rules(const std::filesystem::path& path, std::string_view bytes,
                                    const LicenseTable& licenses);

}  // namespace licensus
