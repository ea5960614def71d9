#include "detect/rule_set.h"

#include <gtest/gtest.h>

#include "detect/license_template.h"
#include "temp_rules.h"

namespace licensus {
namespace {

constexpr const char* kStems = "stems = [\"licen\", \"creativecommons\"]\n";

std::string rule(const std::string& changes = "", const std::string& pattern = "mit licen[cs]e") {
  return "[[rule]]\nid = \"mit-name\"\nkind = \"reference\"\nlicense = \"MIT\"\npattern = '''" +
         pattern + "'''\nstems = [\"mit licen\"]\n" + changes;
}

std::string load_error(const std::string& rules, const std::string& stems = kStems) {
  const TempRules files(stems, rules);
  const Result<RuleSet> set = RuleSet::load(files.share(), "", test_licenses());
  if (set) return "loaded";
  const std::string& message = set.error().message;
  const size_t name = message.rfind('/', message.find(".toml:"));
  return message.substr(name + 1);
}

TEST(RuleSet, ReadsEveryKey) {
  const TempRules files("stems = [\"licen\"]\npage_marks = ['rel=\"license']\n", R"(
[[rule]]
id = "b-rule"
kind = "link"
license = "cc:{code}:{version}:"
pattern = '''{{host}}/(?P<code>by|by-sa)/(?P<version>\d)/licen'''
case_sensitive = true
stems = ["licen"]
scope = "embedded"
score = 80
page_only = true
values.version = {"4" = "4.0", "V3" = "3.0"}
examples = [{text = "x.org/by/4/licen", license = "CC-BY-4.0"}]
near_misses = ["x.org"]
[[rule]]
id = "a-rule"
kind = "notice"
license = "MIT"
pattern = "licen"
stems = ["LICEN"]
examples = ["licen"]
)");
  files.write("rules/macros.toml", "[macros]\ndot = '\\.'\nhost = '''x{{dot}}org|y'''\n");
  const Result<RuleSet> set = RuleSet::load(files.share(), "", test_licenses());
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->stems, std::vector<std::string>{"licen"});
  EXPECT_EQ(set->page_marks, std::vector<std::string>{"rel=\"license"});
  ASSERT_EQ(set->rules.size(), 2U);
  EXPECT_EQ(set->rules[0].id, "a-rule");
  EXPECT_EQ(set->rules[0].kind, Kind::kNotice);
  EXPECT_EQ(set->rules[0].score, 100);
  EXPECT_EQ(set->rules[0].examples.at(0).license, "");
  const Rule& full = set->rules[1];
  EXPECT_EQ(full.pattern, R"((?:x(?:\.)org|y)/(?P<code>by|by-sa)/(?P<version>\d)/licen)");
  EXPECT_EQ(full.kind, Kind::kLink);
  EXPECT_EQ(full.scope, Scope::kEmbedded);
  EXPECT_EQ(full.score, 80);
  EXPECT_TRUE(full.page_only);
  EXPECT_TRUE(full.case_sensitive);
  EXPECT_EQ(full.values.at("version").at("v3"), "3.0");
  EXPECT_EQ(full.examples.at(0).license, "CC-BY-4.0");
  EXPECT_EQ(full.near_misses, std::vector<std::string>{"x.org"});
  EXPECT_EQ(full.line, 2);
}

TEST(RuleSet, SaysWhereAndWhatIsWrong) {
  struct Case {
    std::string rules;
    std::string error;
  };
  const Case cases[] = {
      {"[[rule]\n", "test.toml:1: bad TOML: "},
      {rule("stem = 1\n"), "test.toml:7: unknown key \"stem\" of a rule (did you mean \"stems\"?)"},
      {rule("frobnicate = 1\n"), "test.toml:7: unknown key \"frobnicate\" of a rule"},
      {"rules = 1\n", "test.toml:1: unknown key \"rules\" of a rule file (did you mean \"rule\"?)"},
      {"[[rule]]\nid = \"x\"\nkind = \"lnk\"\n",
       "test.toml:3: unknown kind \"lnk\" (did you mean \"link\"?)"},
      {rule("scope = \"embeded\"\n"),
       "test.toml:7: unknown scope \"embeded\" (did you mean \"embedded\"?)"},
      {rule("score = 101\n"), "test.toml:1: score must be a number from 0 to 100"},
      {rule("score = \"9\"\n"), "test.toml:7: score must be a number from 0 to 100"},
      {rule("page_only = 1\n"), "test.toml:7: page_only must be true or false"},
      {rule("near_misses = \"x\"\n"), "test.toml:7: near_misses must be an array: [...]"},
      {rule("examples = [1]\n"), "test.toml:7: an example must be text that is not empty"},
      {rule("examples = [{text = \"mit license\", licence = \"MIT\"}]\n"),
       "test.toml:7: unknown key \"licence\" of an example (did you mean \"license\"?)"},
      {"[[rule]]\nid = \"x\"\nkind = \"link\"\nlicense = \"MIT\"\n",
       "test.toml:1: the rule needs the key \"pattern\""},
      {rule() + rule(), "test.toml:7: the id \"mit-name\" is taken by "},
      {rule("", "(mit licence"), "rule \"mit-name\": RE2 refuses the pattern: missing ): (mit"},
      {rule("needs = [\"mi\"]\n"), "of needs, \"mi\" must have 3 to 64 bytes"},
      {rule("needs = [\"expat\"]\n"),
       "rule \"mit-name\": needs: the pattern can match without any"},
      {rule("", "mit licen[cs]e|expat"),
       "the pattern can match without any of its stems, as in \"expat\"; give a stem for that"},
      {rule("", "mit licen.*"), "the pattern repeats without limit (*, + or {n,})"},
      {rule("", "mit licen(?:.{0,40}x){0,25}.{0,40}"),
       "the pattern can match 4194 bytes; repeat less"},
      {rule("", "{{mti}} licence"), "unknown macro {{mti}}"},
      {rule("values.x = {a = \"b\"}\n"), "values.x: the pattern has no group (?P<x>...)"},
      {"[[rule]]\nid = \"Bad_Id\"\nkind = \"tag\"\nlicense = \"MIT\"\npattern = \"licen\"\n"
       "stems = [\"licen\"]\n",
       "write the id in lower case with hyphens"},
      {"[[rule]]\nid = \"x\"\nkind = \"tag\"\nlicense = \"MTI\"\npattern = \"licen\"\n"
       "stems = [\"licen\"]\n",
       "test.toml:1: rule \"x\": unknown license \"MTI\"; write an SPDX expression or add"},
      {"[[rule]]\nid = \"x\"\nkind = \"tag\"\nlicense = \"MIT OR\"\npattern = \"licen\"\n"
       "stems = [\"licen\"]\n",
       "unknown license \"MIT OR\""},
      {"[[rule]]\nid = \"x\"\nkind = \"tag\"\nlicense = \"{id}\"\npattern = \"licen\"\n"
       "stems = [\"licen\"]\n",
       "the license uses {id}, but the pattern has no group (?P<id>...)"},
      {"[[rule]]\nid = \"x\"\nkind = \"tag\"\nlicense = \"{i}\"\npattern = \"licen(?P<i>.)\"\n"
       "stems = [\"licen\"]\nexamples = [\"licence\"]\n",
       "the license depends on the match, so write the example as {text = \"licence\", license"},
      {"[[rule]]\nid = \"x\"\nkind = \"tag\"\nlicense = \"MIT\"\npattern = \"copyright\"\n"
       "stems = [\"copyright\"]\n",
       "no stem of stems.toml is part of the stem \"copyright\""},
  };
  for (const Case& test : cases) {
    const std::string error = load_error(test.rules);
    EXPECT_NE(error.find(test.error), std::string::npos) << test.rules << "\ngave: " << error;
  }
}

TEST(RuleSet, ChecksStems) {
  EXPECT_EQ(load_error(rule(), "stems = [\"licen\"\n").substr(0, 12), "stems.toml:1");
  EXPECT_NE(
      load_error(rule(), "stems = [\n  \"li\"]\n").find("stems.toml:2: \"li\" must have 3 to"),
      std::string::npos);
  EXPECT_NE(load_error(rule(), "stems = [\"licen\"]\npage_marks = [\"noai\"]\n")
                .find("stems.toml:2: no stem of stems.toml is part of the page mark \"noai\""),
            std::string::npos);
  EXPECT_NE(load_error(rule(), std::string(kStems) + "prints = [\n [\"licen\"]]\n")
                .find("stems.toml:3: the print \"licen\" must have 4 bytes at most"),
            std::string::npos);
  EXPECT_NE(load_error(rule(), std::string(kStems) + "prints = [\"icen\"]\n")
                .find("stems.toml:2: a group of prints must be an array"),
            std::string::npos);
  EXPECT_NE(load_error(rule(), std::string(kStems) +
                                   "prints = [[], [], [], [], [], [], [], [], [\"icen\"]]\n")
                .find("stems.toml:2: more than 8 groups of prints"),
            std::string::npos);

  std::string many = "stems = [\"licen\"";
  for (int i = 0; i < 60; ++i) many += ", \"stem" + std::to_string(i) + "\"";
  EXPECT_NE(load_error(rule(), many + "]\n").find("more than 60 stems"), std::string::npos);
  const TempRules files(kStems, rule());
  std::filesystem::remove(files.share() / "rules/stems.toml");
  const Result<RuleSet> set = RuleSet::load(files.share(), "", test_licenses());
  ASSERT_FALSE(set);
  EXPECT_NE(set.error().message.find("stems.toml:0: cannot be read"), std::string::npos);
}

TEST(RuleSet, TakesAUsersRulesWithTheirStems) {
  const TempRules files(kStems, rule());
  const std::string own = R"(
stems = ["acme"]
page_marks = ["acme-policy"]
[macros]
acme = "acme[ -]corp"
[[rule]]
id = "acme-terms"
kind = "notice"
license = "LicenseRef-acme"
pattern = '''{{acme}} terms'''
stems = ["acme corp", "ACME-corp"]
)";
  const Result<RuleSet> set =
      RuleSet::load(files.share(), files.write("own.toml", own), test_licenses());
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->rules.size(), 2U);
  EXPECT_EQ(set->stems.back(), "acme");
  EXPECT_EQ(set->page_marks, std::vector<std::string>{"acme-policy"});
  const Result<RuleSet> twice =
      RuleSet::load(files.share(), files.write("own.toml", rule()), test_licenses());
  ASSERT_FALSE(twice);
  EXPECT_NE(twice.error().message.find("own.toml:1: the id \"mit-name\" is taken by "),
            std::string::npos);
}

