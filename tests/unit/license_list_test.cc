#include "detect/license_list.h"

#include <gtest/gtest.h>

#include <string>

namespace licensus {
namespace {

std::vector<Finding> made(size_t count, Kind kind, const std::string& license) {
  std::vector<Finding> findings(count);
  for (size_t i = 0; i < count; ++i) {
    findings[i].kind = kind;
    findings[i].license = license + std::to_string(i);
    findings[i].start = 0;
    findings[i].end = 100;
  }
  return findings;
}

std::vector<Finding> joined(std::vector<Finding> a, const std::vector<Finding>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(LicenseList, IsOfManyNamesAndFewTexts) {
  EXPECT_TRUE(is_license_list("", made(20, Kind::kTag, "x")));
  EXPECT_FALSE(is_license_list("", made(19, Kind::kTag, "x")));
  EXPECT_FALSE(is_license_list("", made(20, Kind::kClue, "x")));
  const auto names = joined(made(10, Kind::kTag, "x"), made(10, Kind::kReference, "y"));
  EXPECT_TRUE(is_license_list("", joined(names, made(5, Kind::kText, "z"))));
  EXPECT_FALSE(is_license_list("", joined(names, made(6, Kind::kNotice, "z"))));
}

TEST(LicenseList, MayHaveNoticesOfALine) {
  auto findings = made(20, Kind::kNotice, "x");
  EXPECT_FALSE(is_license_list("", findings));
  for (Finding& finding : findings) finding.end = 99;
  EXPECT_TRUE(is_license_list("", findings));
  findings[0].reserved = true;
  EXPECT_FALSE(is_license_list("", findings));
}

TEST(LicenseList, IsNotOfOneNameOftenSaid) {
  auto findings = made(100, Kind::kTag, "x");
  for (Finding& finding : findings) finding.license = "MIT";
  EXPECT_FALSE(is_license_list("", findings));
}

TEST(LicenseList, IsNoCopyrightFileOfDebian) {
  const std::string text =
      "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n";
  EXPECT_FALSE(is_license_list(text, made(30, Kind::kTag, "x")));
  EXPECT_TRUE(is_license_list(std::string(3000, '\n') + text, made(30, Kind::kTag, "x")));
}

TEST(LicenseList, HasClues) {
  auto findings = joined(made(30, Kind::kReference, "x"), made(5, Kind::kText, "z"));
  demote_entries(findings);
  EXPECT_EQ(findings[29].kind, Kind::kClue);
  EXPECT_EQ(findings[30].kind, Kind::kText) << "it may be the list's own";
  findings = joined(made(30, Kind::kReference, "x"), made(6, Kind::kText, "z"));
  demote_entries(findings);
  EXPECT_EQ(findings[30].kind, Kind::kClue);
}

}  // namespace
}  // namespace licensus
