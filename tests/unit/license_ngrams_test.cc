#include "detect/text/license_ngrams.h"

#include <gtest/gtest.h>

#include <sstream>

#include "orchard_index.h"

namespace licensus {
namespace {

class Ngrams : public ::testing::Test {
 protected:
  void make(const std::vector<OrchardRule>& rules) {
    index_ = make_orchard(folder_, rules);
    ASSERT_NE(index_, nullptr);
    ngrams_ = std::make_unique<LicenseNgrams>(*index_);
  }

  bool has(const std::string& words) const {
    std::vector<TokenId> tokens;
    std::istringstream text(words);
    for (std::string word; text >> word;) tokens.push_back(index_->find_token(word));
    EXPECT_EQ(tokens.size(), LicenseNgrams::kLength) << words;
    return ngrams_->has(tokens.data());
  }

  TemporaryDirectory folder_;
  std::unique_ptr<const TextIndex> index_;
  std::unique_ptr<LicenseNgrams> ngrams_;
};

TEST_F(Ngrams, AreThoseOfRulesWithLegalese) {
  make({{"b.RULE", "orchard", "pick plums with a grant"},
        {"c.RULE", "", "walk under trees without permission today"}});
  EXPECT_TRUE(has("the licensor of the orchard will"));
  EXPECT_TRUE(has("every gate of the licensed orchard"));
  EXPECT_TRUE(has("every gate of the license orchard"));           // the same number
  EXPECT_FALSE(has("the licensor of the orchard grant"));          // in no rule
  EXPECT_FALSE(has("to pick apples and pears in"));                // no legalese
  EXPECT_FALSE(has("licensed orchard pick plums with a"));         // of two rules
  EXPECT_FALSE(has("walk under trees without permission today"));  // of a false positive
}

TEST_F(Ngrams, HaveNoMarks) {
  make({{"b.RULE", "orchard", "grant of 12 pears and 345 plums"},
        {"c.RULE", "orchard", "grant of 12 pears 34567 plums 7 figs"},
        {"d.RULE", "orchard", "grant since 2001 pears and plums"},
        {"e.RULE", "orchard", "grant e pears f and plums"},
        {"f.RULE", "orchard", "grant e f g pears plums"},
        {"g.RULE", "orchard", "grant pears reserved and many plums"},
        {"h.RULE", "orchard", "grant pears grant pears grant pears"},
        {"i.RULE", "orchard", "grant pears grant pears plums pears"}});
  EXPECT_TRUE(has("grant of 12 pears and 345"));
  EXPECT_TRUE(has("grant of 12 pears 34567 plums"));
  EXPECT_FALSE(has("12 pears 34567 plums 7 figs"));
  EXPECT_FALSE(has("grant since 2001 pears and plums"));
  EXPECT_TRUE(has("grant e pears f and plums"));
  EXPECT_FALSE(has("grant e f g pears plums"));
  EXPECT_FALSE(has("grant pears reserved and many plums"));
  EXPECT_FALSE(has("grant pears grant pears grant pears"));
  EXPECT_TRUE(has("grant pears grant pears plums pears"));
}

TEST_F(Ngrams, AreAllThereHoweverMany) {
  // 2,000 different runs: the table grows several times. A run that comes again counts once.
  constexpr int kRules = 400, kRunsOfARule = 5;
  std::vector<OrchardRule> rules;
  for (int i = 0; i < kRules; ++i) {
    const std::string n = std::to_string(10000 + i);
    rules.push_back({"b" + n + ".RULE", "orchard",
                     "u" + n + " v" + n + " w" + n + " x" + n + " grant y" + n + " z" + n + " of" +
                         n + " a" + n + " b" + n});
  }
  make(rules);
  const TemporaryDirectory other;
  const auto license_only = make_orchard(other);
  ASSERT_NE(license_only, nullptr);
  const size_t of_license = LicenseNgrams(*license_only).size();
  EXPECT_GT(of_license, 20U);
  EXPECT_EQ(ngrams_->size(), of_license + size_t{kRules} * kRunsOfARule);
  EXPECT_TRUE(has("x10399 grant y10399 z10399 of10399 a10399"));
  EXPECT_FALSE(has("x10399 grant y10399 z10399 of10399 a10398"));
}

}  // namespace
}  // namespace licensus
