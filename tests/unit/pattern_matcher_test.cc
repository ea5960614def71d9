#include "detect/pattern_matcher.h"

#include <gtest/gtest.h>

#include <ctime>
#include <random>
#include <thread>

#include "temp_rules.h"

namespace licensus {
namespace {

constexpr const char* kStems = R"(
stems = ["creativecommons", "licen", "rights reserved", "저작자표시", "aaa"]
page_marks = ['rel="license']
)";

constexpr const char* kRules = R"--(
[[rule]]
id = "cc-url"
kind = "link"
license = "cc:{code}:{version}:{port}"
pattern = '''\b(?:https?://)?(?:www\.)?creativecommons\.org/licenses/(?P<code>[a-z]{2}(?:-[a-z]{2}){0,2})/(?P<version>\d\.\d)(?:/(?P<port>[a-z]{2})\b)?'''
stems = ["creativecommons.org/lic"]
examples = [
  {text = "https://creativecommons.org/licenses/by-nc/4.0/", license = "CC-BY-NC-4.0"},
  {text = "www.creativecommons.org/licenses/by/3.0/us/", license = "cc:by:3.0:us"},
]
near_misses = ["creativecommons.org/licenses/", "xcreativecommons.org/licenses/by/4.0"]

[[rule]]
id = "mit-name"
kind = "reference"
license = "MIT"
pattern = '''\b(?:the )?mit licen[cs]e\b'''
stems = ["mit licen"]
score = 90
examples = ["under the MIT Licence."]
near_misses = ["permit license"]

[[rule]]
id = "mit-x11-name"
kind = "reference"
license = "X11"
pattern = '''\bmit license \(x11\)'''
stems = ["mit license"]
examples = ["MIT License (X11)"]

[[rule]]
id = "spdx-tag"
kind = "tag"
license = "{id}"
pattern = '''SPDX-License-Identifier: {0,8}(?P<id>[A-Za-z0-9.+-]{1,40}(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]{1,40}){0,4})'''
case_sensitive = true
stems = ["spdx-license"]
examples = [{text = "SPDX-License-Identifier: mit OR Apache-2.0", license = "Apache-2.0 OR MIT"}]
near_misses = ["spdx-license-identifier: MIT"]

[[rule]]
id = "reserved"
kind = "notice"
license = "reserved"
pattern = '''^.{0,40}all rights reserved$'''
stems = ["rights reserved"]
examples = ["(c) X, all rights reserved"]
near_misses = ["all rights reserved."]

[[rule]]
id = "licence-line"
kind = "clue"
license = "NOASSERTION"
pattern = '''(?m)^license:[^\n]{0,240}$'''
stems = ["license:"]
examples = ["x\nlicense: see website\ny"]
near_misses = ["x license: y"]

[[rule]]
id = "korean"
kind = "reference"
license = "CC-BY{nc?-NC}-4.0"
pattern = '''저작자표시(?P<nc>[ -]비영리)?'''
stems = ["저작자표시"]
examples = [{text = "저작자표시-비영리", license = "CC-BY-NC-4.0"}, {text = "저작자표시", license = "CC-BY-4.0"}]

[[rule]]
id = "long-reach"
kind = "clue"
license = "NOASSERTION"
pattern = '''q(?:[ q]{0,30}aaab){1,9}|aaa.{0,120}licen'''
stems = ["aaab", "licen"]

[[rule]]
id = "needs-after"
kind = "clue"
license = "NOASSERTION"
pattern = '''\blicen[sc]es?.{0,220}(?:keen|oak)\b|keen licen'''
stems = ["licen"]
needs = ["keen", "oak"]
examples = ["license is for the keen"]
near_misses = ["license for the ken"]

[[rule]]
id = "markup"
kind = "link"
license = "NOASSERTION"
pattern = '''rel="license"'''
stems = ['rel="license']
page_only = true
examples = ['<a rel="license">']
)--";

class Matcher : public testing::Test {
 protected:
  Matcher() : files_(kStems, kRules) {
    Result<RuleSet> set = RuleSet::load(files_.share(), "", test_licenses());
    EXPECT_TRUE(set) << set.error().message;
    rules_ = std::move(*set);
    Result<PatternMatcher> matcher = PatternMatcher::create(rules_, test_licenses());
    EXPECT_TRUE(matcher) << matcher.error().message;
    matcher_ = std::make_unique<PatternMatcher>(std::move(*matcher));
  }

