#include "base/paths.h"

#include <gtest/gtest.h>

namespace licensus {
namespace {

TEST(Paths, LastPartBeginsBehindTheLastSeparator) {
  EXPECT_EQ(last_part_at(""), 0U);
  EXPECT_EQ(last_part_at("a.txt"), 0U);
  EXPECT_EQ(last_part_at("a/b.txt"), 2U);
  EXPECT_EQ(last_part_at("in.tar!b.txt"), 7U);
  EXPECT_EQ(last_part_at("a/in.tar!"), 9U);
}

TEST(Paths, AnEndingIsThatOfTheLastPart) {
  EXPECT_EQ(file_ending("a/b.tar.gz"), ".gz");
  EXPECT_EQ(file_ending("a.d/README"), "");
  EXPECT_EQ(file_ending("in.tar!README"), "");
  EXPECT_EQ(file_ending(".gz"), ".gz");
  EXPECT_EQ(file_ending("a."), ".");
  EXPECT_EQ(file_ending(""), "");
}

}  // namespace
}  // namespace licensus
