#include "detect/text_windows.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "real_rules.h"

namespace licensus {
namespace {

const std::string kLine = "All the bees of this meadow are at home by night.\n";

std::string lines(size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += kLine;
  return text;
}

class Windows : public ::testing::Test {
 protected:
  void SetUp() override {
    RuleSet rules;
    rules.text_stems = {"ermission", "edistribut"};
    auto made = TextWindows::create(rules);
    ASSERT_TRUE(made) << made.error().message;
    windows_ = std::move(*made);
    windows_.fit(scratch_);
  }

  std::vector<Span> find(const std::string& text, bool page = false,
                         std::vector<Span> places = {}) const {
    windows_.widen(text, page, scratch_.get(), places);
    return places;
  }

  TextWindows windows_;
  HyperscanScratch scratch_;
};

bool is_one(const std::vector<Span>& windows, size_t start, size_t end) {
  return windows.size() == 1 && windows[0].start == start && windows[0].end == end;
}

TEST_F(Windows, OfSmallTextsAreAllOfThem) {
  EXPECT_TRUE(is_one(find("bees"), 0, 4));
  EXPECT_TRUE(find("bees", true).empty());
  EXPECT_TRUE(find(lines(5000)).empty());
}

TEST_F(Windows, AreWholeLinesAroundStems) {
  const std::string before = lines(20'000), text = before + "PERMISSION\n" + lines(20'000);
  const std::vector<Span> found = find(text);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(text.substr(found[0].start - 1, 4), "\nAll");
  EXPECT_EQ(text[found[0].end - 1], '\n');
  EXPECT_LE(found[0].start + 2048, before.size());
  EXPECT_GE(found[0].end, before.size() + 2048);
  EXPECT_LT(found[0].end - found[0].start, 6000U);
  // On a page only the places of the patterns count, and less around them.
  EXPECT_TRUE(find(text, true).empty());
  const std::vector<Span> on_page = find(text, true, {{before.size(), before.size() + 10}});
  ASSERT_EQ(on_page.size(), 1U);
  EXPECT_GT(on_page[0].start, found[0].start);
  EXPECT_LT(on_page[0].end, found[0].end);
}

TEST_F(Windows, LeaveNoLittleGaps) {
  const std::string text =
      lines(3000) + "permission\n" + lines(5000) + "redistribute\n" + lines(3000);
  EXPECT_TRUE(is_one(find(text), 0, text.size()));
  const std::string torn = lines(9000) + "permission\n" + lines(9000) + "redistribute\n";
  const std::vector<Span> found = find(torn, false, {{0, 10}});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].start, 0U);
  EXPECT_EQ(found[2].end, torn.size());
  for (size_t i = 1; i < found.size(); ++i) EXPECT_LT(found[i - 1].end + 512, found[i].start);
}

// A line of any length is cut, though not inside of a character.
TEST_F(Windows, CutLongLinesBetweenCharacters) {
  for (size_t shift = 0; shift < 3; ++shift) {
    std::string text(shift, 'x');
    for (int i = 0; i < 20'000; ++i) text += i == 10'000 ? " permission " : "한";
    const std::vector<Span> found = find(text);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(text.compare(found[0].start, 3, "한"), 0);
    EXPECT_EQ(text.compare(found[0].end, 3, "한"), 0);
  }
}

TEST(LongWindows, AreCutAtLineEnds) {
  const std::string text = lines(5 * kMaxWindowBytes / 2);
  std::vector<Span> windows = {{10, 20}, {100, text.size()}};
  cut_long_windows(text, windows);
  ASSERT_EQ(windows.size(), 4U);
  EXPECT_EQ(windows[0].end, 20U);
  EXPECT_EQ(windows[1].start, 100U);
  EXPECT_EQ(windows.back().end, text.size());
  for (size_t i = 1; i < windows.size(); ++i) {
    EXPECT_LE(windows[i].end - windows[i].start, kMaxWindowBytes);
    if (i == 1) continue;
    EXPECT_EQ(windows[i].start, windows[i - 1].end);
    EXPECT_EQ(text[windows[i].start - 1], '\n');
  }
}

// The stems that come with the program reach what ScanCode's kinds of notices say.
TEST(TextStems, AreInNoticesWithoutTheWordLicense) {
  for (const char* notice :
       {"Redistribution and use in source and binary forms",
        "Permission to use, copy, modify, and distribute", "under Mozilla's", "NO WARRANTY",
        "is copyrighted", "a BSD-style one", "freely available"}) {
    const std::string text = lines(5000) + notice;
    static const TextWindows windows = loaded(TextWindows::create(real_rules().rules));
    HyperscanScratch scratch;
    windows.fit(scratch);
    std::vector<Span> found;
    windows.widen(text, false, scratch.get(), found);
    EXPECT_EQ(found.size(), 1U) << notice;
  }
}

}  // namespace
}  // namespace licensus