  static std::string shown(const std::vector<PatternMatch>& matches) {
    std::string text;
    for (const PatternMatch& match : matches) {
      text += match.rule->id + "@" + std::to_string(match.start) + "-" + std::to_string(match.end) +
              "=" + match.license + (match.port.empty() ? "" : ":" + match.port) + "\n";
    }
    return text;
  }
  std::string fast(const std::string& text, bool page = true) {
    std::vector<PatternMatch> matches;
    matcher_->has_stem(text, scratch_);
    matcher_->find(text, scratch_, matches, page);
    return shown(matches);
  }
  std::string plain(const std::string& text, bool page = true) const {
    std::vector<PatternMatch> matches;
    matcher_->find_plainly(text, matches, page);
    return shown(matches);
  }

  TempRules files_;
  RuleSet rules_;
  std::unique_ptr<PatternMatcher> matcher_;
  PatternMatcher::Scratch scratch_;
};

TEST_F(Matcher, HoldsTheRulesOwnExamples) {
  for (const RuleTestFailure& failure : matcher_->test_examples()) {
    ADD_FAILURE() << failure.rule << ": " << failure.message;
  }
}

TEST_F(Matcher, FindsNothingWithoutStems) {
  EXPECT_FALSE(matcher_->has_stem("", scratch_));
  EXPECT_FALSE(matcher_->has_stem("a text of nothing", scratch_));
  EXPECT_EQ(fast("a text of nothing"), "");
  EXPECT_TRUE(matcher_->has_stem("LICENCE", scratch_));
}

TEST_F(Matcher, SeesTheTextAroundWindows) {
  const std::string far(5000, '.');
  EXPECT_EQ(fast(far + "mit license" + far), "mit-name@5000-5011=MIT\n");
  EXPECT_EQ(fast(far + "xmit license" + far), "");
  EXPECT_EQ(fast(far + "mit licensed" + far), "");
  EXPECT_EQ(fast(std::string(300, ' ') + "all rights reserved"), "");
  EXPECT_EQ(fast("all rights reserved" + far), "");
  EXPECT_EQ(fast("all rights reserved"), "reserved@0-19=\n");
  EXPECT_EQ(fast(far + "\nlicense: x\n" + far), "licence-line@5001-5011=NOASSERTION\n");
  const std::string longest = "license:" + std::string(240, 'x');
  EXPECT_EQ(fast(far + "\n" + longest + "\n"), "licence-line@5001-5249=NOASSERTION\n");
  EXPECT_EQ(fast(far + "\n" + longest + "x\n"), "");
}

TEST_F(Matcher, LetsTheStrongestOfOverlappingMatchesStay) {
  EXPECT_EQ(fast("MIT License (X11)"), "mit-x11-name@0-17=X11\n");
  EXPECT_EQ(fast("the MIT License (X11)"), "mit-x11-name@4-21=X11\n");
  EXPECT_EQ(fast("license: the MIT License"), "licence-line@0-24=NOASSERTION\n");
  EXPECT_EQ(fast("https://creativecommons.org/licenses/by/3.0/de mit license"),
            "cc-url@0-46=CC-BY-3.0-DE\nmit-name@47-58=MIT\n");
}

TEST_F(Matcher, TakesNoMatchWithoutItsStem) {
  // In any case RE2 takes the long s for an s, the stems do not.
  EXPECT_EQ(fast("mit licenſe, mit license"), "mit-name@0-12=MIT\nmit-name@14-25=MIT\n");
  EXPECT_EQ(fast("rel=\"licenſe\" license"), "");
  EXPECT_EQ(plain("rel=\"licenſe\" license"), "");
  // Nor the Kelvin sign for a k.
  EXPECT_EQ(fast("keen licen, \u212Aeen licen"), "needs-after@0-10=NOASSERTION\n");
  EXPECT_EQ(plain("keen licen, \u212Aeen licen"), "needs-after@0-10=NOASSERTION\n");
  const std::string far = "aaa" + std::string(125, '.') + "licen";
  EXPECT_EQ(fast(far), "");
  EXPECT_EQ(fast(far.substr(0, 3) + far.substr(8)), "long-reach@0-128=NOASSERTION\n");
}

