// The head of ScanCode's rule and license files: `---`, lines of YAML, `---`, the text.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace licensus {

// A field of the head: `name: value`, or a list below `name:`. Block scalars (`|`, `>`) are
// skipped: nothing that is needed here is written so.
struct FrontField {
  std::string value;
  std::vector<std::string> items;
};

struct FrontMatter {
  std::map<std::string, FrontField, std::less<>> fields;
  std::string text;  // what follows the head, "\n" for line ends, otherwise as it stands

  // "" where the field is absent.
  std::string_view value(std::string_view name) const;
  // yes and true; no, false and absent. Fails on any other word.
  Result<bool> flag(std::string_view name) const;
  // A number without a fraction that is not 0, from 0 to 100 (percentages); -1 where it is absent.
  Result<int> percentage(std::string_view name) const;
};

// Reads a whole file: the subset of YAML that ScanCode's files are written in (plain and quoted
// scalars, their continuation lines, lists of scalars, block scalars). Fails with the line that is
// something else.
Result<FrontMatter> parse_front_matter(std::string_view file);

}  // namespace licensus
