// The rules that are shipped: they load, their examples and near misses hold, and none is untested.
#include <gtest/gtest.h>

#include "detect/pattern_matcher.h"
#include "detect/rule_set.h"
#include "license/license_table.h"

namespace licensus {
namespace {

class ShippedRules : public testing::Test {
 protected:
  void SetUp() override {
    Result<LicenseTable> licenses = LicenseTable::load(LICENSUS_SHARE, "");
    ASSERT_TRUE(licenses) << licenses.error().message;
    licenses_ = std::make_unique<LicenseTable>(std::move(*licenses));
    Result<RuleSet> rules = RuleSet::load(LICENSUS_SHARE, "", *licenses_);
    ASSERT_TRUE(rules) << rules.error().message;
    rules_ = std::make_unique<RuleSet>(std::move(*rules));
  }

  std::unique_ptr<LicenseTable> licenses_;
  std::unique_ptr<RuleSet> rules_;
};

TEST_F(ShippedRules, HaveExamplesAndNearMisses) {
  EXPECT_GE(rules_->rules.size(), 100u);
  for (const Rule& rule : rules_->rules) {
    EXPECT_FALSE(rule.examples.empty()) << rule.id;
    EXPECT_FALSE(rule.near_misses.empty()) << rule.id;
  }
}

TEST_F(ShippedRules, HoldOnTheirExamples) {
  Result<PatternMatcher> matcher = PatternMatcher::create(*rules_, *licenses_);
  ASSERT_TRUE(matcher) << matcher.error().message;
  for (const RuleTestFailure& failure : matcher->test_examples()) {
    ADD_FAILURE() << failure.rule << ": " << failure.message;
  }
}

TEST_F(ShippedRules, NameOnlyLicensesThatAreKnown) {
  for (const Rule& rule : rules_->rules) {
    for (const Rule::Example& example : rule.examples) {
      EXPECT_EQ(example.license.find("LicenseRef-unknown-"), std::string::npos) << rule.id;
    }
  }
}

}  // namespace
}  // namespace licensus
