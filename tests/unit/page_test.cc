// Golden pages: tests/data/page/*.txt hold pages and, below each, what must be found on it.
#include "detect/page.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "detect/verdict.h"
#include "real_rules.h"

namespace licensus {
namespace {

struct Answer {
  std::vector<Finding> findings;
  std::vector<Signal> signals;
  Verdict verdict;
};

Answer scan(std::string_view html) {
  RealRules& s = real_rules();
  std::vector<PatternMatch> matches;
  if (s.matcher.has_stem(html, s.scratch)) s.matcher.find(html, s.scratch, matches);
  Answer answer;
  read_page(html, matches, s.matcher, s.scratch, answer.findings, answer.signals);
  answer.verdict = decide(answer.findings, true, s.licenses);
  return answer;
}

std::string word(std::string_view text) { return text.empty() ? "-" : std::string(text); }

// The verdict, then a line for each finding ("*" before the main ones) and each signal.
std::string describe(const Answer& answer) {
  std::ostringstream out;
  out << answer.verdict.license << ' ' << to_string(answer.verdict.status)
      << (answer.verdict.conflict ? " conflict" : "") << '\n';
  for (const Finding& f : answer.findings) {
    out << (f.main ? "* " : "  ") << f.license << ' ' << to_string(f.kind) << ' '
        << to_string(f.scope) << ' ' << word(to_string(f.element)) << ' ' << to_string(f.where);
    if (!f.field.empty()) out << ' ' << f.field;
    out << '\n';
  }
  for (const Signal& s : answer.signals) {
    out << "! " << s.signal << " = " << word(s.value) << " (" << word(to_string(s.element))
        << ")\n";
  }
  return out.str();
}

struct Golden {
  std::string name, html, expected;
};

// "=== name", the page, "---", what is expected of it; blank lines at the ends do not count.
std::vector<Golden> read_golden(const std::filesystem::path& file) {
  std::vector<Golden> all;
  std::ifstream in(file);
  std::string* part = nullptr;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("=== ")) {
      all.push_back({file.stem().string() + ": " + line.substr(4), "", ""});
      part = &all.back().html;
    } else if (line == "---" && part != nullptr) {
      part = &all.back().expected;
    } else if (part != nullptr && !(part->empty() && line.empty())) {
      *part += line + '\n';
    }
  }
  for (Golden& golden : all) {
    while (golden.expected.ends_with("\n\n")) golden.expected.pop_back();
  }
  return all;
}

TEST(Page, Golden) {
  size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(LICENSUS_TEST_DATA "/page")) {
    for (const Golden& golden : read_golden(entry.path())) {
      EXPECT_EQ(golden.expected, describe(scan(golden.html))) << golden.name;
      ++count;
    }
  }
  EXPECT_GE(count, 60U);
}

TEST(Page, OffsetsAreThoseOfTheText) {
  const std::string html =
      R"(<p>This page: <a href="https://creativecommons.org/licenses/by/4.0/">x</a>)";
  const Answer answer = scan(html);
  ASSERT_EQ(1U, answer.findings.size());
  const Finding& finding = answer.findings[0];
  const std::string_view seen = std::string_view(html).substr(
      static_cast<size_t>(finding.start), static_cast<size_t>(finding.end - finding.start));
  EXPECT_TRUE(seen.starts_with("https://creativecommons.org/licenses/by/4.0")) << seen;
}

TEST(Page, UnknownTargetHasPlaceAndText) {
  const std::string html = R"(<link rel=license href=" /terms ">)";
  const Answer answer = scan(html);
  ASSERT_EQ(1U, answer.findings.size());
  EXPECT_EQ(" /terms ", html.substr(static_cast<size_t>(answer.findings[0].start), 8));
  EXPECT_EQ("/terms", answer.findings[0].text);
  EXPECT_EQ("markup-license-unknown", answer.findings[0].rule);
}

constexpr std::string_view kFooter =
    R"(<footer><a href="https://creativecommons.org/licenses/by/4.0/">x</a></footer>)";

std::string repeat(std::string_view piece, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += piece;
  return text;
}

