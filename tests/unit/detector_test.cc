#include "detect/detector.h"
#include "real_rules.h"

#include <gtest/gtest.h>

#include <random>

namespace licensus {
namespace {

Detection detect(const DocumentView& document) {
  return Detector::Session(real_detector()).detect(document);
}

TEST(Detector, SaysWhereAndWhichRule) {
  const std::string text = "first line\nLicense: CC BY-NC 4.0\n";
  const Detection found = detect({.name = "data/README", .body = text});
  ASSERT_EQ(found.findings.size(), 1U);
  const Finding& finding = found.findings[0];
  EXPECT_EQ(finding.license, "CC-BY-NC-4.0");
  EXPECT_EQ(finding.line, 2);
  EXPECT_EQ(finding.text, text.substr(static_cast<size_t>(finding.start),
                                      static_cast<size_t>(finding.end - finding.start)));
  EXPECT_TRUE(finding.main);
  EXPECT_EQ(found.verdict.license, "CC-BY-NC-4.0");
  EXPECT_EQ(found.verdict.terms.commercial_use, Permission::kNo);
}

TEST(Detector, WhatIsNotStatedIsNotGuessed) {
  const Detection found = detect({.name = "a.txt", .body = "nothing to see here"});
  EXPECT_TRUE(found.text);
  EXPECT_EQ(found.verdict.license, "NONE");
  EXPECT_EQ(found.verdict.status, Status::kNoneFound);
  EXPECT_EQ(found.verdict.terms.commercial_use, Permission::kUnknown);
}

TEST(Detector, PassesBinaryFilesOverButNotTheOnesThatSayLicense) {
  const std::string body =
      std::string("\0\1\2", 3) + "Licensed under the MIT License" + std::string("\0\3", 2);
  const Detection passed = detect({.name = "a.bin", .body = body});
  EXPECT_FALSE(passed.text);
  EXPECT_EQ(passed.verdict.status, Status::kUnreadable);
  EXPECT_EQ(passed.verdict.license, "NOASSERTION");
  const Detection read = detect({.name = "dist/LICENSE.dat", .body = body});
  EXPECT_TRUE(read.text);
  EXPECT_EQ(read.verdict.license, "MIT");
}

// 공공누리 제1유형 in EUC-KR (as windows-949 has it): found, with offsets in the stored bytes.
TEST(Detector, ReadsOtherCharsetsAndReportsOffsetsOfTheSource) {
  const std::string korean =
      "\xB0\xF8\xB0\xF8\xB4\xA9\xB8\xAE \xC1\xA6"
      "1\xC0\xAF\xC7\xFC";
  const std::string body = "<html><body>\n<p>" + korean + "</p></body></html>";
  const Detection found = detect(
      {.name = "http://example.kr/", .media_type = "text/html", .charset = "euc-kr", .body = body});
  ASSERT_FALSE(found.findings.empty());
  EXPECT_EQ(found.findings[0].license, "LicenseRef-KOGL-1");
  EXPECT_EQ(found.findings[0].start, static_cast<int64_t>(body.find(korean)));
  EXPECT_EQ(found.findings[0].line, 2);
}

TEST(Detector, ReadsUtf16) {
  std::string body = "\xFF\xFE";
  for (const char c : std::string("Licensed under the MIT License\n")) body += {c, '\0'};
  const Detection found = detect({.name = "a.txt", .body = body});
  ASSERT_EQ(found.findings.size(), 1U);
  EXPECT_EQ(found.verdict.license, "MIT");
  EXPECT_EQ(found.findings[0].start % 2, 0);
}

TEST(Detector, ReadsEscapedJson) {
  const std::string body = R"({"license":"\uacf5\uacf5\ub204\ub9ac \uc81c1\uc720\ud615"})";
  const Detection found =
      detect({.name = "a.json", .media_type = "application/json", .body = body});
  ASSERT_FALSE(found.findings.empty());
  EXPECT_EQ(found.findings[0].license, "LicenseRef-KOGL-1");
  EXPECT_EQ(found.findings[0].start, static_cast<int64_t>(body.find("\\uacf5")));
}

// The same answer for a document whole and in pieces, wherever the pieces end.
TEST(Detector, APieceMoreOrLessChangesNothing) {
  const size_t piece_bytes = size_t{1} << 20;
  std::string body;
  std::mt19937 random(7);
  while (body.size() < 3 * piece_bytes) {
    body += "lorem ipsum dolor sit amet ";
    if (random() % 9 == 0) body += "\n";
    if (random() % 4000 == 0) body += "https://creativecommons.org/licenses/by-sa/4.0/ ";
  }
  const std::string link = "https://creativecommons.org/licenses/by-nc/3.0/";
  body.replace(piece_bytes - 20, link.size(), link);
  const DocumentView whole{.name = "a.txt", .body = body};
  const Detection expected = detect(whole);
  ASSERT_GT(expected.findings.size(), 5U);
  Detector::Session session(real_detector());
  session.begin({.name = "a.txt"});
  for (size_t at = 0; at < body.size(); at += piece_bytes) {
    session.piece(std::string_view(body).substr(at, piece_bytes));
  }
  const Detection pieces = session.finish();
  ASSERT_EQ(pieces.findings.size(), expected.findings.size());
  for (size_t i = 0; i < expected.findings.size(); ++i) {
    EXPECT_EQ(pieces.findings[i].start, expected.findings[i].start);
    EXPECT_EQ(pieces.findings[i].end, expected.findings[i].end);
    EXPECT_EQ(pieces.findings[i].line, expected.findings[i].line);
    EXPECT_EQ(pieces.findings[i].text, expected.findings[i].text);
  }
}

TEST(Detector, KeepsAtMostSoManyFindings) {
  std::string body;
  for (size_t i = 0; i < Detection::kMaxFindings + 500; ++i) {
    body += "https://creativecommons.org/licenses/by/4.0/\n";
  }
  const Detection found = detect({.name = "a.txt", .body = body});
  EXPECT_TRUE(found.limited);
  EXPECT_EQ(found.findings.size(), Detection::kMaxFindings);
}

TEST(Detector, ReadsSignalsOfHeadersThatNoStemReaches) {
  for (const char* header :
       {"X-Robots-Tag: noimageai", "content-usage: train-ai=n", "TDM-Reservation: 1"}) {
    const std::string headers = "Server: x\r\n" + std::string(header) + "\r\nDate: y\r\n";
    const Detection found = detect({.name = "https://example.org/",
                                    .media_type = "text/html",
                                    .http_headers = headers,
                                    .body = "<html>"});
    ASSERT_EQ(found.signals.size(), 1U) << header;
    EXPECT_EQ(found.signals[0].element, Element::kHttpHeader);
  }
}

TEST(Detector, SaysWhereItMissesItsRules) {
  const auto made = Detector::create({.share = "/no/such/share"});
  ASSERT_FALSE(made.has_value());
  EXPECT_NE(made.error().message.find("/no/such/share"), std::string::npos);
}

}  // namespace
}  // namespace licensus
