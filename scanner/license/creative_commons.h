// Names and codes of Creative Commons licenses, by their parts.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace licensus {

// "by", "nc", "nd", "sa" in any order -> "-BY-NC-SA", in the order of the license's name; "" where
// a word is none of them, or they make no license.
std::string cc_elements(const std::vector<std::string>& words);

struct CcName {
  std::string code;     // "by-nc", in the order of the text
  std::string version;  // as written, "" for none
  std::string port;     // "kr", "" for none
};

// Reads the words (id_words) of a name: "CC" or "Creative Commons" and elements, or elements that
// begin with "Attribution"; then perhaps a version and a port. nullopt where any word is not part
// of such a name.
std::optional<CcName> read_cc_name(const std::vector<std::string>& words);

}  // namespace licensus
