#include "detect/text_rules.h"

#include <filesystem>

#include "base/whole_file.h"
#include "detect/text/text_index.h"
#include "real_rules.h"

namespace licensus {
namespace {

std::string read_error(std::string_view bytes) {
  const Result<TextRules> rules = read_text_rules("texts.toml", bytes, real_rules().licenses);
  return rules ? "read" : rules.error().message;
}

TEST(TextRules, ReadEveryKey) {
  const Result<TextRules> rules = read_text_rules("texts.toml", R"(
[[alias]]
license = "meadow-1.0"
is = "MIT"
likeness = 97
why = "the same words"
[[correction]]
rule = "meadow_1.RULE"
is = "ISC"
why = "the same words"
[[no_license]]
license = "brook"
why = "is about fish"
[[no_license]]
license = "pond"
beside = "dropped"
on = "pages"
why = "is about frogs"
[[inside]]
license = "X11"
drop = ["MIT", "LicenseRef-scancode-brook"]
why = "part 2 of its text"
)",
                                                  real_rules().licenses);
  ASSERT_TRUE(rules) << rules.error().message;
  EXPECT_EQ(rules->aliases.at("meadow-1.0").license, "MIT");
  EXPECT_EQ(rules->aliases.at("meadow-1.0").likeness, 97);
  EXPECT_EQ(rules->corrections.at("meadow_1.RULE").license, "ISC");
  EXPECT_EQ(rules->corrections.at("meadow_1.RULE").likeness, 100);
  EXPECT_EQ(rules->no_license.at("brook").beside, TextRules::Beside::kKept);
  EXPECT_FALSE(rules->no_license.at("brook").on_pages_only);
  EXPECT_EQ(rules->no_license.at("pond").beside, TextRules::Beside::kDropped);
  EXPECT_TRUE(rules->no_license.at("pond").on_pages_only);
  EXPECT_EQ(rules->inside.at("X11"),
            (std::vector<std::string>{"MIT", "LicenseRef-scancode-brook"}));
}

TEST(TextRules, SayWhereAndWhatIsWrong) {
  const std::string alias = "[[alias]]\nlicense = \"meadow\"\nwhy = \"x\"\n";
  const std::string none = "[[no_license]]\nlicense = \"meadow\"\nwhy = \"x\"\n";
  const std::string inside = "[[inside]]\nlicense = \"MIT\"\nwhy = \"x\"\n";
  const std::pair<std::string, std::string> cases[] = {
      {"[[alias]\n", "texts.toml:1: bad TOML: "},
      {"[[allias]]\n", "texts.toml:1: unknown key \"allias\" of a file of text rules (did you"},
      {"[alias]\n", "texts.toml:1: an entry must be written as [[alias]]"},
      {"alias = [1]\n", "texts.toml:1: an entry must be written as [[alias]]"},
      {alias, "texts.toml:1: the entry needs the key \"is\""},
      {"\n[[alias]]\nis = \"MIT\"\nwhy = \"x\"\n",
       "texts.toml:2: the entry needs the key \"license\""},
      {"[[alias]]\nlicense = \"meadow\"\nis = \"MIT\"\n",
       "texts.toml:1: the entry needs the key \"why\""},
      {alias + "is = \"MTI\"\n", "texts.toml:4: unknown license \"MTI\"; write an SPDX id"},
      {alias + "is = \"mit\"\n", "texts.toml:4: write the license \"mit\" as \"MIT\""},
      {alias + "is = 1\n", "texts.toml:4: is must be text that is not empty"},
      {alias + "is = \"MIT\"\nlikenes = 9\n",
       "texts.toml:5: unknown key \"likenes\" of [[alias]] (did you mean \"likeness\"?)"},
      {alias + "is = \"MIT\"\nlikeness = 101\n",
       "texts.toml:5: likeness must be a number from 1 to 100"},
      {alias + "is = \"MIT\"\n" + alias + "is = \"ISC\"\n",
       "texts.toml:5: there is an entry for \"meadow\" already"},
      {"[[correction]]\nis = \"MIT\"\nwhy = \"x\"\n",
       "texts.toml:1: the entry needs the key \"rule\""},
      {none + "beside = \"droped\"\n",
       "texts.toml:4: unknown beside \"droped\" (did you mean \"dropped\"?)"},
      {none + "on = \"page\"\n", "texts.toml:4: on must be \"pages\", or left out"},
      {inside, "texts.toml:1: the entry needs the key \"drop\", an array"},
      {inside + "drop = [\"MTI\"]\n", "texts.toml:4: unknown license \"MTI\""},
  };
  for (const auto& [bytes, error] : cases) {
    EXPECT_NE(read_error(bytes).find(error), std::string::npos)
        << bytes << "gives " << read_error(bytes);
  }
}

// An entry for what ScanCode does not have does nothing, and nobody would see that.
TEST(TextRules, OfTheProjectNameWhatScanCodeHas) {
  const std::string path = std::string(LICENSUS_SHARE) + "/license-texts.index";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no license-text index";
  const auto index = TextIndex::open(path);
  ASSERT_TRUE(index) << index.error().message;
  const TextRules& rules = real_rules().rules.text_rules;
  EXPECT_GT(rules.aliases.size(), 20U);
  for (const auto& [key, name] : rules.aliases) EXPECT_TRUE((*index)->license(key)) << key;
  for (const auto& [key, none] : rules.no_license) EXPECT_TRUE((*index)->license(key)) << key;
  std::map<std::string, TextRules::Name> missing = rules.corrections;
  for (size_t rid = 0; rid < (*index)->rule_count(); ++rid) {
    missing.erase(std::string((*index)->identifier(static_cast<Rid>(rid))));
  }
  for (const auto& [rule, name] : missing) ADD_FAILURE() << "no such rule: " << rule;
}

}  // namespace
}  // namespace licensus
