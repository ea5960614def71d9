#include "detect/text/unknown_text.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <utility>

#include "detect/text/text_matcher.h"
#include "made_matches.h"
#include "orchard_index.h"

namespace licensus {
namespace {

std::string first_words(size_t count) {
  size_t end = 0;
  while (count-- > 0 && end != std::string::npos) end = kOrchard.find(' ', end + 1);
  return kOrchard.substr(0, end);
}

// --- The step ------------------------------------------------------------------------------------
class UnknownTexts : public ::testing::Test {
 protected:
  void SetUp() override {
    index_ = make_orchard(folder_);
    ASSERT_NE(index_, nullptr);
    ngrams_ = std::make_unique<LicenseNgrams>(*index_);
  }

  // "0-23 5" for positions with their legalese.
  std::string found(const std::string& text, const MatchList& good = {}) {
    lines_.read(text, "file.txt");
    query_.build(*index_, lines_);
    std::string shown;
    for (const UnknownText& unknown : find_unknown_texts(query_, good, *index_, *ngrams_)) {
      for (const PositionSet::Run& run : unknown.positions.runs()) {
        shown += fmt::format("{}-{} ", run.begin, run.end - 1);
      }
      shown += fmt::format("{};", unknown.high);
    }
    return shown;
  }

  TemporaryDirectory folder_;
  std::unique_ptr<const TextIndex> index_;
  std::unique_ptr<LicenseNgrams> ngrams_;
  TextLines lines_;
  TextQuery query_;
  MadeMatches made_;
};

TEST_F(UnknownTexts, HaveTwentyFourWordsOfLicensesAndFiveOfLegalese) {
  EXPECT_EQ(found(first_words(24)), "0-23 5;");
  EXPECT_EQ(found(first_words(23)), "");
  EXPECT_EQ(found("wasps " + first_words(30) + " pears wasps"), "1-27 5;");  // no legalese behind
  // 27 words, but 4 of legalese.
  EXPECT_EQ(found(first_words(41).substr(first_words(12).size())), "");
  EXPECT_EQ(found("no such words at all"), "");
  EXPECT_EQ(found(""), "");
}

// Words that no rule has do not part the others; those in another order do.
TEST_F(UnknownTexts, AreUnionsOfRuns) {
  const std::string words = first_words(24), begin = first_words(12);
  const std::string end = words.substr(begin.size());
  EXPECT_EQ(found(begin + " zebras" + end), "0-23 5;");
  EXPECT_EQ(found(begin + " wasps wasps" + end), "0-11 14-25 5;");
  EXPECT_EQ(found(end + " " + begin), "0-23 5;");
  std::string pieces;
  for (size_t i = 0; i + 5 <= 50; i += 5) {
    pieces += first_words(i + 5).substr(i == 0 ? 0 : first_words(i).size()) + " wasps wasps ";
  }
  EXPECT_EQ(found(pieces), "");
}

TEST_F(UnknownTexts, LieInGapsBetweenMatches) {
  const std::string text = first_words(48);
  EXPECT_EQ(found(text), "0-46 8;");
  EXPECT_EQ(found(text, {made_.add({.text = {{24, 26}}})}), "0-23 5;");
  // Both sides are long enough, or neither.
  EXPECT_EQ(found(text + " " + text, {made_.add({.text = {{48, 49}}})}), "0-46 8;49-94 8;");
  EXPECT_EQ(found(text, {made_.add({.text = {{12, 14}}}), made_.add({.text = {{30, 32}}})}), "");
}

TEST_F(UnknownTexts, AreNotWithinOneMatch) {
  const std::string text = "wasps wasps " + first_words(24) + " wasps wasps";
  RuleMatch* begin = made_.add({.text = {{0, 2}}});
  RuleMatch* end = made_.add({.text = {{26, 28}}});
  RuleMatch* both = made_.add({.text = {{0, 1}, {26, 28}}});
  EXPECT_EQ(found(text, {begin, end}), "2-25 5;");
  EXPECT_EQ(found(text, {both}), "");
  EXPECT_EQ(found(text, {end, both, begin}), "");
}

TEST_F(UnknownTexts, MayBeMany) {
  constexpr uint32_t kMany = 20'000, kWords = 24;
  std::string text, expected;
  MatchList good;
  for (uint32_t i = 0; i < kMany; ++i) {
    const uint32_t at = i * (kWords + 1);
    text += first_words(kWords) + " wasps\n";
    expected += fmt::format("{}-{} 5;", at, at + kWords - 1);
    good.push_back(made_.add({.text = {{at + kWords, at + kWords + 1}}}));
  }
  EXPECT_EQ(found(text, good), expected);
}

// --- As matches ----------------------------------------------------------------------------------
class UnknownLicenses : public ::testing::Test {
 protected:
  void make(const std::vector<OrchardRule>& rules) {
    index_ = make_orchard(folder_, rules);
    ASSERT_NE(index_, nullptr);
    ngrams_ = std::make_unique<LicenseNgrams>(*index_);
  }

