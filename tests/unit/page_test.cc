// Golden pages: tests/data/page/*.txt hold pages and, below each, what must be found on it.
#include "detect/page.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "detect/verdict.h"

namespace licensus {
namespace {

template <class T>
T loaded(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().message;
    std::abort();
  }
  return std::move(*result);
}

struct Scanner {
  LicenseTable licenses = loaded(LicenseTable::load(LICENSUS_SHARE, ""));
  RuleSet rules = loaded(RuleSet::load(LICENSUS_SHARE, "", licenses));
  PatternMatcher matcher = loaded(PatternMatcher::create(rules, licenses));
  PatternMatcher::Scratch scratch;
};

Scanner& scanner() {
  static Scanner instance;
  return instance;
}

struct Answer {
  std::vector<Finding> findings;
  std::vector<Signal> signals;
  Verdict verdict;
};

Answer scan(std::string_view html) {
  Scanner& s = scanner();
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

}  // namespace
}  // namespace licensus
