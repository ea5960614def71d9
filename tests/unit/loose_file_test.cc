// Loose files, plain and compressed.
#include "formats/loose_file.h"

#include <gtest/gtest.h>

#include "crawl_support.h"

namespace licensus {
namespace {

RecordingSink read_loose(std::string_view stored, std::string_view name, size_t step = SIZE_MAX) {
  static LooseFileReader reader;
  RecordingSink sink;
  MemorySource source(stored, step);
  reader.read(source, {name}, sink);
  EXPECT_TRUE(sink.ok());
  EXPECT_EQ(sink.documents.size(), 1u);
  return sink;
}

TEST(LooseFile, EveryCodecGivesTheSameDocument) {
  const std::string text = "some text that is long enough to be compressed, some text";
  for (const Codec codec :
       {Codec::kNone, Codec::kGzip, Codec::kZstd, Codec::kLz4, Codec::kBzip2, Codec::kXz}) {
    const std::string stored = compress(codec, text);
    for (const size_t step : {SIZE_MAX, size_t{1}}) {
      const RecordingSink sink = read_loose(stored, "a/b.txt", step);
      EXPECT_EQ(sink.documents[0].id, "a/b.txt");
      EXPECT_EQ(sink.documents[0].body, text);
      EXPECT_EQ(sink.documents[0].pieces, 1u);
      EXPECT_EQ(sink.documents[0].offset, 0);
      EXPECT_EQ(sink.documents[0].length, static_cast<int64_t>(stored.size()));
      EXPECT_EQ(sink.documents[0].status, -1);
      EXPECT_TRUE(sink.errors.empty());
    }
  }
}

TEST(LooseFile, SeveralMembersAreOneDocument) {
  EXPECT_EQ(read_loose(gzip("one ") + gzip("two"), "a.gz").documents[0].body, "one two");
}

TEST(LooseFile, EmptyFile) {
  const RecordingSink sink = read_loose("", "empty");
  EXPECT_EQ(sink.documents[0].body, "");
  EXPECT_EQ(sink.documents[0].length, 0);
  EXPECT_TRUE(sink.errors.empty());
}

TEST(LooseFile, MediaTypeByEnding) {
  EXPECT_EQ(read_loose("x", "dir.html/README").documents[0].media_type, "");
  EXPECT_EQ(read_loose("x", "INDEX.HTM").documents[0].media_type, "text/html");
  EXPECT_EQ(read_loose(gzip("x"), "index.html.gz").documents[0].media_type, "text/html");
  EXPECT_EQ(read_loose("x", "page.xhtml").documents[0].media_type, "application/xhtml+xml");
  EXPECT_EQ(read_loose("x", "data.bin").documents[0].media_type, "");
}

TEST(LooseFile, LargeFilesComeInWholePieces) {
  std::string text(40'000'000, 'a');
  for (size_t i = 0; i < text.size(); i += 50) text[i] = static_cast<char>('b' + i / 50 % 20);
  for (const Codec codec : {Codec::kNone, Codec::kGzip}) {
    const RecordingSink sink = read_loose(compress(codec, text), "big");
    EXPECT_EQ(sink.documents[0].pieces, 3u);
    EXPECT_TRUE(sink.documents[0].body == text);
  }
}

TEST(LooseFile, DamageIsOneErrorAndTruncates) {
  std::string stored = gzip("first part ") + gzip("second part");
  stored.resize(stored.size() - 5);
  const RecordingSink sink = read_loose(stored, "a.gz");
  EXPECT_EQ(sink.documents[0].body, "first part second part");
  EXPECT_TRUE(sink.documents[0].truncated);
  ASSERT_EQ(sink.errors.size(), 1u);
  EXPECT_EQ(sink.errors[0].document, "a.gz");
}

TEST(LooseFile, BombIsCut) {
  const RecordingSink sink = read_loose(zstd(std::string(500'000'000, 'a')), "bomb.zst");
  EXPECT_TRUE(sink.documents[0].truncated);
  EXPECT_LT(sink.documents[0].body.size(), 100'000'000u);
  ASSERT_EQ(sink.errors.size(), 1u);
  EXPECT_NE(sink.errors[0].message.find("bomb"), std::string::npos);
}

}  // namespace
}  // namespace licensus
