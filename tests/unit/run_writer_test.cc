#include "output/run_writer.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <csignal>
#include <thread>

#include "run_directory.h"

namespace licensus {
namespace {

using Mode = RunWriterOptions::Mode;

TEST(RunWriter, WritesTablesInByteOrderOfShards) {
  TemporaryDirectory place;
  const std::string directory = place / "deep/out";
  auto run = open_run(directory);
  ASSERT_TRUE(write_shard(*run, "b", 2, "MIT"));
  ASSERT_TRUE(write_shard(*run, "a", 1, "CC0-1.0"));
  ASSERT_TRUE(write_shard(*run, "empty", 0, ""));
  run->add_error({"", -1, "x/: Permission denied"});
  const Result<RunTotals> totals = run->finish({});
  ASSERT_TRUE(totals) << totals.error().message;
  EXPECT_EQ(totals->views.at("documents").documents, 3u);
  EXPECT_EQ(totals->errors, 4u);

  const std::string census = read_file(directory + "/census.jsonl");
  EXPECT_EQ(
      census,
      "{\"shard\":\"a\",\"dimension\":\"license\",\"value\":\"CC0-1.0\",\"documents\":1,"
      "\"bytes\":100,\"counted_documents\":0,\"counted_bytes\":0}\n"
      "{\"shard\":\"a\",\"dimension\":\"license_status\",\"value\":\"stated\",\"documents\":1,"
      "\"bytes\":100,\"counted_documents\":0,\"counted_bytes\":0}\n"
      "{\"shard\":\"b\",\"dimension\":\"license\",\"value\":\"MIT\",\"documents\":2,"
      "\"bytes\":200,\"counted_documents\":0,\"counted_bytes\":0}\n"
      "{\"shard\":\"b\",\"dimension\":\"license_status\",\"value\":\"stated\",\"documents\":2,"
      "\"bytes\":200,\"counted_documents\":0,\"counted_bytes\":0}\n");
  EXPECT_EQ(
      read_file(directory + "/errors.jsonl"),
      "{\"shard\":\"\",\"document\":\"\",\"offset\":-1,\"message\":\"x/: Permission denied\"}\n"
      "{\"shard\":\"a\",\"document\":\"row:0\",\"offset\":5,\"message\":\"odd\"}\n"
      "{\"shard\":\"b\",\"document\":\"row:0\",\"offset\":5,\"message\":\"odd\"}\n"
      "{\"shard\":\"empty\",\"document\":\"row:0\",\"offset\":5,\"message\":\"odd\"}\n");
  const std::string part = part_of("b");
  const std::string documents = read_file(RunWriter::part_path(directory, "documents", part));
  EXPECT_EQ(std::count(documents.begin(), documents.end(), '\n'), 2);
  EXPECT_EQ(boost::filesystem::path(RunWriter::part_path(directory, "x", part)).filename().native(),
            part + ".jsonl");
  EXPECT_FALSE(
      boost::filesystem::exists(RunWriter::part_path(directory, "documents", part_of("empty"))));
  EXPECT_FALSE(boost::filesystem::exists(directory + "/signals"));
}

TEST(RunWriter, SameBytesForAnyOrderAndThreads) {
  TemporaryDirectory place;
  for (const char* name : {"one", "many"}) {
    auto run = open_run(place / name);
    std::vector<std::thread> threads;
    const unsigned count = std::string_view(name) == "one" ? 1 : 4;
    for (unsigned t = 0; t < count; ++t) {
      threads.emplace_back([&run, t, count] {
        for (unsigned i = 40 - t; i > count; i -= count) {
          ASSERT_TRUE(write_shard(*run, "s" + std::to_string(i - 1), i, "MIT"));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (unsigned i = 1; i <= count; ++i) {
      ASSERT_TRUE(write_shard(*run, "s" + std::to_string(i - 1), i, "MIT"));
    }
    ASSERT_TRUE(run->finish({}));
  }
  EXPECT_EQ(snapshot(place / "one"), snapshot(place / "many"));
  EXPECT_EQ(snapshot(place / "one").size(), 40u * 3 + 4);
}

TEST(RunWriter, ResumedRunsAreTheSameBytes) {
  TemporaryDirectory place;
  auto whole = open_run(place / "whole");
  ASSERT_TRUE(write_shard(*whole, "a", 3, "MIT"));
  ASSERT_TRUE(write_shard(*whole, "b", 3, "ISC"));
  ASSERT_TRUE(whole->finish({}));

  const std::string directory = place / "broken";
  {
    auto run = open_run(directory);
    ASSERT_TRUE(write_shard(*run, "a", 3, "MIT"));
    ASSERT_TRUE(write_shard(*run, "changed", 3, "MIT"));
    auto part = run->open("b");
    ASSERT_TRUE(part);
    for (uint64_t i = 0; i < 2000; ++i) (*part)->add(licensed_document(i, "ISC"));
    // The process ends here; what a kill leaves behind:
    boost::filesystem::create_directories(place / "broken/documents/ff");
    place.write("broken/documents/ff/ff00.jsonl.tmp-1", "{");
  }
  auto run = open_run(directory, Mode::kResume);
  EXPECT_TRUE(run->is_complete("a", 30, "2024-05-18T01:58:10Z"));
  EXPECT_FALSE(run->is_complete("b", 30, "2024-05-18T01:58:10Z"));
  ASSERT_TRUE(write_shard(*run, "b", 3, "ISC"));
  ASSERT_TRUE(run->finish({}));
  EXPECT_EQ(snapshot(directory), snapshot(place / "whole"));
}

TEST(RunWriter, ResumeLooksAtSizeTimeAndParts) {
  TemporaryDirectory place;
  const std::string directory = place / "out";
  {
    auto run = open_run(directory);
    ASSERT_TRUE(write_shard(*run, "a", 3, "MIT"));
  }
  auto run = open_run(directory, Mode::kResume);
  EXPECT_FALSE(run->is_complete("a", 31, "2024-05-18T01:58:10Z"));
  EXPECT_FALSE(run->is_complete("a", 30, "2024-05-18T01:58:11Z"));
  EXPECT_TRUE(run->is_complete("a", 30, "2024-05-18T01:58:10Z"));
  boost::filesystem::remove(RunWriter::part_path(directory, "findings", part_of("a")));
  EXPECT_FALSE(run->is_complete("a", 30, "2024-05-18T01:58:10Z"));
}

TEST(RunWriter, KnowsWhatItMayWriteTo) {
  TemporaryDirectory place;
  place.write("full/x", "1");
  const auto refusal = [](const std::string& directory, Mode mode, const std::string& fingerprint) {
    const auto run = RunWriter::create({directory, mode, false, fingerprint});
    return run ? std::string("taken") : run.error().message.substr(directory.size());
  };
  EXPECT_EQ(refusal(place / "full", Mode::kOverwrite, "f"),
            ": not empty and no run of licensus; name another directory");
  EXPECT_TRUE(boost::filesystem::exists(place / "full/x"));
  EXPECT_FALSE(boost::filesystem::exists(place / "full/state"));
  {
    auto run = open_run(place / "out");
    ASSERT_TRUE(write_shard(*run, "a", 1, "MIT"));
    EXPECT_EQ(refusal(place / "out", Mode::kResume, "f"), ": another licensus writes to it");
    ASSERT_TRUE(run->finish({}));
    EXPECT_FALSE(run->open("a"));
  }
  EXPECT_EQ(refusal(place / "out", Mode::kNew, "f"),
            ": holds a run already; --resume continues it, --overwrite replaces it");
  EXPECT_EQ(refusal(place / "out", Mode::kResume, "g"),
            ": its run was made with other options or rules; --overwrite replaces it");
  EXPECT_EQ(refusal(place / "out", Mode::kOverwrite, "g"), "taken");
  EXPECT_TRUE(snapshot(place / "out").empty());
  EXPECT_EQ(refusal(place / "full/x", Mode::kNew, "f"), ": Not a directory");
}

// A limit on file sizes stands for a full disk: the error is a value, and nothing half-written has
// a final name.
TEST(RunWriter, WriteErrorsAreValues) {
  TemporaryDirectory place;
  auto run = open_run(place / "out");
  auto part = run->open("a");
  ASSERT_TRUE(part);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  rlimit small = limit;
  small.rlim_cur = 100000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  for (uint64_t i = 0; i < 3000; ++i) (*part)->add(licensed_document(i, "MIT"));
  const bool failed = (*part)->failed();
  const Result<void> done = (*part)->complete({}, {}, {});
  ::setrlimit(RLIMIT_FSIZE, &limit);
  EXPECT_TRUE(failed);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message,
            RunWriter::part_path(place / "out", "documents", part_of("a")) + ": File too large");
  part->reset();
  EXPECT_TRUE(snapshot(place / "out").empty());
}

TEST(OutputFile, PlacesThatCannotBeWritten) {
  TemporaryDirectory place;
  place.write("file", "1");
  OutputFile below(place / "file/x");
  below.append("x");
  const Result<void> done = below.commit();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, (place / "file/x") + ": Not a directory");
  boost::filesystem::create_directories(place / "taken/x");
  OutputFile taken(place / "taken");
  taken.append("x");
  EXPECT_FALSE(taken.commit());
  EXPECT_EQ(std::distance(boost::filesystem::directory_iterator(place.path()), {}), 2);
}

}  // namespace
}  // namespace licensus
