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

// What pages and cards write, and the license that some rule must read in it ("" for all rights
// reserved): the forms of URLs, also escaped in JSON, names in many languages, and statements.
TEST_F(ShippedRules, ReadTheFormsOfEachLicense) {
  struct Form {
    const char *license, *text;
  };
  const Form forms[] = {
      {"CC-BY-4.0", R"(https://creativecommons.org/licenses/by/4.0/)"},
      {"CC-BY-SA-2.1-JP", R"(http://creativecommons.org/licenses/by-sa/2.1/jp/)"},
      {"CC-BY-3.0-IGO", R"(creativecommons.org/licenses/by/3.0/igo/legalcode)"},
      {"LicenseRef-CC-NC-ND-1.0", R"(http://www.creativecommons.org/licenses/nd-nc/1.0/)"},
      {"CC-BY-NC-ND-1.0", R"(http://creativecommons.org/licenses/by-nd-nc/1.0/)"},
      {"CC-SA-1.0", R"(http://creativecommons.org/licenses/sa/1.0/)"},
      {"LicenseRef-scancode-cc-nc-sampling-plus-1.0",
       R"(http://creativecommons.org/licenses/nc-sampling+/1.0/)"},
      {"LicenseRef-scancode-cc-devnations-2.0",
       R"(http://creativecommons.org/licenses/devnations/2.0/)"},
      {"CC0-1.0", R"(//creativecommons.org/publicdomain/zero/1.0/legalcode.ja)"},
      {"LicenseRef-CC-PDM-1.0", R"(https://creativecommons.org/publicdomain/mark/1.0/deed.fr)"},
      {"LicenseRef-CC-PDCC", R"(http://creativecommons.org/publicdomain/certification/1.0/us/)"},
      {"CC-PDDC", R"(http://creativecommons.org/licenses/publicdomain/)"},
      {"CC-BY-NC-4.0", R"({"l":"https:\/\/creativecommons.org\/licenses\/by-nc\/4.0\/"})"},
      {"CC0-1.0",
       R"({"l":"https:\u002F\u002Fcreativecommons.org\u002Fpublicdomain\u002Fzero\u002F1.0\u002F"})"},
      {"CC-BY-NC-4.0",
       R"({"l":"https:\\\/\\\/creativecommons.org\\\/licenses\\\/by-nc\\\/4.0\\\/"})"},
      {"CC-BY-SA-4.0", R"(https://i.creativecommons.org/l/by-sa/4.0/88x31.png)"},
      {"CC-BY-NC-SA-4.0", R"(https:\/\/licensebuttons.net\/l\/by-nc-sa\/4.0\/88x31.png)"},
      {"ODbL-1.0", R"(https:\/\/opendatacommons.org\/licenses\/odbl\/1-0\/)"},
      {"ODC-By-1.0", R"(http://opendatacommons.org/licenses/by/1.0)"},
      {"PDDL-1.0", R"(http://www.opendatacommons.org/licenses/pddl/)"},
      {"CDLA-Permissive-2.0", R"(https:\/\/cdla.dev\/permissive-2-0)"},
      {"CDLA-Sharing-1.0", R"(https://cdla.io/sharing-1-0/)"},
      {"Apache-2.0", R"(https:\/\/www.apache.org\/licenses\/LICENSE-2.0.html)"},
      {"GPL-3.0-only", R"(https:\/\/www.gnu.org\/licenses\/gpl-3.0.txt)"},
      {"LGPL-2.1-only", R"(https://www.gnu.org/licenses/old-licenses/lgpl-2.1.html)"},
      {"MIT", R"(https:\/\/opensource.org\/licenses\/MIT)"},
      {"MIT", R"(https://opensource.org/license/mit/)"},
      {"CC-BY-4.0", R"(https:\/\/spdx.org\/licenses\/CC-BY-4.0.html)"},
      {"CC-BY-NC-SA-4.0", R"(https:\/\/choosealicense.com\/licenses\/cc-by-nc-sa-4.0\/)"},
      {"LicenseRef-KOGL-1", R"(https:\/\/www.kogl.or.kr\/info\/licenseType1.do)"},
      {"LicenseRef-KOGL-2", R"(https://www.kogl.or.kr/open/info/license_info/nc.do)"},
      {"LicenseRef-KOGL-1", R"(https://www.kogl.or.kr/open/info/license_info/by.do)"},
      {"LicenseRef-KOGL-4", R"(https://www.kogl.or.kr/open/info/license_info/all.do)"},
      {"LicenseRef-KOGL-0", R"(https://www.kogl.or.kr/info/licenseType0.do)"},
      {"etalab-2.0", R"(https:\/\/www.etalab.gouv.fr\/licence-ouverte-open-licence")"},
      {"etalab-2.0", R"(https://github.com/etalab/licence-ouverte/blob/master/LO.md)"},
      {"OGL-UK-3.0",
       R"(https:\/\/www.nationalarchives.gov.uk\/doc\/open-government-licence\/version\/3\/)"},
      {"OGL-UK-3.0", R"(OGL v3.0 license)"},
      {"OGL-UK-3.0", R"(licensed under the OGL v3.0)"},
      {"OGL-Canada-2.0", R"(https:\/\/open.canada.ca\/en\/open-government-licence-canada)"},
      {"NLOD-2.0", R"(Norwegian Licence for Open Government Data (NLOD) 2.0)"},
      {"NLOD-2.0", R"(license: https://data.norge.no/nlod/en/2.0)"},
      {"LicenseRef-NLOD", R"(Norwegian Licence for Open Government Data)"},
      {"DL-DE-BY-2.0", R"("license":"https:\/\/www.govdata.de\/dl-de\/by-2-0")"},
      {"DL-DE-ZERO-2.0", R"(license https://www.govdata.de/dl-de/zero-2-0)"},
      {"DL-DE-BY-2.0", R"(Datenlizenz Deutschland - Namensnennung - Version 2.0)"},
      {"LicenseRef-scancode-stable-diffusion-2022-08-22",
       R"(https://huggingface.co/spaces/CompVis/stable-diffusion-license)"},
      {"LicenseRef-Gemma", R"(license: gemma)"},
      {"LicenseRef-Gemma", R"(Gemma Terms of Use license https://ai.google.dev/gemma/terms)"},
      {"LicenseRef-scancode-llama-3.1-license-2024",
       R"(https:\/\/llama.meta.com\/llama3_1\/license)"},
      {"LicenseRef-scancode-llama-2-license-2023", R"(https://ai.meta.com/llama/license/)"},
      {"Apache-2.0 OR MIT", R"(SPDX-License-Identifier: MIT OR Apache-2.0)"},
      {"CC-BY-SA-4.0", R"(CC BY-SA 4.0)"},
      {"LicenseRef-CC-BY-NC", R"(CC BY-NC)"},
      {"CC-BY-NC-3.0", R"(Attribution-NonCommercial 3.0 Unported)"},
      {"MIT", R"(MIT License)"},
      {"LicenseRef-public-domain", R"(This work is in the public domain.)"},
      {"", R"(All rights reserved)"},
      {"LicenseRef-KOGL-0", R"(공공누리 제0유형)"},
      {"LicenseRef-KOGL-1", R"(공공누리 제1유형)"},
      {"LicenseRef-KOGL-1", R"(공공누리 제 1유형)"},
      {"LicenseRef-KOGL-2", R"(공공누리 제2유형)"},
      {"LicenseRef-KOGL-3", R"(공공누리 제3유형)"},
      {"LicenseRef-KOGL-4", R"(공공누리 제4유형)"},
      {"LicenseRef-KOGL-1", R"(공공누리 공공저작물 자유이용허락 출처표시)"},
      {"LicenseRef-KOGL-4", R"(공공누리 공공저작물 자유이용허락 출처표시 상업용금지 변경금지)"},
      {"LicenseRef-KOGL-2", R"(공공누리 공공저작물 자유이용허락 출처표시 상업용금지)"},
      {"LicenseRef-KOGL-3", R"(공공누리 공공저작물 자유이용허락 출처표시 변경금지)"},
      {"LicenseRef-KOGL-1", R"(출처표시-상업적, 비상업적 이용가능-변형 등 2차적 저작물 작성 가능)"},
      {"LicenseRef-KOGL-2", R"(출처표시-비상업적 이용만 가능-변형 등 2차적 저작물 작성 가능)"},
      {"LicenseRef-KOGL-3", R"(출처표시-상업적, 비상업적 이용가능-변형 등 2차적 저작물 작성 금지)"},
      {"LicenseRef-KOGL-4", R"(출처표시-비상업적 이용만 가능-변형 등 2차적 저작물 작성 금지)"},
      {"LicenseRef-KOGL-4 WITH AdditionRef-KOGL-AI", R"(공공누리 제4유형 AI유형)"},
      {"LicenseRef-KOGL-1",
       R"(본 저작물은 "공공누리" 제1유형:출처표시 조건에 따라 이용할 수 있습니다.)"},
      {"LicenseRef-KOGL-4",
       R"(본 저작물은 "공공누리" 제4유형:출처표시+상업적 이용금지+변경금지 조건에 따라 이용 할 수 있습니다.)"},
      {"LicenseRef-KOGL-4",
       R"(본 공공저작물은 공공누리 "출처표시+상업적이용금지+변경금지" 조건에 따라 이용할 수 있습니다.)"},
      {"CC-BY-NC-ND-2.0", R"(저작자표시-비영리-변경금지 2.0 대한민국)"},
      {"LicenseRef-CC-BY-NC-ND", R"(저작자표시-비영리-변경금지)"},
      {"LicenseRef-CC-BY-NC-SA", R"(저작자표시-비영리-동일조건변경허락)"},
      {"CC-BY-SA-4.0", R"(クリエイティブ・コモンズ 表示-継承 4.0 国際)"},
      {"CC-BY-4.0", R"(クリエイティブ・コモンズ・ライセンス表示4.0国際)"},
      {"CC-BY-NC-SA-4.0", R"(表示-非営利-継承 4.0 国際)"},
      {"CC-BY-NC-SA-4.0", R"(知识共享署名-非商业性使用-相同方式共享 4.0 国际许可协议)"},
      {"CC-BY-SA-3.0", R"(創用CC 姓名標示-相同方式分享 3.0 台灣)"},
      {"CC-BY-NC-4.0", R"(Licencia Creative Commons Atribución-NoComercial 4.0 Internacional)"},
      {"CC-BY-SA-3.0", R"(Creative Commons Reconocimiento-CompartirIgual 3.0)"},
      {"CC-BY-NC-SA-4.0",
       R"(Licence Creative Commons Attribution - Pas d’Utilisation Commerciale - Partage dans les Mêmes Conditions 4.0 International)"},
      {"CC-BY-SA-3.0", R"(licence Creative Commons paternité-partage à l'identique 3.0)"},
      {"CC-BY-SA-4.0",
       R"(Namensnennung - Weitergabe unter gleichen Bedingungen 4.0 International)"},
      {"CC-BY-4.0", R"(Licença Creative Commons Atribuição 4.0 Internacional)"},
      {"CC-BY-NC-ND-4.0", R"(Creative Commons Atribuição-NãoComercial-SemDerivações 4.0)"},
      {"CC-BY-4.0", R"(Creative Commons «Attribution» («Атрибуция») 4.0 Всемирная)"},
      {"CC-BY-SA-4.0", R"(Creative Commons С указанием авторства — С сохранением условий 4.0)"},
      {"CC-BY-NC-4.0", R"(лицензии Creative Commons С указанием авторства-Некоммерческая 4.0)"},
      {"LicenseRef-research-only", R"(The dataset is provided for research purposes only.)"},
      {"LicenseRef-noncommercial-research", R"(for non-commercial research purposes only)"},
      {"LicenseRef-noncommercial", R"(for non-commercial use only)"},
      {"LicenseRef-no-training", R"(may not be used to train machine learning models)"},
      {"LicenseRef-no-training",
       R"(This content may not be used for training artificial intelligence or machine learning technologies)"},
      {"LicenseRef-no-training",
       R"(not be used for training of large language models or machine learning)"},
      {"LicenseRef-no-training",
       R"(Use of our content for machine learning or AI training is prohibited)"},
      {"LicenseRef-no-training",
       R"(No part of this site may be used for text and data mining or AI training)"},
  };
  Result<PatternMatcher> matcher = PatternMatcher::create(*rules_, *licenses_);
  ASSERT_TRUE(matcher) << matcher.error().message;
  PatternMatcher::Scratch scratch;
  for (const Form& form : forms) {
    const std::string text = std::string("x\n") + form.text + "\ny\n";
    std::vector<PatternMatch> matches;
    if (matcher->has_stem(text, scratch)) matcher->find(text, scratch, matches);
    EXPECT_FALSE(matches.empty()) << form.text;
    for (const PatternMatch& match : matches) {
      EXPECT_EQ(match.license, form.license) << match.rule->id << ": " << form.text;
    }
  }
}

}  // namespace
}  // namespace licensus
