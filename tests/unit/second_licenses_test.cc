#include "detect/second_licenses.h"

#include <gtest/gtest.h>

#include <string>
#include <tuple>

namespace licensus {
namespace {

Finding finding(Kind kind, const std::string& license, int64_t start, int64_t end,
                int score = 100) {
  Finding made;
  made.kind = kind;
  made.license = license;
  made.start = start;
  made.end = end;
  made.score = score;
  return made;
}

// The licenses that become clues.
std::string demoted(std::vector<Finding> findings) {
  TextRules rules;
  rules.inside["Sleepycat"] = {"BSD-3-Clause"};
  const std::vector<Finding> before = findings;
  SecondLicenses(rules).demote(findings);
  std::string result;
  for (size_t i = 0; i < findings.size(); ++i) {
    if (findings[i].kind != before[i].kind) {
      EXPECT_EQ(findings[i].kind, Kind::kClue);
      result += findings[i].license + '@' + std::to_string(findings[i].start) + ' ';
    }
  }
  return result;
}

TEST(SecondLicenses, WithinAFullTextAreClues) {
  const Finding text = finding(Kind::kText, "NPL-1.1", 100, 2000);
  EXPECT_EQ(demoted({finding(Kind::kNotice, "MPL-1.1", 1000, 1500), text}), "MPL-1.1@1000 ");
  EXPECT_EQ(demoted({text, finding(Kind::kReference, "MPL-1.1", 100, 110),
                     finding(Kind::kIntro, "MIT", 1990, 2000)}),
            "MPL-1.1@100 MIT@1990 ");
  EXPECT_EQ(demoted({text, finding(Kind::kTag, "MIT", 1000, 1010)}), "");
  EXPECT_EQ(demoted({text, finding(Kind::kNotice, "GPL-2.0-only", 1990, 2001)}), "");
  EXPECT_EQ(demoted({text, finding(Kind::kText, "MIT", 1000, 1500)}), "");
  EXPECT_EQ(demoted({text, finding(Kind::kReference, "MIT", -1, -1)}), "");
}

TEST(SecondLicenses, WithinAShortOrUnlikeTextStay) {
  const Finding name = finding(Kind::kReference, "MPL-1.1", 200, 210);
  EXPECT_EQ(demoted({finding(Kind::kText, "NPL-1.1", 100, 799), name}), "");
  EXPECT_EQ(demoted({finding(Kind::kText, "NPL-1.1", 100, 800), name}), "MPL-1.1@200 ");
  EXPECT_EQ(demoted({finding(Kind::kText, "NPL-1.1", 100, 800, 94), name}), "");
  EXPECT_EQ(demoted({finding(Kind::kText, "NPL-1.1", 100, 800, 95), name}), "MPL-1.1@200 ");
  EXPECT_EQ(demoted({finding(Kind::kNotice, "NPL-1.1", 100, 800), name}), "");
}

TEST(SecondLicenses, BesideATextThatSpeaksOfThemAreClues) {
  const Finding text = finding(Kind::kText, "Sleepycat", 3000, 5000);
  EXPECT_EQ(demoted({text, finding(Kind::kText, "BSD-3-Clause", 7000, 8000),
                     finding(Kind::kText, "BSD-3-Clause", 10'000, 11'000),
                     finding(Kind::kText, "BSD-3-Clause", 13'001, 14'000)}),
            "BSD-3-Clause@7000 BSD-3-Clause@10000 ");
  EXPECT_EQ(demoted({text, finding(Kind::kReference, "BSD-3-Clause", 900, 1000),
                     finding(Kind::kReference, "BSD-3-Clause", 800, 999)}),
            "BSD-3-Clause@900 BSD-3-Clause@800 ");
  EXPECT_EQ(demoted({text, finding(Kind::kReference, "BSD-3-Clause", 800, 999)}), "");
  EXPECT_EQ(demoted({text, finding(Kind::kText, "MIT", 5001, 6000)}), "");
  const Finding part = finding(Kind::kText, "BSD-3-Clause", 5001, 6000);
  EXPECT_EQ(demoted({finding(Kind::kText, "Sleepycat", 3000, 5000, 59), part}), "");
  EXPECT_EQ(demoted({finding(Kind::kText, "Sleepycat", 3000, 5000, 60), part}),
            "BSD-3-Clause@5001 ");
  EXPECT_EQ(demoted({finding(Kind::kReference, "Sleepycat", 3000, 5000),
                     finding(Kind::kText, "BSD-3-Clause", 5001, 6000)}),
            "");
}

}  // namespace
}  // namespace licensus