TEST(RuleSet, KeepsMacrosAsTheyAre) {
  const TempRules files(kStems, "[macros]\nname = \"mit\"\n" + rule("", "{{name}} licence"));
  const Result<RuleSet> set = RuleSet::load(
      files.share(), files.write("own.toml", "[macros]\nname = \"bsd\"\n"), test_licenses());
  ASSERT_FALSE(set);
  EXPECT_NE(set.error().message.find("own.toml:2: the macro \"name\" is taken"), std::string::npos)
      << set.error().message;
}

TEST(RuleSet, EndsMacrosThatHoldThemselves) {
  const TempRules files(kStems, rule("", "{{a}} mit licence"));
  files.write("rules/macros.toml", "[macros]\na = \"{{b}}{{b}}\"\nb = \"{{a}}{{a}}\"\n");
  const Result<RuleSet> set = RuleSet::load(files.share(), "", test_licenses());
  ASSERT_FALSE(set);
  EXPECT_NE(set.error().message.find("macros stand inside each other too deep"), std::string::npos);
}

TEST(LicenseTemplate, Fills) {
  const std::map<std::string, int> groups{{"nc", 1}, {"v", 2}};
  struct Case {
    const char* text;
    std::vector<std::string> values;
    const char* filled;
  };
  const Case cases[] = {
      {"MIT", {"", "", ""}, "MIT"},
      {"CC-BY{nc?-NC}-{v}", {"", "x", "4.0"}, "CC-BY-NC-4.0"},
      {"CC-BY{nc?-NC}-{v}", {"", "", "4.0"}, "CC-BY-4.0"},
      {"{v}{v}", {"", "", "1"}, "11"},
      {"{nc?}", {"", "x", ""}, ""},
      {"cc:by:{v}:", {"", "", ""}, "cc:by::"},
  };
  for (const Case& test : cases) {
    const Result<LicenseTemplate> parsed = LicenseTemplate::parse(test.text, groups);
    ASSERT_TRUE(parsed) << test.text;
    EXPECT_EQ(parsed->fill(test.values), test.filled) << test.text;
  }
  EXPECT_TRUE(LicenseTemplate::parse("MIT", groups)->is_static());
  EXPECT_FALSE(LicenseTemplate::parse("{nc?x}", groups)->is_static());
  for (const char* bad : {"{", "}", "a{v", "{v}}", "{{v}}", "{w}", "{}", "{v?a{nc}}"}) {
    EXPECT_FALSE(LicenseTemplate::parse(bad, groups)) << bad;
  }
}

