#include "detect/text_findings.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "detect/detector.h"
#include "orchard_index.h"
#include "tiny_index.h"

namespace licensus {
namespace {

std::string shown(const std::vector<Finding>& findings, std::string_view text) {
  std::string result;
  for (const Finding& finding : findings) {
    result += fmt::format("{} {} {} {} line {} ", finding.rule, finding.license,
                          to_string(finding.kind), finding.score, finding.line);
    if (finding.start < 0) {
      result += "nowhere\n";
    } else {
      result += '[' +
                std::string(text.substr(static_cast<size_t>(finding.start),
                                        static_cast<size_t>(finding.end - finding.start))) +
                "]\n";
    }
  }
  return result;
}

class Texts : public WithTinyIndex {
 protected:
  void SetUp() override {
    WithTinyIndex::SetUp();
    detector_ = make({});
  }

  std::unique_ptr<Detector> make(DetectorOptions options) const {
    if (options.share.empty()) options.share = LICENSUS_SHARE;
    options.text_index = folder_ / "tiny.index";
    auto made = Detector::create(options);
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
  }

  std::string found(const std::string& text, const std::string& media_type = "",
                    const std::string& name = "file") const {
    Detector::Session session(*detector_);
    const Detection detection =
        session.detect({.name = name, .media_type = media_type, .body = text});
    EXPECT_FALSE(detection.texts_limited);
    return shown(detection.findings, text) + detection.verdict.license;
  }

  std::string verdict(const std::string& text) const {
    Detector::Session session(*detector_);
    return session.detect({.name = "file", .body = text}).verdict.license;
  }

