#include "license/creative_commons.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace licensus {
namespace {

using Word = std::pair<std::string_view, std::string_view>;
constexpr std::array<Word, 11> kElementWords{{{"by", "by"},
                                              {"attribution", "by"},
                                              {"nc", "nc"},
                                              {"noncommercial", "nc"},
                                              {"nd", "nd"},
                                              {"noderivatives", "nd"},
                                              {"noderivative", "nd"},
                                              {"noderivs", "nd"},
                                              {"noderivativeworks", "nd"},
                                              {"sa", "sa"},
                                              {"sharealike", "sa"}}};
constexpr size_t kMaxWordsOfElement = 3;  // "no derivative works"

std::string_view element_of(std::string_view word) {
  const auto found = std::find_if(kElementWords.begin(), kElementWords.end(),
                                  [&](const Word& known) { return known.first == word; });
  return found == kElementWords.end() ? "" : found->second;
}

// The element that the words at `at` spell, and how many they are.
std::pair<std::string_view, size_t> read_element(const std::vector<std::string>& words, size_t at) {
  std::string joined;
  for (size_t count = 1; count <= kMaxWordsOfElement && at + count <= words.size(); ++count) {
    joined += words[at + count - 1];
    // "no derivative works" before "no derivative".
    if (at + count < words.size() && words[at + count] == "works") continue;
    if (const auto element = element_of(joined); !element.empty()) return {element, count};
  }
  return {"", 0};
}

// Index of the first word after "CC" or "Creative Commons"; 0 where "Attribution" begins.
std::optional<size_t> elements_begin(const std::vector<std::string>& words) {
  if (words.empty()) return std::nullopt;
  if (words[0] == "cc") return 1;
  if (words[0] == "creative" && words.size() > 1 && words[1] == "commons") return 2;
  if (words[0] == "attribution") return 0;
  return std::nullopt;
}

}  // namespace

std::string cc_elements(const std::vector<std::string>& words) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kOrder{
      {{"by", "-BY"}, {"nc", "-NC"}, {"nd", "-ND"}, {"sa", "-SA"}}};
  std::string name;
  size_t known = 0;
  for (const auto& [word, part] : kOrder) {
    const auto count = std::count(words.begin(), words.end(), word);
    if (count > 1) return "";
    if (count == 1) name += part;
    known += static_cast<size_t>(count);
  }
  return known == words.size() ? name : "";
}

std::optional<CcName> read_cc_name(const std::vector<std::string>& words) {
  const auto begin = elements_begin(words);
  if (!begin) return std::nullopt;
  CcName name;
  size_t at = *begin;
  while (at < words.size()) {
    const auto [element, count] = read_element(words, at);
    if (count == 0) break;
    if (!name.code.empty()) name.code += '-';
    name.code += element;
    at += count;
  }
  if (name.code.empty()) return std::nullopt;
  if (at < words.size() && words[at][0] >= '1' && words[at][0] <= '4') name.version = words[at++];
  if (at < words.size() && words[at] == "generic") ++at;
  if (at < words.size() && (words[at].size() == 2 || words[at] == "igo")) name.port = words[at++];
  if (at < words.size()) return std::nullopt;
  return name;
}

}  // namespace licensus