TEST(LicenseTemplate, GivesTheCanonicalLicense) {
  const auto canonical = [](const char* filled) {
    const CanonicalLicense license = canonical_license(filled, test_licenses());
    return license.id + "/" + license.port;
  };
  EXPECT_EQ(canonical("cc:by-nc-sa:3.0:de"), "CC-BY-NC-SA-3.0-DE/");
  EXPECT_EQ(canonical("cc:by:3.0:scotland"), "CC-BY-3.0/scotland");
  EXPECT_EQ(canonical("cc:by::"), "LicenseRef-CC-BY/");
  EXPECT_EQ(canonical("cc:by"), "LicenseRef-CC-BY/");
  EXPECT_EQ(canonical("mit or apache-2.0"), "Apache-2.0 OR MIT/");
  EXPECT_EQ(canonical("reserved"), "/");
  EXPECT_EQ(canonical("NOASSERTION"), "NOASSERTION/");
  EXPECT_EQ(canonical("see the file ("), "NOASSERTION/");
  EXPECT_EQ(canonical(""), "NOASSERTION/");
}

TEST(RuleSet, ReadsTheTextRulesWhereThereAreSome) {
  const TempRules files(kStems, rule());
  EXPECT_TRUE(RuleSet::load(files.share(), "", test_licenses())->text_rules.aliases.empty());
  const std::string alias = "[[alias]]\nlicense = \"meadow\"\nwhy = \"x\"\n";
  files.write("rules/texts.toml", alias + "is = \"MIT\"\n");
  const Result<RuleSet> set = RuleSet::load(files.share(), "", test_licenses());
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->text_rules.aliases.at("meadow").license, "MIT");
  files.write("rules/texts.toml", alias);
  const Result<RuleSet> bad = RuleSet::load(files.share(), "", test_licenses());
  ASSERT_FALSE(bad);
  EXPECT_TRUE(bad.error().message.ends_with("texts.toml:1: the entry needs the key \"is\""));
}

}  // namespace
}  // namespace licensus
