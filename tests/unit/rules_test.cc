// The rules that are shipped: they load, their examples and near misses hold, and none is untested.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "detect/license_template.h"
#include "detect/pattern_matcher.h"
#include "detect/rule_set.h"
#include "license/expression.h"
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

// The ids of an expression that the license table cannot tell a name of.
void collect_unknown(const Expression& expression, const LicenseTable& licenses,
                     std::vector<std::string>& unknown) {
  for (const Expression& operand : expression.operands) collect_unknown(operand, licenses, unknown);
  if (expression.kind != Expression::Kind::kLicense) return;
  if (licenses.info(expression.license) == nullptr) unknown.push_back(expression.license);
}

TEST_F(ShippedRules, NameOnlyLicensesThatAreKnown) {
  const auto check = [&](const Rule& rule, const std::string& license) {
    const std::string id = canonical_license(license, *licenses_).id;
    if (id.empty() || id == "NOASSERTION" || id == "reserved") return;
    const Result<Expression> expression = parse_expression(id);
    ASSERT_TRUE(expression) << rule.id << ": " << license;
    std::vector<std::string> unknown;
    collect_unknown(*expression, *licenses_, unknown);
    EXPECT_TRUE(unknown.empty()) << rule.id << ": " << unknown.front();
  };
  for (const Rule& rule : rules_->rules) {
    for (const Rule::Example& example : rule.examples) {
      check(rule, example.license.empty() ? rule.license : example.license);
    }
    for (const auto& [group, values] : rule.values) {
      for (const auto& [bytes, value] : values) {
        if (rule.license == "{" + group + "}") check(rule, value);
      }
    }
  }
}

}  // namespace
}  // namespace licensus
