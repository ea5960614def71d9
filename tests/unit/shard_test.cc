#include "pipeline/shard.h"

#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "pipeline/extent_task.h"

namespace licensus {
namespace {

// A shard whose records begin at multiples of 7, read as extents of any size. A reader that is
// misled begins where `lie` says.
struct FakeShard {
  static constexpr uint64_t kSize = 7 * 500;

  static ExtentResult read(uint64_t begin, uint64_t end, bool exact, uint64_t lie = 0) {
    ExtentResult result;
    uint64_t at = exact ? begin : (begin + 6) / 7 * 7;
    if (!exact && lie > 0) at += lie;
    result.span.begin = std::min(at, kSize);
    for (; at < std::min(end, kSize); at += 7) {
      DocumentRecord record;
      record.index = result.documents++;
      record.document = std::to_string(at);
      result.records.push_back(record);
      result.held_bytes += 100;
      result.bytes += 7;
      result.census.add(Dimension::kLicense, "NONE", {1, 7, 1, 7});
    }
    result.span.end = std::min(at, kSize);
    return result;
  }
};

struct Written {
  std::string documents;
  ShardRecord record;
  Census census;
  int finished = 0;
};

class FakeOutput final : public ShardOutput {
 public:
  explicit FakeOutput(Written& written) : written_(written) {}
  Result<void> write(const std::vector<DocumentRecord>& records) override {
    for (const DocumentRecord& record : records) {
      written_.documents += std::to_string(record.index) + ":" + record.document + " ";
    }
    return {};
  }
  Result<void> finish(const ShardRecord& record, const Census& census,
                      const std::vector<ErrorRecord>&) override {
    written_.record = record;
    written_.census = census;
    ++written_.finished;
    return {};
  }

 private:
  Written& written_;
};

std::shared_ptr<const ExtentTask> task(uint64_t number, uint64_t end) {
  auto made = std::make_shared<ExtentTask>();
  made->number = number;
  made->extent.end = end;
  return made;
}

struct Cut {
  uint64_t begin, end;
};

std::vector<Cut> cuts_of(uint64_t size, uint64_t step) {
  std::vector<Cut> cuts;
  for (uint64_t at = 0; at < size; at += step) {
    cuts.push_back({at, at + step >= size ? UINT64_MAX : at + step});
  }
  return cuts;
}

Written run(const std::vector<Cut>& cuts, const std::vector<size_t>& order, uint64_t lie_every,
            size_t threads) {
  Written written;
  std::atomic<size_t> waiting{0};
  Shard shard({"s", true, "warc"}, std::make_unique<FakeOutput>(written), waiting,
              [](const auto&, const auto&, const auto&) {});
  shard.close({cuts.size(), FakeShard::kSize, 0});
  std::vector<std::thread> workers;
  for (size_t t = 0; t < threads; ++t) {
    workers.emplace_back([&, t] {
      for (size_t i = t; i < order.size(); i += threads) {
        const size_t number = order[i];
        const Cut cut = cuts[number];
        const uint64_t lie = lie_every > 0 && number % lie_every == 1 ? 3 : 0;
        shard.deposit(task(number, cut.end), FakeShard::read(cut.begin, cut.end, number == 0, lie),
                      [&](const ExtentTask& again, Place begin) {
                        return FakeShard::read(begin.offset, again.extent.end, true);
                      });
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(waiting.load(), 0U);
  return written;
}

TEST(Shard, GivesOneReadsResultForAnyCutsOrderLiesAndThreads) {
  const Written plain = run({{0, UINT64_MAX}}, {0}, 0, 1);
  ASSERT_EQ(plain.record.documents, 500U);
  std::mt19937 random(1);
  for (const uint64_t step : {3U, 5U, 7U, 20U, 100U, 1000U}) {
    for (const uint64_t lie_every : {0U, 2U, 5U}) {
      for (const size_t threads : {size_t{1}, size_t{4}}) {
        const auto cuts = cuts_of(FakeShard::kSize, step);
        std::vector<size_t> order(cuts.size());
        for (size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::shuffle(order.begin(), order.end(), random);
        const Written cut = run(cuts, order, lie_every, threads);
        EXPECT_EQ(cut.finished, 1);
        EXPECT_EQ(cut.documents, plain.documents) << step << " " << lie_every << " " << threads;
        EXPECT_EQ(cut.record.documents, plain.record.documents);
        EXPECT_EQ(cut.record.bytes, plain.record.bytes);
        EXPECT_TRUE(cut.census == plain.census);
      }
    }
  }
}

TEST(Shard, DropsWhatWaitsBeyondItsLimitAndReadsItAgain) {
  Written written;
  std::atomic<size_t> waiting{0};
  Shard shard({"s", true, "warc"}, std::make_unique<FakeOutput>(written), waiting,
              [](const auto&, const auto&, const auto&) {});
  int reread = 0;
  const auto again = [&](const ExtentTask& late, Place begin) {
    ++reread;
    EXPECT_EQ(late.number, 1U);
    return FakeShard::read(begin.offset, late.extent.end, true);
  };
  ExtentResult second = FakeShard::read(70, 700, false);
  second.held_bytes = Shard::kMaxWaitingBytes + 1;
  shard.deposit(task(1, 700), std::move(second), again);
  EXPECT_EQ(waiting.load(), 0U);
  shard.deposit(task(0, 70), FakeShard::read(0, 70, true), again);
  shard.deposit(task(2, UINT64_MAX), FakeShard::read(700, UINT64_MAX, false), again);
  shard.close({3, FakeShard::kSize, 0});
  EXPECT_EQ(reread, 1);
  EXPECT_EQ(written.record.documents, 500U);
  EXPECT_EQ(written.finished, 1);
}

TEST(Shard, WritesEarlyOnlyInItsTurn) {
  Written written;
  std::atomic<size_t> waiting{0};
  Shard shard({"s/", false, "files"}, std::make_unique<FakeOutput>(written), waiting,
              [](const auto&, const auto&, const auto&) {});
  ExtentResult later = FakeShard::read(70, 140, true);
  EXPECT_FALSE(shard.flush(1, later));
  ExtentResult first = FakeShard::read(0, 35, true);
  EXPECT_TRUE(shard.flush(0, first));
  EXPECT_EQ(first.documents, 0U);
  EXPECT_NE(written.documents.find("4:28 "), std::string::npos);
}

TEST(Shard, StaysIncompleteWhenTheRunEndsWhileReadingAgain) {
  Written written;
  std::atomic<size_t> waiting{0};
  Shard shard({"s", true, "warc"}, std::make_unique<FakeOutput>(written), waiting,
              [](const auto&, const auto&, const auto&) {});
  const auto again = [&](const ExtentTask&, Place begin) {
    ExtentResult cut_short = FakeShard::read(begin.offset, begin.offset + 7, true);
    cut_short.dropped = true;
    return cut_short;
  };
  shard.deposit(task(0, 70), FakeShard::read(0, 70, true), again);
  shard.deposit(task(1, UINT64_MAX), FakeShard::read(70, UINT64_MAX, false, 3), again);
  shard.close({2, FakeShard::kSize, 0});
  EXPECT_EQ(written.finished, 0);
}

}  // namespace
}  // namespace licensus