TEST_F(Matcher, LeavesMarkupRulesOutOfPlainText) {
  const std::string text =
      "<a rel=\"license\" href=\"https://creativecommons.org/licenses/by/4.0/\">";
  EXPECT_EQ(fast(text), "markup@3-16=NOASSERTION\ncc-url@23-66=CC-BY-4.0\n");
  EXPECT_TRUE(matcher_->has_page_mark(scratch_));
  EXPECT_EQ(fast(text, false), "cc-url@23-66=CC-BY-4.0\n");
  EXPECT_EQ(plain(text, false), "cc-url@23-66=CC-BY-4.0\n");
  // Seen before as a page and as a text.
  EXPECT_EQ(fast(text), "markup@3-16=NOASSERTION\ncc-url@23-66=CC-BY-4.0\n");
  EXPECT_TRUE(matcher_->has_page_mark(scratch_));
  EXPECT_EQ(fast(text, false), "cc-url@23-66=CC-BY-4.0\n");
  fast("mit license");
  EXPECT_FALSE(matcher_->has_page_mark(scratch_));
  fast("nothing");
  EXPECT_FALSE(matcher_->has_page_mark(scratch_));
}

// Pieces of what the rules look for, whole and cut, and what comes between.
class RandomText {
 public:
  explicit RandomText(unsigned seed, const RuleSet& rules) : random_(seed) {
    for (const Rule& rule : rules.rules) {
      for (const Rule::Example& example : rule.examples) pieces_.push_back(example.text);
      for (const std::string& text : rule.near_misses) pieces_.push_back(text);
    }
    for (const char* piece : {"qaaab", "aaa", "q ", "licen", "\nlicense:", "keen", " oak",
                              "\u212Aeen licen", "mit licenſe", "\xff\xfe", "\n", " ", "저작자표시",
                              "\xec\xa0", "creativecommons.org", "."}) {
      pieces_.emplace_back(piece);
    }
  }
  std::string make(size_t bytes, bool sparse) {
    std::string text;
    while (text.size() < bytes) {
      std::string piece = pieces_[pick(pieces_.size())];
      if (pick(5) == 0) piece = piece.substr(pick(piece.size()), pick(piece.size()) + 1);
      text += piece;
      if (sparse) text += std::string(pick(3) == 0 ? 250 + pick(400) : pick(140), "x q\n"[pick(4)]);
    }
    return text;
  }
  size_t pick(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }

 private:
  std::mt19937 random_;
  std::vector<std::string> pieces_;
};

TEST_F(Matcher, AgreesWithTheWholeTextSearch) {
  RandomText random(3, rules_);
  size_t found = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string text =
        random.make(i % 40 == 0 ? 200'000 : 10 + random.pick(3000), i % 3 == 0);
    const std::string expected = plain(text);
    found += expected.empty() ? 0 : 1;
    ASSERT_EQ(fast(text), expected) << "text " << i << ", " << text.size() << " bytes";
  }
  EXPECT_GT(found, 300U);
}

// The scratch knows notices it has seen; what stands beside them must count all the same.
TEST_F(Matcher, TellsRepeatedNoticesApartByWhatStandsBesideThem) {
  const std::vector<std::string> notices = {"mit license", "(c) X, all rights reserved",
                                            "license: see website", "keen licen", "저작자표시"};
  std::string all;
  size_t found = 0;
  for (int round = 0; round < 3; ++round) {
    for (const std::string& notice : notices) {
      for (const char* before : {"", "x", " ", "\n", "the "}) {
        for (const char* after : {"", "x", " ", "\n", " (x11)", "\xec\xa0"}) {
          const std::string beside = before + notice + after;
          for (const size_t gap : {0, 90, 400}) {
            const std::string text = std::string(gap, '.') + beside + std::string(gap, '.');
            const std::string expected = plain(text);
            found += expected.empty() ? 0 : 1;
            ASSERT_EQ(fast(text), expected) << text;
          }
          all += beside + std::string(300, '-');
        }
      }
    }
    ASSERT_EQ(fast(all), plain(all));
  }
  EXPECT_GT(found, 300U);
}

// A match of the window before takes what a known window begins with.
TEST_F(Matcher, KnowsWindowsNoMatchReachesInto) {
  const std::string dots(200, '.');
  for (const std::string end : {"license keen", "keen licen", "keen license is oak"}) {
    for (const std::string begin : {"xxxxxxx", "license", "xxxxxxx"}) {
      const std::string text = begin + dots + end + dots;
      ASSERT_EQ(fast(text), plain(text)) << text;
    }
  }
}

