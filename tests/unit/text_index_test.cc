#include "detect/text/text_index.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "detect/text/find_index.h"
#include "detect/text/index_builder.h"
#include "detect/text/tokenizer.h"
#include "tiny_index.h"

namespace licensus {
namespace {

// The tests' own rules as an index file.
class TinyIndex : public WithTinyIndex {
 protected:
  Rid rid(std::string_view identifier) const {
    for (size_t rid = 0; rid < index_->rule_count(); ++rid) {
      if (index_->identifier(static_cast<Rid>(rid)) == identifier) return static_cast<Rid>(rid);
    }
    ADD_FAILURE() << identifier << " is not there";
    return 0;
  }
  const RuleRecord& rule(std::string_view identifier) const {
    return index_->rule(rid(identifier));
  }

  std::vector<TokenId> ids(std::string_view text) const {
    std::vector<Token> tokens;
    tokenize(text, index_->token_table(), tokens);
    std::vector<TokenId> ids;
    for (const Token& token : tokens) ids.push_back(token.id);
    return ids;
  }
};

TEST_F(TinyIndex, HoldsRulesInByteOrderOfTheirNames) {
  std::vector<std::string_view> names;
  for (size_t rid = 0; rid < index_->rule_count(); ++rid) {
    names.push_back(index_->identifier(static_cast<Rid>(rid)));
  }
  // Without deprecated ones, other languages and licenses without a text.
  EXPECT_EQ(names, (std::vector<std::string_view>{
                       "brook.LICENSE", "false_1.RULE", "meadow-1.0.LICENSE", "meadow_1.RULE",
                       "meadow_2.RULE", "meadow_3.RULE", "url_1.RULE", "weak_1.RULE"}));
  EXPECT_EQ(index_->info().rule_base, "tiny-rules 1.0");
  EXPECT_EQ(index_->info().false_positives, 1U);
  EXPECT_EQ(index_->info().licenses, 4U);
  EXPECT_EQ(index_->info().stopwords, 3U);
  EXPECT_TRUE(index_->verify());
}

TEST_F(TinyIndex, NumbersWordsAsScanCodeDoes) {
  EXPECT_EQ(index_->legalese_count(), 4U);
  EXPECT_EQ(index_->find_token("license"), 0);
  EXPECT_EQ(index_->find_token("licence"), 0);
  EXPECT_EQ(index_->find_token("grantors"), 2);
  EXPECT_EQ(index_->find_token("br"), kStopword);
  EXPECT_EQ(index_->find_token("heath"), kUnknownToken);
  // Then the words of SPDX ids, sorted: 0 1 brook? no: that license has no SPDX id.
  const std::array<const char*, 6> spdx = {"0", "1", "identifier", "licenseref", "meadow", "spdx"};
  for (size_t i = 0; i < spdx.size(); ++i) {
    EXPECT_EQ(index_->find_token(spdx[i]), 4 + i) << spdx[i];
  }
  // Then as the rules bring them: "The grantors let you fish here."
  EXPECT_EQ(index_->find_token("the"), 10);
  EXPECT_EQ(index_->find_token("let"), 11);
  EXPECT_TRUE(index_->is_high(3));
  EXPECT_FALSE(index_->is_high(4));
  EXPECT_FALSE(index_->is_high(kStopword));
  EXPECT_TRUE(index_->is_digit_only(index_->find_token("42")));
  EXPECT_FALSE(index_->is_digit_only(index_->find_token("the")));
  EXPECT_FALSE(index_->is_digit_only(kUnknownToken));
  EXPECT_TRUE(index_->token_table().find("42").is_short);
  EXPECT_FALSE(index_->token_table().find("the").is_short);
}

TEST_F(TinyIndex, KeepsTokensStopwordsAndPhrases) {
  const Rid notice = rid("meadow_2.RULE");
  const auto tokens = index_->tokens(notice);
  EXPECT_EQ((std::vector<TokenId>(tokens.begin(), tokens.end())),
            ids("under the meadow license of our grantor or by the brook"));
  const auto stops = index_->stopwords(notice);
  ASSERT_EQ(stops.size(), 2U);
  EXPECT_EQ(stops[0].after, 3);  // <br> behind "meadow", the third
  EXPECT_EQ(stops[0].count, 1);
  EXPECT_EQ(stops[1].after, 4);  // <p><li> behind "license"
  EXPECT_EQ(stops[1].count, 2);
  const auto phrases = index_->required_phrases(notice);
  ASSERT_EQ(phrases.size(), 2U);
  EXPECT_EQ(phrases[0].begin, 2);
  EXPECT_EQ(phrases[0].end, 4);
  EXPECT_EQ(phrases[1].begin, 6);
  EXPECT_EQ(phrases[1].end, 7);
  EXPECT_FALSE(rule("meadow_2.RULE").has(kRuleContinuous));
  EXPECT_TRUE(rule("meadow_3.RULE").has(kRuleContinuous)) << "its phrase is all of it";
}

TEST_F(TinyIndex, RendersExpressionsAsScanCodeDoes) {
  EXPECT_EQ(index_->expression(rule("meadow_2.RULE").expression),
            "meadow-1.0 OR (brook AND meadow-1.0 WITH brook)");
  EXPECT_EQ(index_->expression(rule("brook.LICENSE").expression), "brook");
  EXPECT_EQ(rule("false_1.RULE").expression, kNoExpression);
  EXPECT_EQ(index_->expression(kNoExpression), "");
  EXPECT_EQ(index_->expression_count(), 3U);
}

TEST_F(TinyIndex, FlagsAndThresholds) {
  const RuleRecord& license = rule("meadow-1.0.LICENSE");
  EXPECT_TRUE(license.has(kRuleText));
  EXPECT_TRUE(license.has(kRuleFromLicense));
  EXPECT_TRUE(license.has(kRuleApproxMatchable));
  EXPECT_FALSE(license.has(kRuleWeak));
  EXPECT_EQ(license.relevance, 100);
  EXPECT_EQ(license.stored_coverage, 70);
  EXPECT_EQ(license.minimum_coverage, 70);
  EXPECT_EQ(license.length, 13);
  EXPECT_EQ(license.unique_length, 13);
  EXPECT_EQ(license.high_length, 2);
  EXPECT_EQ(license.min_length, 6);
  EXPECT_EQ(license.min_high_length, 2);
  EXPECT_EQ(license.min_unique_length, 2);
  EXPECT_TRUE(license.has(kRuleSmall));
  EXPECT_FALSE(license.has(kRuleTiny));
  EXPECT_DOUBLE_EQ(license.min_containment(), 0.7);

  const RuleRecord& name = rule("meadow_1.RULE");
  EXPECT_EQ(name.relevance, 90);
  EXPECT_EQ(name.minimum_coverage, 100);
  EXPECT_TRUE(name.has(kRuleWeak));
  EXPECT_TRUE(name.has(kRuleTiny));
  EXPECT_FALSE(name.has(kRuleApproxMatchable));

  EXPECT_EQ(rule("meadow_3.RULE").relevance, 11);  // two tokens
  EXPECT_TRUE(rule("meadow_3.RULE").has(kRuleEndsWithLicense));
  EXPECT_FALSE(rule("meadow_3.RULE").has(kRuleStartsWithLicense));
  EXPECT_EQ(rule("url_1.RULE").stored_coverage, 0);
  EXPECT_EQ(rule("url_1.RULE").minimum_coverage, 100) << "a bare URL";
  EXPECT_TRUE(rule("url_1.RULE").has(kRuleApproxMatchable)) << "a quirk: tiny does not count";

  const RuleRecord& none = rule("false_1.RULE");
  EXPECT_TRUE(none.has(kRuleFalsePositive));
  EXPECT_FALSE(none.has(kRuleSmall | kRuleTiny | kRuleApproxMatchable));
  EXPECT_EQ(none.length, 3);
  EXPECT_EQ(none.unique_length, 0);
}

TEST_F(TinyIndex, ShortTextsOnlyOfOneTokenReferencesAndClues) {
  EXPECT_EQ(index_->short_text(rid("weak_1.RULE")), "GPL2+\n");
  EXPECT_EQ(index_->short_text(rid("meadow_1.RULE")), "Meadow");
  EXPECT_EQ(index_->short_text(rid("meadow_3.RULE")), "");
}

TEST_F(TinyIndex, FindsWholeTexts) {
  EXPECT_EQ(index_->find_whole_text(ids("MEADOW license")), rid("meadow_3.RULE"));
  EXPECT_EQ(index_->find_whole_text(ids("meadow")), rid("meadow_1.RULE"));
  EXPECT_EQ(index_->find_whole_text(ids("driving license 42")), std::nullopt) << "a false positive";
  EXPECT_EQ(index_->find_whole_text({}), std::nullopt);
  EXPECT_EQ(index_->find_whole_text(ids("meadow license meadow")), std::nullopt);
}

TEST_F(TinyIndex, AutomatonHoldsAllRules) {
  for (size_t rid = 0; rid < index_->rule_count(); ++rid) {
    auto state = RuleAutomaton::start();
    for (const TokenId token : index_->tokens(static_cast<Rid>(rid)))
      state = index_->automaton().step(state, token);
    std::vector<Rid> found;
    index_->automaton().for_each_rule(state, [&](Rid ends) { found.push_back(ends); });
    ASSERT_FALSE(found.empty()) << rid;
    EXPECT_EQ(found.front(), rid);
  }
}

TEST_F(TinyIndex, PostingsAndBigrams) {
  const auto approx = index_->approx_rules();
  ASSERT_EQ(approx.size(),
            4U);  // by how many different tokens they have
  EXPECT_EQ(index_->identifier(approx[0]), "url_1.RULE");
  EXPECT_EQ(index_->identifier(approx[3]), "meadow-1.0.LICENSE");
  std::map<TokenId, std::vector<uint16_t>> expected;
  for (size_t place = 0; place < approx.size(); ++place) {
    const auto tokens = index_->tokens(approx[place]);
    const auto unique = index_->unique_tokens(approx[place]);
    const auto counts = index_->unique_counts(approx[place]);
    ASSERT_EQ(unique.size(), counts.size());
    EXPECT_TRUE(std::is_sorted(unique.begin(), unique.end()));
    std::map<TokenId, uint16_t> occurrences;
    for (const TokenId token : tokens) ++occurrences[token];
    ASSERT_EQ(unique.size(), occurrences.size());
    for (size_t i = 0; i < unique.size(); ++i) {
      EXPECT_EQ(counts[i], occurrences[unique[i]]);
      expected[unique[i]].push_back(static_cast<uint16_t>(place));
    }
  }
  for (size_t id = 0; id < index_->token_count(); ++id) {
    const auto token = static_cast<TokenId>(id);
    const auto places = index_->postings(token);
    EXPECT_EQ((std::vector<uint16_t>(places.begin(), places.end())), expected[token]) << token;
  }
  EXPECT_TRUE(index_->postings(kUnknownToken).empty());
  EXPECT_TRUE(index_->unique_tokens(rid("meadow_1.RULE")).empty());

  const auto bigram = [&](std::string_view first, std::string_view second) {
    return index_->has_bigram(index_->find_token(first), index_->find_token(second));
  };
  EXPECT_TRUE(bigram("permission", "of"));
  EXPECT_TRUE(bigram("meadow", "license"));
  EXPECT_FALSE(bigram("license", "meadow"));
  EXPECT_FALSE(bigram("under", "the")) << "no legalese";
  EXPECT_FALSE(bigram("driving", "license")) << "only in a false positive";
}

TEST_F(TinyIndex, Licenses) {
  const auto meadow = index_->license("meadow-1.0");
  ASSERT_TRUE(meadow);
  EXPECT_EQ(meadow->spdx_id, "Meadow-1.0");
  EXPECT_FALSE(meadow->is_exception);
  const auto brook = index_->license("brook");
  ASSERT_TRUE(brook);
  EXPECT_EQ(brook->spdx_id, "LicenseRef-scancode-brook");
  EXPECT_TRUE(brook->is_exception);
  EXPECT_TRUE(index_->license("old-brook")->is_deprecated);
  EXPECT_FALSE(index_->license("Brook"));
  for (const char* id : {"meadow-1.0", "licenseref-meadow", "meadow"}) {
    ASSERT_TRUE(index_->license_of_spdx_id(id)) << id;
    EXPECT_EQ(index_->license_of_spdx_id(id)->key, "meadow-1.0");
  }
  EXPECT_FALSE(index_->license_of_spdx_id("old-brook")) << "deprecated";
  EXPECT_FALSE(index_->license_of_spdx_id("Meadow-1.0"));
  EXPECT_FALSE(index_->license_of_spdx_id(""));
}

TEST(IndexBuilder, SameRulesSameBytes) {
  const auto source = read_rule_source(kRuleBase);
  ASSERT_TRUE(source) << source.error().message;
  const auto again = build_text_index(*source);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(*again == tiny_bytes());
}

TEST(IndexBuilder, RefusesWhatScanCodeRefuses) {
  const auto source = read_rule_source(kRuleBase);
  ASSERT_TRUE(source);
  const auto error_with = [&](auto change) {
    RuleSource changed = *source;
    change(changed);
    const auto built = build_text_index(changed);
    return built ? std::string("built") : built.error().message;
  };
  EXPECT_EQ(error_with([](RuleSource& s) { s.rules[3].text = "meadow {{{{ a }}"; }),
            "meadow_1.RULE: its marks {{ and }} do not fit together");
  EXPECT_EQ(error_with([](RuleSource& s) { s.rules[3].text = "meadow }}"; }),
            "meadow_1.RULE: its marks {{ and }} do not fit together");
  EXPECT_EQ(error_with([](RuleSource& s) { s.rules[3].text = "{{ <br> }} meadow"; }),
            "meadow_1.RULE: its marks {{ and }} do not fit together");
  EXPECT_EQ(error_with([](RuleSource& s) { s.rules[3].text = "{{ meadow"; }),
            "meadow_1.RULE: its marks {{ and }} do not fit together");
  EXPECT_EQ(error_with([](RuleSource& s) { s.rules[3].text = " -- "; }),
            "meadow_1.RULE: its text holds no words");
  EXPECT_EQ(error_with([](RuleSource& s) { s.rules[3].text = "GPL2+!"; }),
            "weak_1.RULE: its words are those of meadow_1.RULE");
  EXPECT_EQ(error_with([](RuleSource& s) { s.rules[3].expression = "heath"; }),
            "expression heath: no license is called heath");
  EXPECT_EQ(error_with([](RuleSource& s) { s.licenses[0].spdx_id = "MEADOW-1.0"; }),
            "license meadow-1.0: another license has the SPDX id Meadow-1.0 too");
  EXPECT_EQ(error_with([](RuleSource& s) { s.legalese[0].second = 7; }),
            "the numbers of legalese words have gaps");
}

// What ScanCode 32.5.0 itself makes of its rules (counted in its own index).
TEST(WholeIndex, CountsAreThoseOfScanCode) {
  const auto index = TextIndex::open(std::string(LICENSUS_SHARE "/") + kIndexFileName);
  if (!index) GTEST_SKIP() << index.error().message;
  const TextIndexInfo& info = (*index)->info();
  if (info.rule_base != "scancode-toolkit-mini 32.5.0") GTEST_SKIP() << info.rule_base;
  EXPECT_EQ(info.rules, 37542U);
  EXPECT_EQ(info.false_positives, 1299U);
  EXPECT_EQ(info.approx_rules, 30050U);
  EXPECT_EQ(info.tokens, 29467U);
  EXPECT_EQ(info.legalese, 4356U);
  EXPECT_EQ(info.expressions, 3638U);
  EXPECT_EQ(info.automaton_states, 5027298U);
  EXPECT_EQ(info.rule_tokens, 6152542U);
  EXPECT_LT(info.file_bytes, uint64_t{128} << 20);
  EXPECT_TRUE((*index)->verify());
  EXPECT_EQ((*index)->license("mit")->spdx_id, "MIT");
  EXPECT_EQ((*index)->license_of_spdx_id("gpl-2.0+")->key, "gpl-2.0-plus");
}

}  // namespace
}  // namespace licensus
