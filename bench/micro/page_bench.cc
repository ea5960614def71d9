// How fast a page is read, apart from finding the matches: tokens alone, and the whole of read_page
// with one license in the footer. Each run checks its answer.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "detect/html_tokens.h"
#include "detect/page.h"

namespace licensus {
namespace {

// Documentation as crawls hold it: a head, a navigation list, then sections of markup and text.
std::string make_page() {
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Manual</title>\n"
      "<link rel=\"stylesheet\" href=\"style.css\"></head><body class=\"docs\">\n<ul "
      "class=\"nav\">";
  for (int i = 0; i < 60; ++i) {
    const std::string n = std::to_string(i);
    page += "<li class=\"toc-item level-2\"><a href=\"section-" + n + ".html\" title=\"Section " +
            n + "\">Section " + n + "</a></li>\n";
  }
  page += "</ul>\n";
  for (int i = 0; i < 200; ++i) {
    page += "<div class=\"section\" id=\"s" + std::to_string(i) +
            "\"><h2>Heading</h2>\n<p>Some text about <code>options</code> of the program, which "
            "runs on for a few lines so that text and markup stand in the proportion that pages "
            "have; see <a class=\"ref internal\" href=\"other.html#x\">elsewhere</a>, or read on "
            "to the end of the paragraph, where nothing new is said.</p>\n"
            "<p><img src=\"figure.png\" alt=\"A figure\" width=\"400\" height=\"300\"></p>"
            "<!-- generated --></div>\n";
  }
  return page +
         "<footer>Text: <a rel=\"license\" href=\"https://creativecommons.org/licenses/by/4.0/\">"
         "license</a></footer></body></html>\n";
}

void check(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "wrong answer: %s\n", what);
  std::abort();
}

void BM_HtmlTokens(benchmark::State& state) {
  const std::string page = make_page();
  size_t images = 0;
  for (auto _ : state) {
    HtmlTokens tokens(page);
    HtmlToken token;
    images = 0;
    while (tokens.next(token)) {
      images += token.key == name_key("img") ? 1 : 0;
    }
  }
  check(images == 200, "images");
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * page.size()));
}
BENCHMARK(BM_HtmlTokens);

struct Rules {
  Result<LicenseTable> licenses = LicenseTable::load(LICENSUS_SHARE, "");
  Result<RuleSet> rules = RuleSet::load(LICENSUS_SHARE, "", *licenses);
  Result<PatternMatcher> matcher = PatternMatcher::create(*rules, *licenses);
  PatternMatcher::Scratch scratch;

  std::vector<PatternMatch> matches_of(const std::string& page) {
    std::vector<PatternMatch> matches;
    if (matcher->has_stem(page, scratch)) matcher->find(page, scratch, matches);
    return matches;
  }
};

void BM_ReadPage(benchmark::State& state) {
  Rules rules;
  const std::string page = make_page();
  const std::vector<PatternMatch> matches = rules.matches_of(page);
  std::vector<Finding> findings;
  std::vector<Signal> signals;
  for (auto _ : state) {
    findings.clear();
    read_page(page, matches, *rules.matcher, rules.scratch, findings, signals);
  }
  check(findings.size() == 1 && findings[0].license == "CC-BY-4.0" &&
            findings[0].where == Where::kFooter,
        "finding");
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * page.size()));
}
BENCHMARK(BM_ReadPage);

// Pages of the folder that LICENSUS_BENCH_PAGES names, those with a match.
void BM_ReadRealPages(benchmark::State& state) {
  const char* folder = std::getenv("LICENSUS_BENCH_PAGES");
  if (folder == nullptr) {
    state.SkipWithError("LICENSUS_BENCH_PAGES is not set");
    return;
  }
  Rules rules;
  std::vector<std::string> pages;
  std::vector<std::vector<PatternMatch>> matches;
  size_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::string page(std::istreambuf_iterator<char>(file), {});
    std::vector<PatternMatch> found = rules.matches_of(page);
    if (found.empty()) continue;
    bytes += page.size();
    pages.push_back(std::move(page));
    matches.push_back(std::move(found));
  }
  std::vector<Finding> findings;
  std::vector<Signal> signals;
  for (auto _ : state) {
    for (size_t i = 0; i < pages.size(); ++i) {
      findings.clear();
      read_page(pages[i], matches[i], *rules.matcher, rules.scratch, findings, signals);
      check(findings.size() >= matches[i].size() / 2, "findings of a page");
    }
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes));
}
BENCHMARK(BM_ReadRealPages)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace licensus
