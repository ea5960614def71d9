#include "output/ordered_stream.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

namespace licensus {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

struct OrderedStreamTest : testing::Test {
  std::string path = testing::TempDir() + "ordered." + std::to_string(::getpid());
  ~OrderedStreamTest() override { std::filesystem::remove(path); }
};

TEST_F(OrderedStreamTest, KeepsTheOrderOfLanesWhateverTheOrderOfWrites) {
  {
    auto stream = OrderedStream::open(path, [] {});
    ASSERT_TRUE(stream.has_value());
    ASSERT_TRUE((*stream)->write(2, "c1\n"));
    ASSERT_TRUE((*stream)->write(1, "b1\n"));
    ASSERT_TRUE((*stream)->close_lane(1));
    ASSERT_TRUE((*stream)->write(0, "a1\n"));
    ASSERT_TRUE((*stream)->close_lane(0));
    ASSERT_TRUE((*stream)->write(2, "c2\n"));
    ASSERT_TRUE((*stream)->close_lane(2));
  }
  EXPECT_EQ(read_file(path), "a1\nb1\nc1\nc2\n");
}

TEST_F(OrderedStreamTest, SpoolsWhatWaitsTooLong) {
  const std::string line(1000, 'x');
  std::string expected;
  {
    auto stream = OrderedStream::open(path, [] {});
    ASSERT_TRUE(stream.has_value());
    for (int lane = 3; lane >= 1; --lane) {
      for (int i = 0; i < 6000; ++i) {
        ASSERT_TRUE((*stream)->write(lane, line + std::to_string(lane) + "\n"));
      }
      ASSERT_TRUE((*stream)->close_lane(lane));
    }
    ASSERT_TRUE((*stream)->close_lane(0));
  }
  for (int lane = 1; lane <= 3; ++lane) {
    for (int i = 0; i < 6000; ++i) expected += line + std::to_string(lane) + "\n";
  }
  EXPECT_TRUE(read_file(path) == expected);
}

TEST_F(OrderedStreamTest, GivesTheSameBytesFromManyThreads) {
  std::string expected;
  {
    auto stream = OrderedStream::open(path, [] {});
    ASSERT_TRUE(stream.has_value());
    std::vector<std::thread> threads;
    for (uint64_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (uint64_t lane = t; lane < 64; lane += 4) {
          for (int i = 0; i < 20; ++i) {
            EXPECT_TRUE((*stream)->write(lane, std::to_string(lane) + "\n"));
          }
          EXPECT_TRUE((*stream)->close_lane(lane));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  for (int lane = 0; lane < 64; ++lane) {
    for (int i = 0; i < 20; ++i) expected += std::to_string(lane) + "\n";
  }
  EXPECT_EQ(read_file(path), expected);
}

TEST_F(OrderedStreamTest, AFullDiskIsAnErrorWithItsReason) {
  auto stream = OrderedStream::open("/dev/full", [] {});
  ASSERT_TRUE(stream.has_value());
  const auto written = (*stream)->write(0, "x\n");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message, "cannot write /dev/full: No space left on device");
}

TEST_F(OrderedStreamTest, AReaderThatWentIsToldOnceAndNoError) {
  std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const std::string pipe = "/dev/fd/" + std::to_string(ends[1]);
  int told = 0;
  auto stream = OrderedStream::open(pipe, [&] { ++told; });
  ASSERT_TRUE(stream.has_value());
  ::close(ends[0]);
  EXPECT_TRUE((*stream)->write(0, "x\n"));
  EXPECT_TRUE((*stream)->write(0, "x\n"));
  EXPECT_EQ(told, 1);
  ::close(ends[1]);
}

}  // namespace
}  // namespace licensus
