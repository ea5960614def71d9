#include "output/merge.h"

#include <gtest/gtest.h>

#include "run_directory.h"

namespace licensus {
namespace {

TEST(Merge, EqualsOneRunOverAll) {
  TemporaryDirectory place;
  const auto write = [&](const char* name, std::vector<std::string> shards) {
    auto run = open_run(place / name);
    for (const std::string& shard : shards) {
      ASSERT_TRUE(write_shard(*run, shard, shard.size(), "MIT"));
    }
    run->add_error({"", -1, std::string("note of ") + (shards.empty() ? "none" : "a run")});
    ASSERT_TRUE(run->finish({}));
  };
  write("left", {"a", "both/"});
  write("right", {"both/", "zz/1"});
  auto whole = open_run(place / "whole");
  for (const char* shard : {"a", "both/", "zz/1"}) {
    ASSERT_TRUE(write_shard(*whole, shard, std::string_view(shard).size(), "MIT"));
  }
  for (int i = 0; i < 2; ++i) whole->add_error({"", -1, "note of a run"});
  ASSERT_TRUE(whole->finish({}));

  auto merged = open_run(place / "merged");
  const auto done = merge_runs({place / "left", place / "right"}, *merged);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(done->empty());
  ASSERT_TRUE(merged->finish({}));
  EXPECT_EQ(snapshot(place / "merged"), snapshot(place / "whole"));
}

TEST(Merge, ShardsThatDifferAreNamed) {
  TemporaryDirectory place;
  for (const char* name : {"left", "right"}) {
    auto run = open_run(place / name);
    ASSERT_TRUE(write_shard(*run, "same", 2, "MIT"));
    ASSERT_TRUE(write_shard(*run, "other/", 2, name));
    ASSERT_TRUE(run->finish({}));
  }
  auto merged = open_run(place / "merged");
  const auto done = merge_runs({place / "left", place / "right"}, *merged);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(*done, std::vector<std::string>{"other/"});
}

TEST(Merge, OnlyFinishedRuns) {
  TemporaryDirectory place;
  auto half = open_run(place / "half");
  ASSERT_TRUE(write_shard(*half, "a", 1, "MIT"));
  auto merged = open_run(place / "merged");
  const auto done = merge_runs({place / "half"}, *merged);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message,
            (place / "half") + ": no finished run of licensus (shards.jsonl is missing)");
  ASSERT_TRUE(half->finish({}));
  boost::filesystem::remove(RunWriter::part_path(place / "half", "state", part_of("a")));
  EXPECT_FALSE(merge_runs({place / "half"}, *merged));
}

}  // namespace
}  // namespace licensus
