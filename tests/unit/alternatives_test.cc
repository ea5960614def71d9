// Licenses joined by "or": text between two, and what the document is then.
#include "detect/alternatives.h"

#include <gtest/gtest.h>

#include "detect/verdict.h"
#include "real_rules.h"

namespace licensus {
namespace {

TEST(OffersChoice, Table) {
  for (std::string_view text :
       {" or ", " OR ", "\nor the ", " 또는 ", " 或 ", ") or (", "</a> or <a href=\"",
        "\"></a> or <a href=\"", " license or ", " 2.0 or the "}) {
    EXPECT_TRUE(offers_choice(text)) << text;
  }
  for (std::string_view text :
       {" ", " and ", ", ", " for ", " or later. Parts are under ", " or not or ",
        " (LICENSE-APACHE or ", "\">x</a> or <a href=\"", ""}) {
    EXPECT_FALSE(offers_choice(text)) << text;
  }
  EXPECT_FALSE(offers_choice(" or " + std::string(300, ' ')));
}

std::string license_of(std::string_view text) {
  RealRules& s = real_rules();
  std::vector<PatternMatch> matches;
  if (s.matcher.has_stem(text, s.scratch)) s.matcher.find(text, s.scratch, matches, false);
  std::vector<Finding> findings;
  for (const PatternMatch& match : matches) {
    Finding finding;
    finding.license = match.license;
    finding.rule = match.rule->id;
    finding.kind = match.rule->kind;
    finding.start = static_cast<int64_t>(match.start);
    finding.end = static_cast<int64_t>(match.end);
    findings.push_back(std::move(finding));
  }
  mark_alternatives(text, findings);
  return decide(findings, false, s.licenses).license;
}

TEST(Alternatives, Sentences) {
  const std::string by = "https://creativecommons.org/licenses/by/4.0/";
  const std::string sa = "https://creativecommons.org/licenses/by-sa/4.0/";
  const std::string nc = "https://creativecommons.org/licenses/by-nc/4.0/";
  EXPECT_EQ("CC-BY-4.0 OR CC-BY-SA-4.0", license_of("Under " + by + " or " + sa + "."));
  EXPECT_EQ("CC-BY-4.0 AND CC-BY-SA-4.0", license_of("Under " + by + " and " + sa + "."));
  EXPECT_EQ("CC-BY-4.0 OR CC-BY-NC-4.0 OR CC-BY-SA-4.0",
            license_of(by + " or " + sa + " or " + nc));
  EXPECT_EQ("(CC-BY-4.0 OR CC-BY-SA-4.0) AND CC-BY-NC-4.0",
            license_of(by + " or " + sa + ". Pictures: " + nc));
}

}  // namespace
}  // namespace licensus
