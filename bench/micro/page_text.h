// Pages of ordinary words for benchmarks: seeded, so that each run reads the same bytes.
#pragma once

#include <random>
#include <string>
#include <string_view>

namespace licensus {

// About `bytes` of HTML-like text without any license in it.
inline std::string page_text(size_t bytes, unsigned seed) {
  static constexpr std::string_view kWords[] = {
      "the",     "of",        "and",       "to",       "in",        "a",        "is",
      "that",    "for",       "it",        "was",      "on",        "are",      "as",
      "with",    "they",      "at",        "be",       "this",      "from",     "people",
      "could",   "common",    "creation",  "listen",   "public",    "reserve",  "right",
      "science", "reference", "attribute", "function", "parameter", "returns",  "default",
      "value",   "option",    "directory", "commerce", "community", "research", "contribution"};
  static constexpr std::string_view kMarkup[] = {"</p>\n<p>",
                                                 "<a href=\"https://example.org/page/",
                                                 "\">",
                                                 "</a>",
                                                 "<div class=\"content\">",
                                                 "</div>\n",
                                                 "<span id=\"note\">",
                                                 "</li>",
                                                 "<li>",
                                                 "&nbsp;",
                                                 ".\n",
                                                 ", ",
                                                 " (",
                                                 ")</b>",
                                                 "<b>"};
  std::mt19937 random(seed);
  const auto pick = [&](size_t n) { return random() % n; };
  std::string text;
  while (text.size() < bytes) {
    text += pick(4) == 0 ? kMarkup[pick(std::size(kMarkup))] : kWords[pick(std::size(kWords))];
    if (pick(4) != 0) text += ' ';
  }
  return text;
}

}  // namespace licensus