TEST(Page, NestingBeyondTheLimitCountsAsTheLimit) {
  const std::string deep = repeat("<div>", 100'000);
  EXPECT_EQ("CC-BY-4.0", scan(deep + std::string(kFooter)).verdict.license);
  // What is closed again leaves no trace.
  const std::string html =
      "<blockquote>" + deep + repeat("</div>", 100'000) + "</blockquote><p>" + std::string(kFooter);
  const Answer answer = scan(html);
  ASSERT_EQ(1U, answer.findings.size());
  EXPECT_EQ(Where::kFooter, answer.findings[0].where);
  EXPECT_EQ(Scope::kDocument, answer.findings[0].scope);
}

// Each would take minutes if any step were quadratic.
TEST(Page, HostileTextTakesLinearTime) {
  const std::string footer(kFooter);
  const std::string link = R"(<a href="https://creativecommons.org/licenses/by/4.0/">)";
  const std::vector<std::string> pages = {
      repeat("<", 1'000'000) + footer,
      repeat("<a b='", 200'000) + footer,
      repeat("<!--", 300'000) + footer,
      repeat("<![CDATA[", 200'000) + footer,
      repeat("<svg><![CDATA[", 100'000) + footer,
      repeat("<script>", 200'000) + footer,
      repeat("</b>", 300'000) + footer,
      repeat("<b>", 600) + repeat("</i><p><hr>", 50'000) + footer,
      repeat("<table><tr><td>", 100'000) + footer,
      "<a " + repeat("x=y ", 300'000) + ">" + footer,
      "<a " + repeat("x ", 300'000) + "=" + footer,
      repeat(link, 20'000),
      repeat("photo by ", 100'000) + link,
      "<script type='application/ld+json'>" + repeat("[", 500'000) + footer,
      "<script type='application/ld+json'>" + repeat("{\"a\":", 300'000) + footer,
      "<script type='application/ld+json'>{\"license\":[" + repeat("\"x\",", 100'000) +
          "1]}</script>",
  };
  for (const std::string& page : pages) {
    const auto begin = std::chrono::steady_clock::now();
    scan(page);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(seconds.count(), 10.0) << page.substr(0, 60);
  }
}

// Pages cut, joined and overwritten at random: no crash, and every place lies in the page.
TEST(Page, DamagedPages) {
  std::vector<std::string> pages;
  for (const auto& entry : std::filesystem::directory_iterator(LICENSUS_TEST_DATA "/page")) {
    for (const Golden& golden : read_golden(entry.path())) pages.push_back(golden.html);
  }
  ASSERT_FALSE(pages.empty());
  std::sort(pages.begin(), pages.end());
  std::mt19937 random(20240518);
  using namespace std::string_view_literals;
  constexpr std::string_view kBytes = "<>/!\"'= -?\0&]\xff{}[],:"sv;
  size_t seen = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string page = pages[random() % pages.size()];
    page.resize(random() % (page.size() + 1));
    page += pages[random() % pages.size()].substr(random() % 40);
    for (size_t i = random() % 12; i > 0; --i) {
      page[random() % page.size()] = kBytes[random() % kBytes.size()];
    }
    for (const Finding& finding : scan(page).findings) {
      ASSERT_LE(0, finding.start);
      ASSERT_LE(finding.start, finding.end);
      ASSERT_LE(static_cast<size_t>(finding.end), page.size());
      ++seen;
    }
  }
  EXPECT_GT(seen, 1000U);
}

TEST(IsPage, ByTypeThenByBytesThenByName) {
  EXPECT_TRUE(is_page({.media_type = "text/html"}));
  EXPECT_TRUE(is_page({.media_type = "application/xhtml+xml"}));
  EXPECT_FALSE(is_page({.media_type = "text/plain", .body = "<!doctype html>"}));
  EXPECT_FALSE(is_page({.name = "https://x.org/a.html", .media_type = "application/json"}));
  EXPECT_TRUE(is_page({.body = "\n<!DOCTYPE HTML><p>x"}));
  EXPECT_TRUE(is_page({.body = "<?xml version='1.0'?><html>"}));
  EXPECT_TRUE(is_page({.name = "doc/index.HTM", .body = "<p>x"}));
  EXPECT_TRUE(is_page({.name = "https://x.org/a.html?b=c", .body = "x"}));
  EXPECT_FALSE(is_page({.name = "notes.txt", .body = "x < y"}));
  EXPECT_FALSE(is_page({.name = ".html", .body = "x"}));
}

}  // namespace
}  // namespace licensus
