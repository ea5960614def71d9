#include "formats/wiki_templates.h"

#include <algorithm>

#include "formats/header_text.h"

namespace licensus {
namespace {

// The parameters of `body`, a template without its braces, that have no name of their own.
std::string choice_of(std::string_view body) {
  std::string choice;
  while (!body.empty()) {
    body.remove_prefix(std::min(body.find('|'), body.size()));
    if (!body.empty()) body.remove_prefix(1);
    const std::string_view part = trim_spaces(body.substr(0, body.find('|')));
    if (part.empty() || part.find_first_of("=[]{}") != part.npos) continue;
    choice.append(choice.empty() ? "" : " OR ").append(part);
  }
  return choice;
}

}  // namespace

std::vector<std::string> take_wiki_templates(std::string& text) {
  std::vector<std::string> found;
  size_t depth = 0;
  size_t begin = 0;
  for (size_t at = text.find_first_of("{}"); at != text.npos && found.size() < kMaxTemplates;
       at = text.find_first_of("{}", at)) {
    if (at + 1 >= text.size() || text[at + 1] != text[at]) {
      ++at;
      continue;
    }
    const bool opens = text[at] == '{';
    at += 2;
    if (opens) {
      if (depth++ == 0) begin = at;
      continue;
    }
    if (depth == 0 || --depth > 0) continue;
    const std::string_view body = std::string_view(text).substr(begin, at - 2 - begin);
    std::string words(trim_spaces(body.substr(0, body.find('|'))));
    if (equals_caseless(words, "self")) {
      words = choice_of(body);
      std::fill_n(text.begin() + static_cast<ptrdiff_t>(begin), body.size(), ' ');
    }
    const bool fits = !words.empty() && words.size() <= kMaxTemplateBytes;
    if (fits && std::find(found.begin(), found.end(), words) == found.end()) found.push_back(words);
  }
  return found;
}

}  // namespace licensus
