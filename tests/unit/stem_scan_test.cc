#include "detect/stem_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <random>

#include "base/ascii.h"

namespace licensus {
namespace {

const std::vector<std::string> kStems{
    "licen", "creativecommo", "gpl",         " cc0", "Public Domai", "by",
    "x",     "非営利",        "екоммерческ", "@[`{"};

// Bytes of `text` that are inside of a stem, as the plain search sees them.
std::vector<bool> plainly(std::string_view text, const std::vector<std::string>& stems) {
  std::vector<bool> inside(text.size());
  const std::string folded = ascii_lower(text);
  for (const std::string& stem : stems) {
    const std::string lower = ascii_lower(stem);
    for (size_t at = folded.find(lower); at != std::string::npos; at = folded.find(lower, at + 1)) {
      std::fill_n(inside.begin() + static_cast<ptrdiff_t>(at), stem.size(), true);
    }
  }
  return inside;
}

using Way = PrintScan::Way;

class Scan : public testing::TestWithParam<std::tuple<Way, bool>> {
 protected:
  void SetUp() override {
    const auto ways = PrintScan::ways();
    if (std::find(ways.begin(), ways.end(), way()) == ways.end())
      GTEST_SKIP() << "this processor cannot";
  }
  static Way way() { return std::get<0>(GetParam()); }
  static StemScan make(const std::vector<std::string>& stems) { return StemScan(stems, {}, way()); }

  // Each place is inside of a stem, they ascend, and none of the stems is passed over.
  static void expect_same(const StemScan& scan, std::string_view text,
                          const std::vector<std::string>& stems) {
    // A copy of its own, so that a byte read beyond it is seen by AddressSanitizer.
    const std::unique_ptr<char[]> copy(new char[text.size()]);
    std::copy(text.begin(), text.end(), copy.get());
    const std::string_view exact(copy.get(), text.size());
    std::vector<size_t> places;
    scan.find(exact, [&](size_t at) { places.push_back(at); });
    ASSERT_TRUE(std::is_sorted(places.begin(), places.end()));
    ASSERT_EQ(std::adjacent_find(places.begin(), places.end()), places.end());
    const std::vector<bool> inside = plainly(text, stems);
    for (const size_t at : places) ASSERT_TRUE(at < text.size() && inside[at]) << at;
    const std::string folded = ascii_lower(text);
    for (const std::string& stem : stems) {
      const std::string lower = ascii_lower(stem);
      for (size_t at = folded.find(lower); at != std::string::npos;
           at = folded.find(lower, at + 1)) {
        const auto next = std::lower_bound(places.begin(), places.end(), at);
        ASSERT_TRUE(next != places.end() && *next < at + stem.size()) << stem << " at " << at;
      }
    }
  }
};

TEST_P(Scan, SeesAStemAtEveryPlaceOfEveryLength) {
  for (const std::string& stem : kStems) {
    const StemScan scan = make({stem});
    for (size_t bytes = 0; bytes < 200; ++bytes) {
      for (size_t at = 0; at + stem.size() <= bytes; at += bytes < 80 ? 1 : 7) {
        std::string text(bytes, '.');
        text.replace(at, stem.size(), stem);
        expect_same(scan, text, {stem});
      }
    }
  }
}

// `prints` may name what no stem holds, part of a short stem, or a stem more than once.
const std::vector<std::vector<std::string>> kPrints{
    {"icen", "gpl", "gp", "none"}, {}, {"VECO", "ommo", " cc0"}, {"ic d", "by", "营利"}};

INSTANTIATE_TEST_SUITE_P(Ways, Scan,
                         testing::Combine(testing::Values(Way::kAvx2, Way::kVbmi),
                                          testing::Bool()));

TEST_P(Scan, AgreesWithThePlainSearch) {
  std::mt19937 random(11);
  const auto pick = [&](size_t n) {
    return std::uniform_int_distribution<size_t>(0, n - 1)(random);
  };
  const bool with_prints = std::get<1>(GetParam());
  const StemScan scan = with_prints ? StemScan(kStems, kPrints, way()) : make(kStems);
  for (int i = 0; i < 4000; ++i) {
    std::string text;
    const size_t bytes = pick(400);
    while (text.size() < bytes) {
      std::string piece = kStems[pick(kStems.size())];
      if (pick(2) == 0) piece[pick(piece.size())] ^= static_cast<char>(1U << pick(8));
      if (pick(3) == 0) piece.resize(pick(piece.size()) + 1);
      if (pick(3) == 0) piece += std::string(pick(70), " .\n\xe9"[pick(4)]);
      text += piece;
    }
    expect_same(scan, text, kStems);
  }
}

TEST_P(Scan, TakesAsciiLettersInAnyCaseAndNothingElse) {
  const StemScan scan = make({"licen", "@[`{", "émeraude"});
  const auto count = [&](std::string_view text) {
    size_t found = 0;
    scan.find(text, [&](size_t) { ++found; });
    return found;
  };
  EXPECT_EQ(count("LiCeN licen LICEN"), 3U);
  EXPECT_EQ(count("`{@[ @[`{ @[@[ `{`{"), 1U);
  EXPECT_EQ(count("émeraude ÉMERAUDE éMERAUDE"), 2U);
  EXPECT_EQ(count("l\ticen liceN\x0e"), 1U);
  EXPECT_EQ(count(""), 0U);
}

TEST_P(Scan, FindsNothingWithoutStems) {
  make({}).find("licen", [](size_t) { ADD_FAILURE(); });
}

}  // namespace
}  // namespace licensus
