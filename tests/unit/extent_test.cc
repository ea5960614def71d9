// However a file is cut, its extents together give what one exact reading gives.
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "crawl_support.h"

namespace licensus {
namespace {

struct Reading {
  std::vector<SeenDocument> documents;
  std::vector<SeenError> errors;
  size_t others = 0;

  void add(const RecordingSink& sink) {
    documents.insert(documents.end(), sink.documents.begin(), sink.documents.end());
    errors.insert(errors.end(), sink.errors.begin(), sink.errors.end());
    others += sink.others;
  }
};

struct ExtentReading {
  ExtentSpan span;
  RecordingSink sink;
};

ExtentReading read_extent(std::string_view stored, const Extent& extent) {
  static WarcReader reader;
  ExtentReading reading;
  MemorySource source(stored.substr(extent.begin));
  reading.span = reader.read(source, codec_of(stored), extent, WarcOptions{}, reading.sink);
  EXPECT_TRUE(reading.sink.ok());
  return reading;
}

// Cuts every `step` bytes and repairs as the pipeline does: an extent that does not begin where its
// predecessor ended is read again from there.
Reading read_in_extents(std::string_view stored, uint64_t step, size_t& repairs) {
  Reading all;
  uint64_t reached = 0;
  repairs = 0;
  for (uint64_t begin = 0; begin < stored.size() || begin == 0; begin += step) {
    Extent extent{begin, begin + step >= stored.size() ? UINT64_MAX : begin + step, begin == 0};
    ExtentReading reading = read_extent(stored, extent);
    if (reading.span.begin != reached) {
      ++repairs;
      if (reached >= extent.end) continue;  // the predecessor read beyond this one
      reading = read_extent(stored, {reached, extent.end, true});
      EXPECT_EQ(reading.span.begin, reached);
    }
    reached = reading.span.end;
    all.add(reading.sink);
  }
  EXPECT_EQ(reached, stored.size());
  return all;
}

std::string describe(const SeenDocument& d) {
  return d.id + " at " + std::to_string(d.offset) + " length " + std::to_string(d.length) +
         " body " + std::to_string(d.body.size()) + (d.truncated ? " truncated" : "");
}

void expect_same_in_extents(const std::string& stored, const std::string& name,
                            std::vector<uint64_t> steps = {1024, 1500, 4096, 10007, 65536}) {
  const RecordingSink whole = read_extent(stored, Extent{}).sink;
  for (const uint64_t step : steps) {
    SCOPED_TRACE(name + " cut every " + std::to_string(step) + " bytes");
    size_t repairs = 0;
    const Reading cut = read_in_extents(stored, step, repairs);
    ASSERT_EQ(cut.documents.size(), whole.documents.size());
    for (size_t i = 0; i < cut.documents.size(); ++i)
      ASSERT_TRUE(cut.documents[i] == whole.documents[i]) << describe(cut.documents[i]) << "\n"
                                                          << describe(whole.documents[i]);
    EXPECT_EQ(cut.others, whole.others);
    ASSERT_EQ(cut.errors.size(), whole.errors.size());
    for (size_t i = 0; i < cut.errors.size(); ++i)
      EXPECT_TRUE(cut.errors[i] == whole.errors[i])
          << cut.errors[i].message << " / " << whole.errors[i].message;
  }
}

std::string random_text(std::mt19937_64& random, size_t bytes) {
  std::string text;
  while (text.size() < bytes)
    text += std::to_string(random() % 100000) + (random() % 7 ? " " : "\n");
  return text;
}

// Triples of request, response, metadata; sizes vary widely.
std::vector<std::string> make_records(uint64_t seed, size_t pages) {
  std::mt19937_64 random(seed);
  std::vector<std::string> records = {
      warc_record("warcinfo", "", "software: test\r\n", "application/warc-fields")};
  for (size_t i = 0; i < pages; ++i) {
    const std::string uri = "https://example.org/" + std::to_string(i);
    records.push_back(warc_record("request", uri, "GET / HTTP/1.1\r\n\r\n", "application/http"));
    records.push_back(
        html_response(uri, random_text(random, random() % (i % 5 == 0 ? 20000 : 900))));
    records.push_back(
        warc_record("metadata", uri, "fetchTimeMs: 1\r\n", "application/warc-fields"));
  }
  return records;
}

std::string per_record(Codec codec, const std::vector<std::string>& records) {
  std::string stored;
  for (const std::string& record : records) stored += compress(codec, record);
  return stored;
}

std::string joined(const std::vector<std::string>& records) {
  std::string text;
  for (const std::string& record : records) text += record;
  return text;
}

class EveryCodec : public testing::TestWithParam<Codec> {};

TEST_P(EveryCodec, OneRecordAMember) {
  expect_same_in_extents(per_record(GetParam(), make_records(1, 60)), "records");
}

TEST_P(EveryCodec, OneMemberForAll) {
  expect_same_in_extents(compress(GetParam(), joined(make_records(2, 40))), "whole");
}

TEST_P(EveryCodec, SeveralRecordsAMember) {
  const std::vector<std::string> records = make_records(3, 60);
  std::mt19937_64 random(3);
  std::string stored;
  for (size_t i = 0; i < records.size();) {
    std::string member;
    for (size_t count = 1 + random() % 5; count > 0 && i < records.size(); --count)
      member += records[i++];
    stored += compress(GetParam(), member);
  }
  expect_same_in_extents(stored, "groups");
}

TEST_P(EveryCodec, MembersThatEndWithinRecords) {
  const std::string text = joined(make_records(4, 60));
  std::mt19937_64 random(4);
  std::string stored;
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = 1 + random() % 3000;
    stored += compress(GetParam(), std::string_view(text).substr(at, bytes));
    at += bytes;
  }
  const Reading whole = [&] {
    Reading reading;
    reading.add(read_extent(stored, Extent{}).sink);
    return reading;
  }();
  EXPECT_EQ(whole.documents.size(), 60u);
  EXPECT_TRUE(whole.errors.empty());
  expect_same_in_extents(stored, "blocks");
}

TEST_P(EveryCodec, DamagedInPlaces) {
  const std::string good = per_record(GetParam(), make_records(5, 60));
  std::mt19937_64 random(5);
  for (int round = 0; round < 12; ++round) {
    std::string stored = good;
    for (int i = 0; i < 5; ++i)
      stored[random() % stored.size()] ^= static_cast<char>(1 << random() % 8);
    if (round % 3 == 0) stored.resize(stored.size() - random() % 3000);
    if (round % 4 == 0) stored.insert(random() % stored.size(), random_text(random, 700));
    // The codec is told by the first bytes.
    stored.replace(0, 10, good, 0, 10);
    expect_same_in_extents(stored, "damaged " + std::to_string(round), {1024, 3001, 20000});
  }
}

std::string codec_name(const testing::TestParamInfo<Codec>& tested) {
  const std::vector<std::string> names = {"Plain", "Gzip", "Zstd", "Lz4", "Bzip2", "Xz"};
  return names[static_cast<size_t>(tested.param)];
}

INSTANTIATE_TEST_SUITE_P(Codecs, EveryCodec,
                         testing::Values(Codec::kNone, Codec::kGzip, Codec::kZstd, Codec::kLz4,
                                         Codec::kBzip2, Codec::kXz),
                         codec_name);

// The inner file's member heads stand as they are in the outer file, and a guess falls for them.
TEST(Extents, StoredRecordHoldsAnotherCrawl) {
  const std::vector<std::string> inner = make_records(6, 30);
  for (const Codec codec : {Codec::kGzip, Codec::kNone}) {
    std::vector<std::string> outer = make_records(7, 20);
    outer.insert(outer.begin() + 20, warc_record("resource", "https://example.org/inner.warc.gz",
                                                 per_record(codec, inner), "application/gzip"));
    std::string stored;
    for (const std::string& record : outer)
      stored += codec == Codec::kGzip ? gzip(record, 0) : record;
    EXPECT_EQ(read_extent(stored, Extent{}).sink.documents.size(), 21u);
    size_t repairs = 0;
    read_in_extents(stored, 1024, repairs);
    EXPECT_GT(repairs, 5u) << "the test does not test what it says";
    expect_same_in_extents(stored, "nested");
  }
}

TEST(Extents, ZeroPaddingBetweenAndAfterMembers) {
  std::string stored;
  for (const std::string& record : make_records(8, 20)) {
    stored += gzip(record);
    stored.append((512 - stored.size() % 512) % 512, '\0');
  }
  const RecordingSink whole = read_extent(stored, Extent{}).sink;
  EXPECT_EQ(whole.documents.size(), 20u);
  EXPECT_TRUE(whole.errors.empty());
  expect_same_in_extents(stored, "padded");
}

TEST(Extents, BeyondTheLastRecordThereIsNothing) {
  const std::string stored = gzip(html_response("https://example.org/", "text"));
  const ExtentReading reading = read_extent(stored, {5, 20, false});
  EXPECT_GE(reading.span.begin, 20U);
  EXPECT_GE(reading.span.end, 20U);
  EXPECT_TRUE(reading.sink.documents.empty());
  EXPECT_TRUE(reading.sink.errors.empty());
}

TEST(Extents, RealFiles) {
  const std::filesystem::path samples = LICENSUS_SOURCE "/../shared/samples/warc";
  if (!std::filesystem::is_directory(samples)) GTEST_SKIP() << samples << " is not here";
  for (const auto& entry : std::filesystem::directory_iterator(samples))
    expect_same_in_extents(read_whole_file(entry.path()), entry.path());
}

}  // namespace
}  // namespace licensus
