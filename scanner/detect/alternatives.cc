#include "detect/alternatives.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/ascii.h"

namespace licensus {
namespace {

constexpr size_t kMaxBetween = 200;  // bytes, tags and all
constexpr std::array<std::string_view, 9> kOr = {"or", "oder", "ou",  "または", "또는",
                                                 "或", "或者", "или", "eller"};
constexpr std::array<std::string_view, 11> kBeside = {"the",     "a",        "an",       "license",
                                                      "licence", "licenses", "licences", "either",
                                                      "under",   "version",  "lizenz"};

template <size_t N>
bool is_any(const std::array<std::string_view, N>& words, std::string_view text) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool names_license(const Finding& finding) {
  return finding.scope == Scope::kDocument && finding.start >= 0 && !finding.reserved &&
         finding.license != "NOASSERTION" && finding.license != "NONE";
}

// Without tags, whole or cut at either end, in lower case.
std::string visible(std::string_view text) {
  const size_t close = text.find('>');
  if (close != std::string_view::npos && close < text.find('<')) text.remove_prefix(close + 1);
  std::string words;
  bool tag = false;
  for (char c : text) {
    if (c == '<') tag = true;
    if (!tag) words += ascii_lower(c);
    if (c == '>') {
      tag = false;
      words += ' ';
    }
  }
  return words;
}

bool is_version(std::string_view word) {
  if (word.starts_with('v')) word.remove_prefix(1);
  return !word.empty() && std::all_of(word.begin(), word.end(),
                                      [](char c) { return is_ascii_digit(c) || c == '.'; });
}

}  // namespace

bool offers_choice(std::string_view between) {
  if (between.size() > kMaxBetween) return false;
  size_t choices = 0;
  bool other = false;
  const std::string words = visible(between);
  for_each_token(words, " \t\n\f\r()[]{}\"'`*_,/#", [&](std::string_view word) {
    if (is_any(kOr, word)) {
      ++choices;
    } else if (!is_any(kBeside, word) && !is_version(word)) {
      other = true;
    }
  });
  return choices == 1 && !other;
}

void mark_alternatives(std::string_view text, std::span<Finding> findings) {
  std::vector<Finding*> ordered;
  for (Finding& finding : findings) {
    if (names_license(finding)) ordered.push_back(&finding);
  }
  std::sort(ordered.begin(), ordered.end(), [](const Finding* a, const Finding* b) {
    return std::pair(a->start, a->end) < std::pair(b->start, b->end);
  });
  for (size_t i = 1; i < ordered.size(); ++i) {
    const Finding& before = *ordered[i - 1];
    Finding& finding = *ordered[i];
    if (before.license == finding.license || before.end > finding.start) continue;
    const auto end = static_cast<size_t>(before.end);
    if (offers_choice(text.substr(end, static_cast<size_t>(finding.start) - end))) {
      finding.alternative_to = before.license;
    }
  }
}

}  // namespace licensus
