// Members of every codec: whole, in pieces, damaged, padded, with all header fields.
#include "codecs/codec.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zdict.h>

#include <random>

#include "crawl_support.h"

namespace licensus {
namespace {

using State = MemberReader::State;

struct Member {
  uint64_t begin = 0, end = 0;
  std::string bytes;
  size_t pieces = 0;
  std::string damage;
};

// Reads all members; after damage goes on with the next one.
std::vector<Member> read_members(ByteSource& source, Codec codec,
                                 std::string_view dictionary = {}) {
  static MemberReader reader;
  reader.open(source, codec, 0, dictionary);
  std::vector<Member> members;
  bool inside = false;
  std::string_view piece;
  for (;;) {
    const State state = reader.next(piece);
    if (state == State::kStreamEnd) return members;
    if (!inside) members.push_back({reader.member_offset()});
    inside = state == State::kBytes;
    if (state == State::kBytes) members.back().bytes += piece;
    if (state == State::kBytes) ++members.back().pieces;
    if (state == State::kMemberEnd) members.back().end = reader.stored_offset();
    if (state == State::kDamaged) {
      members.back().damage = reader.message();
      reader.skip_to_member();
    }
  }
}

std::vector<Member> read_members(std::string_view stored, Codec codec, size_t step = SIZE_MAX) {
  MemorySource source(stored, step);
  return read_members(source, codec);
}

std::string random_text(size_t bytes, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::string text;
  while (text.size() < bytes) text += std::to_string(random() % 1000) + " ";
  text.resize(bytes);
  return text;
}

class EveryCodec : public testing::TestWithParam<Codec> {};
INSTANTIATE_TEST_SUITE_P(Codecs, EveryCodec,
                         testing::Values(Codec::kGzip, Codec::kZstd, Codec::kLz4, Codec::kBzip2,
                                         Codec::kXz));

TEST_P(EveryCodec, MembersOfAllSizes) {
  // Small, as large as one piece may be, larger than the window, and empty.
  std::vector<std::string> texts;
  for (const size_t bytes : {size_t{1}, size_t{0}, size_t{3000}, size_t{4} << 20,
                             (size_t{4} << 20) + 1, size_t{5'000'000}, size_t{10}})
    texts.push_back(random_text(bytes, bytes));
  std::string stored;
  std::vector<uint64_t> begins;
  for (const std::string& text : texts) {
    begins.push_back(stored.size());
    stored += compress(GetParam(), text);
  }
  EXPECT_EQ(recognise_codec(stored), GetParam());
  for (const size_t step : {SIZE_MAX, size_t{1000}}) {
    const std::vector<Member> members = read_members(stored, GetParam(), step);
    ASSERT_EQ(members.size(), texts.size());
    for (size_t i = 0; i < texts.size(); ++i) {
      EXPECT_TRUE(members[i].bytes == texts[i]) << i;
      EXPECT_EQ(members[i].begin, begins[i]);
      EXPECT_EQ(members[i].end, i + 1 < begins.size() ? begins[i + 1] : stored.size());
      EXPECT_EQ(members[i].damage, "");
    }
    EXPECT_EQ(members[2].pieces, 1u);
  }
}

TEST_P(EveryCodec, DamagedMemberYieldsItsBeginAndCostsNoOther) {
  const std::string text = random_text(3'000'000, 1);
  const std::string first = compress(GetParam(), "first");
  const std::string damaged = compress(GetParam(), text);
  std::string stored = first + damaged + compress(GetParam(), "last");
  stored[first.size() + damaged.size() / 2] ^= 0x55;
  stored[first.size() + damaged.size() / 2 + 1] ^= 0x55;
  const std::vector<Member> members = read_members(stored, GetParam());
  ASSERT_EQ(members.size(), 3u);
  EXPECT_EQ(members[0].bytes, "first");
  EXPECT_NE(members[1].damage, "");
  EXPECT_GT(members[1].bytes.size(), 100'000u);
  EXPECT_TRUE(text.starts_with(members[1].bytes.substr(0, 100'000)));
  EXPECT_EQ(members[2].bytes, "last");
  EXPECT_EQ(members[2].begin, first.size() + damaged.size());
}

TEST_P(EveryCodec, ZerosAfterTheLastMemberAreNoDamage) {
  const std::string stored = compress(GetParam(), "text");
  const std::vector<Member> padded =
      read_members(stored + std::string(3'000'000, '\0'), GetParam());
  ASSERT_EQ(padded.size(), 1u);
  EXPECT_EQ(padded[0].damage, "");
  const std::vector<Member> garbage = read_members(stored + "garbage", GetParam());
  ASSERT_EQ(garbage.size(), 2u);
  EXPECT_NE(garbage[1].damage, "");
  EXPECT_EQ(garbage[1].begin, stored.size());
}

TEST_P(EveryCodec, ClippedAtEveryByte) {
  const std::string text = random_text(500, 3);
  const std::string stored = compress(GetParam(), text);
  for (size_t bytes = 1; bytes < stored.size(); ++bytes) {
    const std::vector<Member> members =
        read_members(std::string_view(stored).substr(0, bytes), GetParam());
    ASSERT_EQ(members.size(), 1u) << bytes;
    ASSERT_NE(members[0].damage, "") << bytes;
    ASSERT_TRUE(text.starts_with(members[0].bytes)) << bytes;
  }
}

// RFC 1952: FTEXT, FHCRC, FEXTRA, FNAME, FCOMMENT.
TEST(Gzip, HeaderFields) {
  const std::string plain = gzip("text");
  const auto member = [&](char flags, const std::string& fields) {
    std::string stored = plain.substr(0, 10) + fields + plain.substr(10);
    stored[3] = flags;
    return stored;
  };
  const std::string extra = std::string("\x03\x00", 2) + "abc";
  const std::string name = std::string("name") + '\0';
  const std::string comment = std::string(300, 'c') + '\0';
  for (const std::string& stored : {member(1, ""), member(4, extra), member(8, name),
                                    member(16, comment), member(28, extra + name + comment)}) {
    const std::vector<Member> members = read_members(stored + plain, Codec::kGzip);
    ASSERT_EQ(members.size(), 2u);
    EXPECT_EQ(members[0].bytes, "text");
    EXPECT_EQ(members[0].damage, "");
  }
  // The same for a member that is streamed.
  const std::string big = gzip(random_text(5'000'000, 2));
  std::string stored = big.substr(0, 10) + extra + name + comment + big.substr(10);
  stored[3] = 28;
  EXPECT_EQ(read_members(stored, Codec::kGzip).at(0).bytes.size(), 5'000'000u);
  stored[3] = static_cast<char>(0xe0);  // reserved flags
  EXPECT_NE(read_members(stored, Codec::kGzip).at(0).damage, "");
}

TEST(Gzip, WrongChecksumIsToldAfterTheBytes) {
  std::string stored = gzip("text");
  stored[stored.size() - 6] ^= 1;
  const std::vector<Member> members = read_members(stored + gzip("next"), Codec::kGzip);
  ASSERT_EQ(members.size(), 2u);
  EXPECT_EQ(members[0].bytes, "text");
  EXPECT_NE(members[0].damage.find("checksum"), std::string::npos);
  EXPECT_EQ(members[1].bytes, "next");
}

TEST(Gzip, SearchIsConfirmedByDecodingAndByTheCaller) {
  const std::string magic("\x1f\x8b\x08\x00", 4);
  const std::string junk = magic + "no member " + magic;
  const std::string stored = junk + gzip("other") + gzip("WARC/1.0 text");
  MemorySource source(stored);
  MemberReader reader;
  reader.open(source, Codec::kGzip, 0);
  ASSERT_TRUE(
      reader.skip_to_member([](std::string_view head) { return head.starts_with("WARC/"); }));
  std::string_view piece;
  ASSERT_EQ(reader.next(piece), State::kBytes);
  EXPECT_EQ(piece, "WARC/1.0 text");
  EXPECT_EQ(reader.member_offset(), junk.size() + gzip("other").size());
  EXPECT_TRUE(reader.at_last_piece());
  EXPECT_FALSE(reader.skip_to_member());
}

std::string skippable(char kind, std::string_view content) {
  std::string frame = {static_cast<char>(0x50 | kind), '\x2a', '\x4d', '\x18'};
  for (int shift = 0; shift < 32; shift += 8)
    frame += static_cast<char>(content.size() >> shift & 0xff);
  return frame.append(content);
}

TEST(Zstd, SkippableFramesAreEmptyMembers) {
  const std::string stored =
      skippable(0, random_text(2'000'000, 1)) + zstd("one") + skippable(3, "") + zstd("two");
  const std::vector<Member> members = read_members(stored, Codec::kZstd);
  ASSERT_EQ(members.size(), 4u);
  EXPECT_EQ(members[0].bytes + members[1].bytes + members[2].bytes + members[3].bytes, "onetwo");
}

TEST(Zstd, DictionaryOfTheFirstFrame) {
  std::string samples;
  for (uint64_t i = 0; i < 200; ++i)
    samples += "WARC/1.0\r\nWARC-Type: response\r\nserver " + random_text(100, i);
  const std::vector<size_t> sizes(200, samples.size() / 200);
  std::string dictionary(4096, '\0');
  dictionary.resize(ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), samples.data(),
                                          sizes.data(), 200));
  ASSERT_LE(dictionary.size(), 4096u);
  const std::string text = "WARC/1.0\r\nWARC-Type: response\r\nserver 1 2 3";
  std::string frame(1000, '\0');
  const std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(),
                                                                   ZSTD_freeCCtx);
  frame.resize(ZSTD_compress_usingDict(context.get(), frame.data(), frame.size(), text.data(),
                                       text.size(), dictionary.data(), dictionary.size(), 3));
  for (const std::string& head : {skippable(13, dictionary), skippable(13, zstd(dictionary))}) {
    const std::vector<Member> members = read_members(head + frame + frame, Codec::kZstd);
    ASSERT_EQ(members.size(), 3u);
    EXPECT_EQ(members[2].bytes, text);
    const std::string whole = head + frame;
    MemorySource start(whole);
    const std::string found = zstd_dictionary(start);
    EXPECT_TRUE(found == dictionary);
    MemorySource middle(frame);
    EXPECT_EQ(read_members(middle, Codec::kZstd, found).at(0).bytes, text);
  }
  EXPECT_NE(read_members(frame, Codec::kZstd).at(0).damage, "");
  MemorySource none(frame);
  EXPECT_EQ(zstd_dictionary(none), "");
}

TEST(Zstd, HugeWindowIsRefused) {
  std::string stored(size_t{1} << 20, '\0');
  const std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(),
                                                                   ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, 27);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_contentSizeFlag, 0);
  ZSTD_inBuffer in{"text", 4, 0};
  ZSTD_outBuffer out{stored.data(), stored.size(), 0};
  ASSERT_EQ(ZSTD_compressStream2(context.get(), &out, &in, ZSTD_e_continue), ZSTD_isError(0));
  ZSTD_compressStream2(context.get(), &out, &in, ZSTD_e_end);
  stored.resize(out.pos);
  EXPECT_NE(read_members(stored, Codec::kZstd).at(0).damage, "");
}

TEST(Bzip2, IsToldByItsFirstBlock) {
  EXPECT_EQ(recognise_codec("BZh9 is how some texts begin"), Codec::kNone);
  EXPECT_EQ(recognise_codec(bzip2("")), Codec::kBzip2);
  EXPECT_EQ(recognise_codec(bzip2("text")), Codec::kBzip2);
}

// No byte of it says that it is brotli, so its name must.
TEST(Brotli, IsOneMemberToldByItsName) {
  for (const size_t bytes : {size_t{0}, size_t{1}, size_t{5'000'000}}) {
    const std::string text = random_text(bytes, 7);
    const std::string stored = brotli(text);
    EXPECT_EQ(recognise_codec(stored, "a/b.txt.br"), Codec::kBrotli);
    EXPECT_EQ(recognise_codec(stored, "a/b.txt"), Codec::kNone);
    const std::vector<Member> members = read_members(stored, Codec::kBrotli, 777);
    ASSERT_EQ(members.size(), 1u);
    EXPECT_TRUE(members[0].bytes == text);
    EXPECT_EQ(members[0].damage, "");
    const std::vector<Member> more = read_members(stored + stored, Codec::kBrotli);
    ASSERT_EQ(more.size(), 2u);
    EXPECT_NE(more[1].damage, "");
  }
  const std::string stored = brotli(random_text(500, 3));
  for (size_t bytes = 1; bytes < stored.size(); ++bytes) {
    const std::vector<Member> members =
        read_members(std::string_view(stored).substr(0, bytes), Codec::kBrotli);
    ASSERT_EQ(members.size(), 1u) << bytes;
    ASSERT_NE(members[0].damage, "") << bytes;
  }
}

TEST(Xz, PaddingBetweenStreams) {
  const std::string stored = xz("one") + std::string(8, '\0') + xz("two");
  const std::vector<Member> members = read_members(stored, Codec::kXz);
  ASSERT_EQ(members.size(), 2u);
  EXPECT_EQ(members[0].bytes + members[1].bytes, "onetwo");
}

TEST(Names, WithoutTheEndingOfTheirCompression) {
  EXPECT_EQ(without_codec_ending("a/b.jsonl.GZ"), "a/b.jsonl");
  EXPECT_EQ(without_codec_ending("b.tar.bz2"), "b.tar");
  EXPECT_EQ(without_codec_ending("a.gz/b"), "a.gz/b");
  EXPECT_EQ(without_codec_ending("b.json"), "b.json");
}

TEST(Plain, IsOneMember) {
  const std::string text = random_text(3'000'000, 1);
  const std::vector<Member> members = read_members(text, Codec::kNone, 999);
  ASSERT_EQ(members.size(), 1u);
  EXPECT_TRUE(members[0].bytes == text);
  EXPECT_EQ(members[0].end, text.size());
}

TEST(Sources, FilesAreReadFromTheirOffset) {
  const std::string path = testing::TempDir() + "licensus_codec_test";
  std::ofstream(path) << "0123456789";
  auto source = open_file(path, 4);
  ASSERT_TRUE(source.has_value());
  auto joined = prepend("ab", **source);
  std::string bytes(20, '\0');
  EXPECT_EQ(joined->read(bytes.data(), 1), 1);
  EXPECT_EQ(joined->read(bytes.data() + 1, 19), 1);
  EXPECT_EQ(joined->read(bytes.data() + 2, 18), 6);
  EXPECT_EQ(bytes.substr(0, 8), "ab456789");
  EXPECT_EQ(joined->read(bytes.data(), 20), 0);
  unlink(path.c_str());
  for (const std::string& bad : {path, testing::TempDir(), std::string("/dev/null")}) {
    auto none = open_file(bad, 0);
    ASSERT_FALSE(none.has_value()) << bad;
    EXPECT_TRUE(none.error().message.starts_with(bad));
  }
}

// A source whose reading fails after some bytes.
class FailingSource final : public ByteSource {
 public:
  explicit FailingSource(std::string_view bytes) : good_(bytes) {}
  ssize_t read(char* data, size_t capacity) override {
    const ssize_t got = good_.read(data, capacity);
    if (got == 0) error_ = "disk on fire";
    return got == 0 ? -1 : got;
  }

 private:
  MemorySource good_;
};

TEST(Sources, ReadErrorsAreDamage) {
  for (const Codec codec :
       {Codec::kNone, Codec::kGzip, Codec::kZstd, Codec::kLz4, Codec::kBzip2, Codec::kXz}) {
    for (const size_t missing : {0, 9}) {
      const std::string stored = compress(codec, random_text(500, 1));
      FailingSource source(std::string_view(stored).substr(0, stored.size() - missing));
      const std::vector<Member> members = read_members(source, codec);
      ASSERT_FALSE(members.empty());
      EXPECT_EQ(members.back().damage, "disk on fire");
    }
  }
}

}  // namespace
}  // namespace licensus