TEST_F(Matcher, GivesPatternsNoMoreThanAMatchMayHave) {
  std::string text = "q";
  for (int i = 0; i < 9; ++i) text += std::string(30, ' ') + "aaab";
  EXPECT_EQ(plain(text), "long-reach@0-239=NOASSERTION\n");
  EXPECT_EQ(fast(text), plain(text));
}

TEST_F(Matcher, AgreesAtTheBordersOfSlices) {
  const std::string dense = "licen aaa ";
  std::string before;
  while (before.size() < (64 << 10) - 200) before += dense;
  const std::string after = before.substr(0, 2000);
  for (size_t shift = 0; shift < 400; shift += 3) {
    const std::string text = before + std::string(shift, '\n') +
                             "q aaab q aaab q aaab license:x\nthe mit license (x11)" + after;
    ASSERT_EQ(fast(text), plain(text)) << shift;
  }
}

TEST_F(Matcher, StaysLinearOnHostileText) {
  const auto seconds = [&](const std::string& unit, size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += unit;
    const std::clock_t start = std::clock();
    fast(text);
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  };
  for (const char* unit : {"creativecommons", "creativecommons.org/licenses/", "qaaab", "aaalicen",
                           "license:", "mit licenſe ", "저작자표시", "aaab q"}) {
    const double once = seconds(unit, 400'000);
    const double eightfold = seconds(unit, 3'200'000);
    EXPECT_LT(eightfold, 20 * once + 0.05) << unit;
    EXPECT_LT(eightfold, 20.0) << unit;
  }
}

TEST_F(Matcher, SaysThatMatchesWereCut) {
  std::string text;
  for (size_t i = 0; i < PatternMatcher::kMaxMatches; ++i) text += "mit license, ";
  std::vector<PatternMatch> matches;
  matcher_->has_stem(text, scratch_);
  matcher_->find(text, scratch_, matches);
  EXPECT_EQ(matches.size(), PatternMatcher::kMaxMatches);
  EXPECT_FALSE(matcher_->is_cut(scratch_));
  text += "mit license";
  matcher_->has_stem(text, scratch_);
  matcher_->find(text, scratch_, matches);
  EXPECT_EQ(matches.size(), PatternMatcher::kMaxMatches);
  EXPECT_TRUE(matcher_->is_cut(scratch_));
  EXPECT_EQ(fast("mit license"), "mit-name@0-11=MIT\n");
  EXPECT_FALSE(matcher_->is_cut(scratch_));
}

TEST_F(Matcher, ServesSeveralThreads) {
  RandomText random(7, rules_);
  std::vector<std::string> texts;
  std::vector<std::string> expected;
  for (int i = 0; i < 40; ++i) texts.push_back(random.make(4000, i % 2 == 0));
  const Result<PatternMatcher> shared = PatternMatcher::create(rules_, test_licenses());
  ASSERT_TRUE(shared);
  std::vector<std::string> found[2];
  std::vector<std::thread> threads;
  for (std::vector<std::string>& answers : found) {
    threads.emplace_back([&] {
      PatternMatcher::Scratch scratch;
      std::vector<PatternMatch> matches;
      for (const std::string& text : texts) {
        shared->has_stem(text, scratch);
        shared->find(text, scratch, matches);
        answers.push_back(shown(matches));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& text : texts) expected.push_back(fast(text));
  EXPECT_EQ(found[0], expected);
  EXPECT_EQ(found[1], expected);
}

TEST_F(Matcher, ScratchServesOneMatcherAfterAnother) {
  const TempRules other_files("stems = [\"zebra\"]\n",
                              "[[rule]]\nid = \"z\"\nkind = \"tag\"\nlicense = \"MIT\"\n"
                              "pattern = \"zebra\"\nstems = [\"zebra\"]\n");
  const Result<RuleSet> other_rules = RuleSet::load(other_files.share(), "", test_licenses());
  ASSERT_TRUE(other_rules);
  const Result<PatternMatcher> other = PatternMatcher::create(*other_rules, test_licenses());
  ASSERT_TRUE(other);
  std::vector<PatternMatch> matches;
  EXPECT_EQ(fast("mit license"), "mit-name@0-11=MIT\n");
  EXPECT_TRUE(other->has_stem("a zebra", scratch_));
  other->find("a zebra", scratch_, matches);
  EXPECT_EQ(shown(matches), "z@2-7=MIT\n");
  EXPECT_EQ(fast("mit license"), "mit-name@0-11=MIT\n");
}

}  // namespace
}  // namespace licensus