  std::unique_ptr<Detector> detector_;
};

TEST_F(Texts, AreFoundAtTheirPlaces) {
  EXPECT_EQ(found("bees\n\n  Permission of the meadow: walk, sit and sing.\n"
                  "No warranty against   bees + wasps.\n"),
            "meadow-1.0.LICENSE LicenseRef-unknown-Meadow-1.0 text 100 line 3 "
            "[Permission of the meadow: walk, sit and sing.\nNo warranty against   bees + wasps]\n"
            "LicenseRef-unknown-Meadow-1.0");
  EXPECT_EQ(found("bees with a meadow licence"),
            "meadow_3.RULE LicenseRef-unknown-Meadow-1.0 clue 11 line 1 [meadow licence]\nNONE");
  EXPECT_EQ(found("nothing but bees"), "NONE");
}

// Lines end by LF, CR or both; letters of Latin-1 count as the one byte they are, and so do the
// escapes of source code that count as blanks.
TEST_F(Texts, OfOtherCharsetsHaveTheirPlaces) {
  EXPECT_EQ(found("bees \xE9\r\nthe meadow licence, \xE9t\xE9\rbees"),
            "meadow_3.RULE LicenseRef-unknown-Meadow-1.0 clue 11 line 2 [meadow licence]\n"
            "NONE");
  EXPECT_EQ(found("\"bees\\n\"\n\"\\tthe meadow licence\\n\"", "", "bees.c"),
            "meadow_3.RULE LicenseRef-unknown-Meadow-1.0 clue 11 line 2 [meadow licence]\nNONE");
}

TEST_F(Texts, TakeThePatternsInsideThemAlong) {
  const std::string rule = "SPDX-License-Identifier: Meadow-1.0";
  EXPECT_EQ(found("bees\n# " + rule + "\n"),
            "spdx-license-identifier LicenseRef-unknown-Meadow-1.0 tag 100 line 2 [" + rule +
                "]\nLicenseRef-unknown-Meadow-1.0");
  // An id that the index does not know is no part of the match, so the pattern's stays.
  EXPECT_EQ(found("bees\n# SPDX-License-Identifier: MIT\n"),
            "spdx-tag MIT tag 99 line 2 [SPDX-License-Identifier: MIT]\nMIT");
}

// The index takes what follows for a version of what it does not know.
TEST_F(Texts, KeepTheTagsOfIdsTheyDoNotKnow) {
  const std::string shown = found("bees\n# SPDX-License-Identifier: AFL-1.1\n");
  EXPECT_NE(shown.find("spdx-tag AFL-1.1 tag"), std::string::npos) << shown;
  EXPECT_TRUE(shown.ends_with("AFL-1.1")) << shown;
}

// Only what is like its rule speaks for the document.
TEST_F(Texts, UnlikeTheirRulesAreClues) {
  EXPECT_EQ(found("bees\n\nPermission of the old meadow: walk, sit, dance and sing.\n"
                  "No warranty against bees + hornets.\n"),
            "meadow-1.0.LICENSE LicenseRef-unknown-Meadow-1.0 text 92 line 3 "
            "[Permission of the old meadow: walk, sit, dance and sing.\nNo warranty against bees]\n"
            "LicenseRef-unknown-Meadow-1.0");
  EXPECT_EQ(found("bees with a meadow licence"),
            "meadow_3.RULE LicenseRef-unknown-Meadow-1.0 clue 11 line 1 [meadow licence]\nNONE");
}

// Binaries too, no patterns, no knowledge of pages, expressions as they are, kinds of the rules.
TEST_F(Texts, AreScanCodesOwnWhereAskedFor) {
  detector_ = make({.scancode_parity = true});
  EXPECT_EQ(found(std::string("\0\1\2\3", 4) + "The grantors let you fish here, CC BY 4.0"),
            "brook.LICENSE LicenseRef-scancode-brook text 100 line -1 nowhere\n"
            "LicenseRef-scancode-brook");
  EXPECT_EQ(found("<html><body>bees and a meadow licence, CC BY 4.0</body></html>", "text/html"),
            "meadow_3.RULE Meadow-1.0 reference 11 line 1 [meadow licence]\nMeadow-1.0");
}

TEST_F(Texts, AreScanCodesOwnAcrossPiecesToo) {
  const std::string first = std::string((1 << 20) - 4, 'x') + "\nCC ", second = "BY 4.0\n";
  for (const bool parity : {true, false}) {
    const auto detector = make({.scancode_parity = parity});
    Detector::Session session(*detector);
    session.begin({.name = "file"});
    session.piece(first);
    session.piece(second);
    EXPECT_EQ(session.finish().findings.size(), parity ? 0U : 1U);
  }
}

// At depth fast a large document is matched around stems only.
TEST_F(Texts, FarFromStemsAreLeftOutAtDepthFast) {
  detector_ = make({.is_fast = true});
  const std::string text = "The grantors let you fish here.\n", far(5000, 'x');
  const std::string shown =
      "brook.LICENSE LicenseRef-scancode-brook text 100 line 1 [The grantors let you fish here]\n"
      "LicenseRef-scancode-brook";
  EXPECT_EQ(found(text), shown);
  EXPECT_EQ(found(text + far), "NONE");
  EXPECT_EQ(found(text + far, "", "LICENSE"), shown);
  EXPECT_EQ(found(text + "\nPermission is not needed.\n" + far), shown);
}

// What a pattern asks for behind its words is no reason to tell of them twice; but it says more
// than a clue.
TEST_F(Texts, OutdoPatternsThatEndWithTheLine) {
  folder_.write("mine.toml",
                "stems = [\"wasps\"]\n[[rule]]\nid = \"mine\"\nkind = \"reference\"\n"
                "license = \"MIT\"\npattern = '(?:bees . wasps|meadow licence wasps)[.\\s]'\n"
                "stems = [\"wasps\"]\nexamples = [\"bees + wasps.\"]\n"
                "near_misses = [\"bees or wasps.\"]\n");
  detector_ = make({.user_rules = folder_ / "mine.toml"});
  const std::string meadow =
      "Permission of the meadow: walk, sit and sing.\nNo warranty against bees + wasps";
  EXPECT_EQ(found("bees\n" + meadow + ".\n"),
            "meadow-1.0.LICENSE LicenseRef-unknown-Meadow-1.0 text 100 line 2 [" + meadow +
                "]\nLicenseRef-unknown-Meadow-1.0");
  EXPECT_EQ(found("a meadow licence wasps."),
            "mine MIT reference 100 line 1 [meadow licence wasps.]\nMIT");
}

// On a page patterns know the place: what they found stays, and a mere name is a clue.
TEST_F(Texts, LeaveThePlacesOfPages) {
  EXPECT_EQ(found("<html><body><p>bees and a meadow licence</p></body></html>", "text/html"),
            "meadow_3.RULE LicenseRef-unknown-Meadow-1.0 clue 11 line 1 [meadow licence]\nNONE");
}

TEST_F(Texts, AreFoundInEveryPieceOfADocument) {
  Detector::Session session(*detector_);
  TextTrace trace;
  session.trace_texts(&trace);
  const std::string first = std::string((1 << 20) - 1, 'x') + "\n";
  const std::string second = "bees with a meadow licence\n";
  session.begin({.name = "file"});
  session.piece(first);
  session.piece(second);
  const Detection detection = session.finish();
  ASSERT_EQ(detection.findings.size(), 1U);
  EXPECT_EQ(detection.findings[0].line, 2);
  EXPECT_EQ(detection.findings[0].start, static_cast<int64_t>(first.size() + 12));
  EXPECT_EQ(detection.findings[0].text, "meadow licence");
  // What explains it counts from the document's begin too.
  ASSERT_EQ(trace.compared.size(), 1U);
  EXPECT_EQ(trace.compared[0].rule, detection.findings[0].rule);
  EXPECT_EQ(trace.compared[0].words.matched, 2U);
  ASSERT_EQ(trace.lost.size(), 1U);
  EXPECT_EQ(trace.lost[0].finding.rule, "meadow_1.RULE");
  EXPECT_EQ(trace.lost[0].finding.line, 2);
  EXPECT_EQ(trace.lost[0].finding.start, detection.findings[0].start);
  // Not of the next document, when nobody asks.
  session.trace_texts(nullptr);
  session.detect({.name = "file", .body = second});
  EXPECT_EQ(trace.compared.size(), 1U);
}

// Under rules/texts.toml of its own, which --scancode-parity leaves out.
TEST_F(Texts, AreCalledWhatTheTextRulesSay) {
  namespace fs = std::filesystem;
  const fs::path share = folder_ / "share";
  for (const char* part : {"rules", "spdx"}) {
    fs::create_directories(share);
    fs::copy(fs::path(LICENSUS_SHARE) / part, share / part, fs::copy_options::recursive);
  }
  std::ofstream(share / "rules/texts.toml") << R"(
[[alias]]
license = "meadow-1.0"
is = "HPND"
likeness = 90
why = "made up"
[[no_license]]
license = "brook"
why = "made up"
)";
  const std::string text =
      "Permission of the meadow: walk, sit and sing.\nNo warranty against bees + wasps.\n\n"
      "The grantors let you fish here.\n";
  const auto licenses = [&](bool parity) {
    detector_ = make({.share = share, .scancode_parity = parity});
    Detector::Session session(*detector_);
    const Detection detection = session.detect({.name = "file", .body = text});
    std::string shown;
    for (const Finding& finding : detection.findings) {
      shown += fmt::format("{} {} {} {}, ", finding.rule, finding.license, to_string(finding.kind),
                           finding.score);
    }
    return shown + detection.verdict.license;
  };
  EXPECT_EQ(licenses(false),
            "meadow-1.0.LICENSE HPND text 90, brook.LICENSE LicenseRef-scancode-brook clue 100, "
            "HPND");
  EXPECT_EQ(licenses(true),
            "meadow-1.0.LICENSE Meadow-1.0 text 100, brook.LICENSE LicenseRef-scancode-brook text "
            "100, LicenseRef-scancode-brook AND Meadow-1.0");
}

// A list of names has the names as clues.
TEST_F(Texts, OfListsAreClues) {
  std::string list;
  for (const char* id :
       {"MIT",      "ISC",        "X11",        "Zlib",    "AFL-1.1", "AFL-2.0", "AFL-3.0",
        "0BSD",     "Apache-1.1", "Apache-2.0", "BSL-1.0", "CC0-1.0", "EPL-1.0", "EPL-2.0",
        "EUPL-1.1", "EUPL-1.2",   "MPL-1.1",    "MPL-2.0", "MS-PL",   "OFL-1.1"}) {
    list += fmt::format("SPDX-License-Identifier: {}\n", id);
  }
  EXPECT_EQ(verdict(list), "NONE");
  EXPECT_NE(verdict(list.substr(0, list.rfind("SPDX"))), "NONE");
}

TEST_F(Texts, ChangeTheFingerprint) {
  const auto without = Detector::create({.share = LICENSUS_SHARE});
  ASSERT_TRUE(without);
  EXPECT_NE((*without)->fingerprint(), detector_->fingerprint());
  EXPECT_EQ((*without)->texts(), nullptr);
  EXPECT_FALSE(Detector::create({.share = LICENSUS_SHARE, .text_index = "/no/such/file"}));
}

// What reads like a license, but is none that is known, is a clue: it says no license.
TEST(UnknownLicense, IsAClueWhereAskedFor) {
  const TemporaryDirectory folder;
  ASSERT_NE(make_orchard(folder), nullptr);
  const auto make = [&](bool unknown_licenses) {
    DetectorOptions options;
    options.share = LICENSUS_SHARE;
    options.text_index = folder / "orchard.index";
    options.unknown_licenses = unknown_licenses;
    return Detector::create(options);
  };
  const auto with = make(true), without = make(false);
  ASSERT_TRUE(with && without);
  EXPECT_NE((*with)->fingerprint(), (*without)->fingerprint());
  const std::string words = kOrchard.substr(0, kOrchard.find(" sweet"));
  const std::string text = "wasps\n" + words + "\nwasps";
  const auto found = [&](const Detector& detector) {
    Detector::Session session(detector);
    const Detection detection = session.detect({.name = "file", .body = text});
    return shown(detection.findings, text) + detection.verdict.license;
  };
  EXPECT_EQ(found(**with),
            "license-detection-unknown LicenseRef-scancode-unknown clue 100 line 2 [" + words +
                "]\nNONE");
  EXPECT_EQ(found(**without), "NONE");
  DetectorOptions no_index;
  no_index.share = LICENSUS_SHARE;
  no_index.unknown_licenses = true;
  EXPECT_FALSE(Detector::create(no_index));
}

}  // namespace
}  // namespace licensus
