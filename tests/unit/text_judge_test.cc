#include "detect/text_judge.h"

#include <string>

#include "real_rules.h"
#include "tiny_index.h"

namespace licensus {
namespace {

constexpr std::string_view kRules = R"(
[[alias]]
license = "meadow-1.0"
is = "HPND"
likeness = 90
why = "made up"
[[correction]]
rule = "brook_1.RULE"
is = "ISC"
likeness = 80
why = "made up"
[[no_license]]
license = "silent"
beside = "dropped"
why = "made up"
[[no_license]]
license = "rider"
why = "made up"
[[no_license]]
license = "unknown"
beside = "decides"
why = "made up"
[[no_license]]
license = "sold"
on = "pages"
why = "made up"
)";

class Judge : public WithTinyIndex {
 protected:
  // License, likeness, and where it is a clue.
  std::string judged(const std::string& expression, const std::string& rule = "x_1.RULE") {
    TextMatch match;
    match.expression = expression;
    match.rule = rule;
    TextJudge judge(rules_, *index_, real_rules().licenses);
    judge.judge(match);
    const TextJudge::Answer answer = judge.judge(match);  // the second time as the first
    return answer.license + ' ' + std::to_string(answer.likeness) +
           (answer.is_clue            ? " clue"
            : answer.is_clue_on_pages ? " clue on pages"
                                      : "");
  }

  TextRules rules_ = loaded(read_text_rules("texts.toml", kRules, real_rules().licenses));
};

TEST_F(Judge, NamesWhatSpdxHasAnIdFor) {
  EXPECT_EQ(judged("meadow-1.0"), "HPND 90");
  EXPECT_EQ(judged("mit OR meadow-1.0"), "HPND OR MIT 90");
  EXPECT_EQ(judged("brook"), "LicenseRef-scancode-brook 100");
  EXPECT_EQ(judged("meadow-1.0-plus"), "LicenseRef-unknown-meadow-1.0-plus 100");
}

TEST_F(Judge, CorrectsARule) {
  EXPECT_EQ(judged("brook", "brook_1.RULE"), "ISC 80");
  EXPECT_EQ(judged("brook", "brook_11.RULE"), "LicenseRef-scancode-brook 100");
}

TEST_F(Judge, TellsWhatSaysNoLicense) {
  EXPECT_TRUE(judged("silent").ends_with(" clue"));
  EXPECT_TRUE(judged("rider").ends_with(" clue"));
  EXPECT_TRUE(judged("rider AND silent").ends_with(" clue"));
  EXPECT_TRUE(judged("sold").ends_with(" clue on pages"));
  EXPECT_TRUE(judged("sold AND rider").ends_with(" clue on pages"));
  EXPECT_EQ(judged("sold OR mit"), "LicenseRef-unknown-sold OR MIT 100");
}

TEST_F(Judge, KeepsWhatIsBesideIt) {
  EXPECT_EQ(judged("mit AND silent"), "MIT 100");
  EXPECT_EQ(judged("silent AND (mit OR silent OR brook)"), "LicenseRef-scancode-brook OR MIT 100");
  EXPECT_EQ(judged("mit AND rider"), "LicenseRef-unknown-rider AND MIT 100");
  EXPECT_EQ(judged("mit AND unknown"), "LicenseRef-unknown-unknown AND MIT 100 clue");
}

}  // namespace
}  // namespace licensus
