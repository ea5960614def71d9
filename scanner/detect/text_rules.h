// What license texts are called otherwise than ScanCode calls them: rules/texts.toml. Facts only;
// text_judge.h and second_licenses.h say what follows from them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "license/license_table.h"

namespace licensus {

// Plain value.
struct TextRules {
  struct Name {
    std::string license;  // canonical
    int likeness = 100;   // of ScanCode's text to the license's, per cent of the words
  };
  // What a ScanCode license that says no license does to an expression that holds it.
  enum class Beside : uint8_t {
    kKept,     // nothing where something else is named
    kDropped,  // it is left out beside others
    kDecides,  // the whole says no license
  };
  struct NoLicense {
    Beside beside = Beside::kKept;
    bool on_pages_only = false;
  };

  std::map<std::string, Name> aliases;          // `[[alias]]`, by ScanCode's license key
  std::map<std::string, Name> corrections;      // `[[correction]]`, by ScanCode's rule id
  std::map<std::string, NoLicense> no_license;  // `[[no_license]]`, by ScanCode's license key
  // `[[inside]]`: canonical license -> canonical licenses that its full text speaks of
  std::map<std::string, std::vector<std::string>> inside;
};

// `bytes`: all of the file `path`, which is for messages. Fails with "file:line: reason": bad TOML,
// an unknown key, a key that an entry must have, a wrong type, a license that `licenses` does not
// know, a double entry. Whether ScanCode has such keys and rules is not checked, as there may be no
// index.
Result<TextRules> read_text_rules(const std::filesystem::path& path, std::string_view bytes,
                                  const LicenseTable& licenses);

}  // namespace licensus