  std::string found(const std::string& text, bool unknown_licenses = true) const {
    TextMatcher matcher(*index_, {.unknown_licenses = unknown_licenses ? ngrams_.get() : nullptr});
    std::string shown;
    for (int round = 0; round < 2; ++round) {  // buffers of the first leave no trace
      std::string again;
      for (const TextMatch& match : matcher.match(text, "file.txt").matches) {
        again += fmt::format("{} {} {}-{} {} {:.2f};", match.rule, match.expression,
                             match.first_line, match.last_line, match.coverage, match.score);
      }
      EXPECT_TRUE(round == 0 || again == shown);
      shown = again;
    }
    return shown;
  }

  TemporaryDirectory folder_;
  std::unique_ptr<const TextIndex> index_;
  std::unique_ptr<LicenseNgrams> ngrams_;
};

TEST_F(UnknownLicenses, AreMatchesWhereAskedFor) {
  make({});
  const std::string text = "wasps\n" + first_words(30) + "\nwasps";
  EXPECT_EQ(found(text), "license-detection-unknown unknown 2-2 100 100.00;");
  EXPECT_EQ(found(text, false), "");
  EXPECT_EQ(found("wasps\n" + first_words(23)), "");
  EXPECT_EQ(found("wasps\n" + kOrchard), "a_orchard.RULE orchard 2-2 100 100.00;");
  EXPECT_EQ(found(kOrchard), "a_orchard.RULE orchard 1-1 100 100.00;");
}

// Equal texts far apart are two matches; what is between them lowers no score.
TEST_F(UnknownLicenses, StandEachForItself) {
  make({{"b.RULE", "orchard", "pears with liability"}});
  const std::string text = first_words(24);
  EXPECT_EQ(found(text + "\npears with liability\n" + text),
            "license-detection-unknown unknown 1-1 100 100.00;"
            "b.RULE orchard 2-2 100 16.00;"
            "license-detection-unknown unknown 3-3 100 100.00;");
}

// Words that no rule has count in the stretch behind a word that matched, not elsewhere.
TEST_F(UnknownLicenses, ScoreByTheirShareOfTheStretch) {
  make({});
  const std::string begin = "bees " + first_words(12);
  const std::string end = first_words(24).substr(first_words(12).size()) + " wasps";
  EXPECT_EQ(found(begin + " zebras" + end), "license-detection-unknown unknown 1-1 100 96.00;");
  EXPECT_EQ(found(begin + " wasps zebras zebras wasps" + end),
            "license-detection-unknown unknown 1-1 100 92.31;");
}

// A name is good and parts the text around it; a mere hint at a license is taken in.
TEST_F(UnknownLicenses, OutdoHintsButNoNames) {
  const std::string text = "wasps\n" + first_words(30);
  make({{"b.RULE", "orchard", "in autumn under this license and gives"}});
  EXPECT_EQ(found(text), "b.RULE orchard 2-2 100 38.00;");
  make({{"b.RULE", "unknown-license-reference", "in autumn under this license and gives"}});
  EXPECT_EQ(found(text), "license-detection-unknown unknown 2-2 100 100.00;");
  EXPECT_EQ(found(text, false), "b.RULE unknown-license-reference 2-2 100 38.00;");
}

}  // namespace
}  // namespace licensus
