#include "detect/text/text_matcher.h"

#include <fmt/format.h>

#include <string>

#include "tiny_index.h"

namespace licensus {
namespace {

// Expectation and text in one place: rule, expression, lines and coverage of each match.
struct Golden {
  const char* name;
  std::string text;
  std::string expected;
};

const std::string kMeadow =
    "Permission of the meadow: walk, sit and sing.\nNo warranty against bees + wasps.\n";

// Words that no rule holds are not seen, so that a text of one rule and such words is that rule's
// whole text; "bees" and "sing" are seen.
const Golden kGolden[] = {
    {"whole_text", "The grantors let you fish here.", "brook.LICENSE brook 1-1 100\n"},
    {"exact_notice", "bees\nUnder the meadow <br> license\nof our grantor, or by the brook\nlast",
     "meadow_2.RULE meadow-1.0 OR (brook AND meadow-1.0 WITH brook) 2-3 100\n"},
    {"phrase_with_a_word_more",
     "bees. Under the meadow <br> old license of our grantor, or by the brook",
     "meadow_1.RULE meadow-1.0 1-1 100\n"},
    {"phrase_without_a_stopword", "bees. Under the meadow license of our grantor, or by the brook",
     "meadow_3.RULE meadow-1.0 1-1 100\n"},
    {"longest_wins", "Bees have a meadow licence today.", "meadow_3.RULE meadow-1.0 1-1 100\n"},
    {"false_positive", "bees with a driving licence 42 only", ""},
    {"spdx_line", "# SPDX-License-Identifier: Meadow-1.0 OR (Brook-9 AND meadow)\nbees",
     "spdx-license-identifier meadow-1.0 OR (unknown-spdx AND meadow-1.0) 1-1 100\n"},
    {"license_in_text", "bees about\n\n" + kMeadow + "\nend of it\n",
     "meadow-1.0.LICENSE meadow-1.0 3-4 100\n"},
    {"license_with_words_changed",
     "about\n\nPermission of the old meadow: walk, sit, dance and sing.\n"
     "No warranty against bees + hornets.\n",
     "meadow-1.0.LICENSE meadow-1.0 3-4 92.31\n"},
    {"too_little_of_a_license", "about\n\nPermission of the meadow: walk.\n",
     "meadow_1.RULE meadow-1.0 3-3 100\n"},
    {"strings_of_a_binary",
     std::string("\0\1\2\3", 4) + "The grantors let you fish here" + std::string(9, '\0'),
     "brook.LICENSE brook 1-1 100\n"},
    {"empty", "", ""},
    {"words_only", "nothing of the kind is said of bees", ""},
};

class Matches : public WithTinyIndex {};

TEST_F(Matches, AreTheGoldenOnes) {
  TextMatcher matcher(*index_);
  for (const Golden& golden : kGolden) {
    std::string shown;
    const TextMatchResult result = matcher.match(golden.text, "file.txt");
    for (const TextMatch& match : result.matches) {
      shown += fmt::format("{} {} {}-{} {}\n", match.rule, match.expression, match.first_line,
                           match.last_line, match.coverage);
    }
    EXPECT_EQ(shown, golden.expected) << golden.name;
    EXPECT_FALSE(result.limit_reached);
  }
}

// Two documents on one matcher: what was left out of the first is not said of the second.
TEST_F(Matches, AreBoundedInNumber) {
  constexpr size_t kTooMany = 100'000;
  TextMatcher matcher(*index_);
  for (const std::string line : {"meadow bees\n", "SPDX-License-Identifier: Meadow-1.0\n"}) {
    std::string lines;
    for (size_t i = 0; i < kTooMany; ++i) lines += line;
    const TextMatchResult many = matcher.match(lines, "file.txt");
    EXPECT_TRUE(many.limit_reached);
    EXPECT_GT(many.matches.size(), 5000U);
    EXPECT_LT(many.matches.size(), 20'000U);
  }
  const TextMatchResult one = matcher.match("bees in the meadow", "file.txt");
  EXPECT_FALSE(one.limit_reached);
  EXPECT_EQ(one.matches.size(), 1U);
}

// A name of one short word, and one that is found at once.
std::unique_ptr<const TextIndex> make_short_names(const TemporaryDirectory& folder) {
  RuleSource source;
  source.name = "made 1";
  source.legalese = {{"elm", 0}, {"oakwood", 1}};
  source.stopwords = {"stop"};
  for (const char* text : {"Elm", "Oakwood"}) {
    source.licenses.push_back({text, text, {}, false, false});
    SourceRule rule;
    rule.identifier = std::string(text) + ".RULE";
    rule.expression = text;
    rule.text = text;
    rule.flags = kRuleReference;
    source.rules.push_back(rule);
  }
  const auto bytes = build_text_index(source);
  folder.write("short.index", bytes ? *bytes : bytes.error().message);
  auto opened = TextIndex::open(folder / "short.index");
  return opened ? std::move(*opened) : nullptr;
}

TEST(ShortNames, OfBinariesMustLookMeant) {
  const TemporaryDirectory folder;
  const auto index = make_short_names(folder);
  ASSERT_NE(index, nullptr);
  TextMatcher matcher(*index);
  const auto find = [&](const std::string& bytes) {
    std::string rules;
    for (const TextMatch& match : matcher.match(bytes, "file").matches) rules += match.rule + ' ';
    return rules;
  };
  const std::string zeros("\0\0\0", 3);
  const auto binary = [&](const std::string& words) {
    return zeros + "Oakwood" + zeros + words + zeros + "Oakwood" + zeros;
  };
  EXPECT_EQ(find(binary("this elm is")), "Oakwood.RULE Elm.RULE Oakwood.RULE ");
  EXPECT_EQ(find(binary("this eLm is")), "Oakwood.RULE Oakwood.RULE ");
  EXPECT_EQ(find(binary("this elm([ is")), "Oakwood.RULE Oakwood.RULE ");
  EXPECT_EQ(find(binary("this ([elm is")), "Oakwood.RULE Elm.RULE Oakwood.RULE ");
  EXPECT_EQ(find(binary("this elm\n([ is")), "Oakwood.RULE Elm.RULE Oakwood.RULE ");
  EXPECT_EQ(find("Oakwood\nthis eLm([ is\nOakwood"), "Oakwood.RULE Elm.RULE Oakwood.RULE ");
  // Quirk: punctuation behind the first word of all is not looked at.
  EXPECT_EQ(find(zeros + "elm([ this is Oakwood" + zeros), "Elm.RULE Oakwood.RULE ");
}

}  // namespace
}  // namespace licensus
