// Findings and the verdict that must follow.
#include "detect/verdict.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "real_rules.h"

namespace licensus {
namespace {

const LicenseTable& table() {
  static const LicenseTable instance = loaded(LicenseTable::load(LICENSUS_SHARE, ""));
  return instance;
}

Finding finding(std::string license, Element element = Element::kNone, Where where = Where::kNone,
                Kind kind = Kind::kLink) {
  static int64_t start = 0;
  Finding made;
  made.license = std::move(license);
  made.element = element;
  made.where = where;
  made.kind = kind;
  made.rule = "rule";
  made.start = ++start;
  made.end = start + 5;
  return made;
}

Finding reserved(Where where = Where::kBody) {
  Finding made = finding("NONE", Element::kNone, where, Kind::kNotice);
  made.reserved = true;
  return made;
}

std::string page(std::vector<Finding> findings) {
  const Verdict verdict = decide(findings, true, table());
  return verdict.license + ' ' + std::string(to_string(verdict.status)) +
         (verdict.conflict ? " conflict" : "");
}

std::string plain(std::vector<Finding> findings) {
  const Verdict verdict = decide(findings, false, table());
  return verdict.license + ' ' + std::string(to_string(verdict.status)) +
         (verdict.conflict ? " conflict" : "");
}

TEST(Verdict, NothingFound) {
  std::vector<Finding> none;
  const Verdict verdict = decide(none, true, table());
  EXPECT_EQ("NONE", verdict.license);
  EXPECT_EQ(Status::kNoneFound, verdict.status);
  EXPECT_EQ(-1, verdict.score);
  EXPECT_EQ(Terms(), verdict.terms);
}

// Each place beats all after it.
TEST(Verdict, OrderOfPlaces) {
  const std::vector<Finding> places = {
      finding("CC-BY-1.0", Element::kMeta, Where::kHead),
      finding("CC-BY-1.0", Element::kMeta, Where::kBody),
      finding("CC-BY-1.0", Element::kHttpHeader),
      finding("CC-BY-1.0", Element::kJsonLd, Where::kHead),
      finding("CC-BY-1.0", Element::kJsonLd, Where::kFooter),
      finding("CC-BY-1.0", Element::kLink, Where::kHead),
      finding("CC-BY-1.0", Element::kLink, Where::kBody),
      finding("CC-BY-1.0", Element::kMicrodata, Where::kFooter),
      finding("CC-BY-1.0", Element::kRdfa, Where::kBody),
      finding("CC-BY-1.0", Element::kA, Where::kFooter),
      finding("CC-BY-1.0", Element::kImg, Where::kFooter),
      finding("CC-BY-1.0", Element::kNone, Where::kFooter),
      finding("CC-BY-1.0", Element::kArea, Where::kBody),
      finding("CC-BY-1.0", Element::kImg, Where::kBody),
      finding("CC-BY-1.0", Element::kNone, Where::kBody),
  };
  for (size_t better = 0; better < places.size(); ++better) {
    for (size_t worse = better + 1; worse < places.size(); ++worse) {
      std::vector<Finding> two = {places[worse], places[better]};
      two[0].license = "CC-BY-3.0";
      two[0].start = 1;
      two[1].start = 7;
      EXPECT_EQ("CC-BY-1.0", decide(two, true, table()).license) << better << ' ' << worse;
      EXPECT_EQ("rule@7", two[0].lost_to);
      EXPECT_FALSE(two[0].main);
      EXPECT_TRUE(two[1].main);
      EXPECT_EQ("", two[1].lost_to);
    }
  }
}

TEST(Verdict, Page) {
  const Finding by = finding("CC-BY-4.0", Element::kA, Where::kFooter);
  const Finding nd = finding("CC-BY-ND-4.0", Element::kA, Where::kFooter);
  const Finding zero = finding("CC0-1.0", Element::kA, Where::kFooter);
  const Finding unknown = finding("NOASSERTION", Element::kMeta, Where::kHead);
  EXPECT_EQ("CC-BY-4.0 stated", page({by, by}));
  EXPECT_EQ("CC-BY-4.0 AND CC-BY-ND-4.0 stated conflict", page({nd, by}));
  EXPECT_EQ("CC-BY-ND-4.0 AND CC0-1.0 contradictory conflict", page({zero, nd}));
  EXPECT_EQ("CC-BY-4.0 AND CC0-1.0 stated conflict", page({zero, by}));
  // A loser with the same terms is no conflict, one with other terms is.
  EXPECT_EQ("CC-BY-4.0 stated", page({by, finding("CC-BY-3.0", Element::kA, Where::kBody)}));
  EXPECT_EQ("CC-BY-4.0 stated conflict",
            page({by, finding("CC-BY-NC-3.0", Element::kA, Where::kBody)}));
  EXPECT_EQ("CC-BY-4.0 stated",
            page({by, finding("LicenseRef-CC-BY", Element::kNone, Where::kBody)}));
  // A known license beats a stated unknown, whatever the place; that beats a reservation.
  EXPECT_EQ("CC-BY-4.0 stated", page({unknown, by}));
  EXPECT_EQ("CC-BY-4.0 stated", page({reserved(), by}));
  EXPECT_EQ("NOASSERTION declared_unknown", page({unknown, reserved()}));
  EXPECT_EQ("NONE reserved", page({reserved(), reserved(Where::kFooter)}));
}

TEST(Verdict, WhatIsOnlyMentionedLosesToWhatIsStated) {
  Finding mention = finding("CC-BY-ND-4.0", Element::kA, Where::kBody);
  mention.score = 70;
  EXPECT_EQ("CC-BY-4.0 stated conflict",
            page({mention, finding("CC-BY-4.0", Element::kNone, Where::kBody)}));
  EXPECT_EQ("CC-BY-ND-4.0 stated", page({mention}));
}

TEST(Verdict, OtherDocumentsJoinAll) {
  EXPECT_EQ("CC-BY-4.0 AND CC-BY-NC-4.0 stated conflict",
            plain({finding("CC-BY-NC-4.0"), finding("CC-BY-4.0"), finding("CC-BY-4.0")}));
  EXPECT_EQ("CC-BY-4.0 AND (CC-BY-SA-4.0 OR GFDL-1.3-or-later) stated conflict",
            plain({finding("CC-BY-4.0"), finding("CC-BY-SA-4.0 OR GFDL-1.3-or-later")}));
  EXPECT_EQ("CC-BY-4.0 stated", plain({finding("LicenseRef-CC-BY"), finding("CC-BY-4.0")}));
  EXPECT_EQ("BSD-3-Clause stated", plain({finding("LicenseRef-BSD"), finding("BSD-3-Clause")}));
  EXPECT_EQ("CC-BY-NC-4.0 AND LicenseRef-CC-BY stated conflict",
            plain({finding("LicenseRef-CC-BY"), finding("CC-BY-NC-4.0")}));
  EXPECT_EQ("NONE reserved", plain({reserved()}));
}

TEST(Verdict, WithoutVersionLosesToWithVersion) {
  EXPECT_EQ("GPL-2.0-only stated", plain({finding("GPL-1.0-or-later"), finding("GPL-2.0-only")}));
  EXPECT_EQ("GPL-1.0-or-later AND LGPL-2.1-only stated conflict",
            plain({finding("GPL-1.0-or-later"), finding("LGPL-2.1-only")}));
  // On a page wherever it stands, but not to a mere mention.
  const Finding bare = finding("LicenseRef-CC-BY-NC", Element::kA, Where::kFooter);
  Finding exact = finding("CC-BY-NC-2.0", Element::kNone, Where::kBody);
  EXPECT_EQ("CC-BY-NC-2.0 stated", page({bare, exact}));
  exact.score = 70;
  EXPECT_EQ("LicenseRef-CC-BY-NC stated", page({bare, exact}));
}

TEST(Verdict, Choice) {
  Finding gpl = finding("GPL-2.0-only");
  Finding mit = finding("MIT");
  mit.alternative_to = "GPL-2.0-only";
  const Finding zero = finding("CC0-1.0");
  EXPECT_EQ("GPL-2.0-only OR MIT stated", plain({gpl, mit}));
  EXPECT_EQ("CC0-1.0 AND (GPL-2.0-only OR MIT) stated conflict", plain({gpl, mit, zero}));
  // A choice of something that is not the document's is none.
  mit.alternative_to = "Apache-2.0";
  EXPECT_EQ("GPL-2.0-only AND MIT stated conflict", plain({gpl, mit}));
  std::vector<Finding> both = {gpl, finding("MIT")};
  both[1].alternative_to = "GPL-2.0-only";
  EXPECT_EQ(table().terms("GPL-2.0-only OR MIT"), decide(both, false, table()).terms);
}

TEST(Verdict, WhatNeverDecides) {
  for (Kind kind : {Kind::kIntro, Kind::kClue, Kind::kUnknown, Kind::kDataset}) {
    EXPECT_EQ("NONE none_found", plain({finding("MIT", Element::kNone, Where::kNone, kind)}));
  }
  for (Scope scope :
       {Scope::kEmbedded, Scope::kDataset, Scope::kAnnotation, Scope::kMetadata, Scope::kCode}) {
    Finding other = finding("MIT");
    other.scope = scope;
    EXPECT_EQ("NONE none_found", plain({other}));
  }
  std::vector<Finding> clue = {finding("MIT", Element::kNone, Where::kNone, Kind::kClue)};
  EXPECT_EQ(std::vector<std::string>{"MIT"}, decide(clue, false, table()).licenses);
  EXPECT_EQ("", clue[0].lost_to);
}

TEST(Verdict, TermsAreTheStrictestOfTheMainOnes) {
  std::vector<Finding> two = {finding("CC0-1.0"), finding("CC-BY-NC-4.0")};
  const Verdict verdict = decide(two, false, table());
  EXPECT_EQ(Permission::kNo, verdict.terms.commercial_use);
  EXPECT_EQ(Duty::kRequired, verdict.terms.attribution);
  EXPECT_EQ(table().terms("CC-BY-NC-4.0 AND CC0-1.0"), verdict.terms);
}

TEST(Verdict, BestPlaceIsTold) {
  std::vector<Finding> two = {finding("CC-BY-4.0", Element::kA, Where::kBody),
                              finding("CC-BY-4.0", Element::kA, Where::kFooter)};
  two[1].score = 90;
  const Verdict verdict = decide(two, true, table());
  EXPECT_EQ(Element::kA, verdict.element);
  EXPECT_EQ(Where::kFooter, verdict.where);
  EXPECT_EQ(Kind::kLink, verdict.kind);
  EXPECT_EQ(90, verdict.score);
}

TEST(Verdict, OrderOfFindings) {
  auto at = [](int64_t start, int64_t end, std::string rule) {
    Finding made = finding("MIT");
    made.start = start;
    made.end = end;
    made.rule = std::move(rule);
    return made;
  };
  std::vector<Finding> all = {at(-1, -1, "b"), at(9, 12, "a"), at(3, 9, "b"),
                              at(3, 9, "a"),   at(3, 5, "z"),  at(-1, -1, "a")};
  decide(all, false, table());
  std::string order;
  for (const Finding& f : all) order += std::to_string(f.start) + f.rule + ' ';
  EXPECT_EQ("3z 3a 3b 9a -1a -1b ", order);
}

TEST(Verdict, ManyFindingsTakeLinearTime) {
  std::vector<Finding> many;
  for (int i = 0; i < 20'000; ++i) {
    many.push_back(finding("LicenseRef-CC-x" + std::to_string(i)));
    many.push_back(finding("CC-BY-4.0", Element::kA, Where::kFooter));
  }
  EXPECT_EQ("CC-BY-4.0 stated conflict", page(many));
}

}  // namespace
}  // namespace licensus
