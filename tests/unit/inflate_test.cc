#include "codecs/inflate.h"

#include <gtest/gtest.h>
#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace licensus {
namespace {

using End = Inflated::End;
using Way = Inflater::Way;

// What zlib makes of a raw stream, as far as it is told apart here.
struct Expected {
  End end = End::kDamaged;
  std::string bytes;
  size_t used = 0;
};

Expected by_zlib(const std::string& stored, size_t capacity) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, -15), Z_OK);
  Expected expected;
  expected.bytes.resize(capacity + 1);  // zlib cannot end in an output of no bytes
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(stored.data()));
  stream.avail_in = static_cast<uInt>(stored.size());
  stream.next_out = reinterpret_cast<Bytef*>(expected.bytes.data());
  stream.avail_out = static_cast<uInt>(expected.bytes.size());
  const int result = inflate(&stream, Z_FINISH);
  expected.bytes.resize(stream.total_out);
  expected.used = stream.total_in;
  inflateEnd(&stream);
  if (result == Z_STREAM_END) {
    expected.end = expected.bytes.size() > capacity ? End::kOutputFull : End::kDone;
  } else if (result == Z_BUF_ERROR) {
    expected.end = expected.bytes.size() > capacity ? End::kOutputFull : End::kMoreInput;
  }
  return expected;
}

std::string deflated(const std::string& text, int level, int strategy) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, level, Z_DEFLATED, -15, 8, strategy), Z_OK);
  std::string stored(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(stored.data());
  stream.avail_out = static_cast<uInt>(stored.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  stored.resize(stream.total_out);
  deflateEnd(&stream);
  return stored;
}

std::string deflated_by_libdeflate(const std::string& text, int level) {
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(
      libdeflate_alloc_compressor(level), libdeflate_free_compressor);
  std::string stored(libdeflate_deflate_compress_bound(compressor.get(), text.size()), '\0');
  stored.resize(libdeflate_deflate_compress(compressor.get(), text.data(), text.size(),
                                            stored.data(), stored.size()));
  return stored;
}

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  size_t below(size_t n) { return engine_() % n; }

  std::string text(size_t bytes) {
    std::string text;
    while (text.size() < bytes) {
      switch (below(6)) {
        case 0:
          text += std::string(below(400), static_cast<char>(below(256)));
          break;
        case 1:
          for (size_t n = below(60); n > 0; --n) text += static_cast<char>(below(256));
          break;
        case 2:
          if (!text.empty()) {
            const size_t from = below(text.size());
            text += text.substr(from, below(300));
          }
          break;
        case 3: {  // distances shorter than a match is long
          const std::string unit = text.substr(text.size() - std::min(text.size(), below(20)));
          for (size_t n = below(30); n > 0; --n) text += unit;
          break;
        }
        default:
          for (size_t n = below(80); n > 0; --n) text += "<a href=\"etaoin shrdlu\">\n"[below(25)];
      }
    }
    text.resize(bytes);
    return text;
  }

 private:
  std::mt19937 engine_;
};

std::vector<std::string> streams_of(const std::string& text) {
  std::vector<std::string> streams;
  for (const int level : {0, 1, 4, 6, 9})
    streams.push_back(deflated(text, level, Z_DEFAULT_STRATEGY));
  for (const int strategy : {Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_FILTERED}) {
    streams.push_back(deflated(text, 6, strategy));
  }
  for (const int level : {1, 6, 12}) streams.push_back(deflated_by_libdeflate(text, level));
  return streams;
}

class Inflate : public testing::TestWithParam<Way> {
 protected:
  // Both buffers are of just their size, so that AddressSanitizer sees a byte beyond.
  Expected run(const std::string& stored, size_t capacity) {
    const std::unique_ptr<char[]> in(new char[stored.size()]);
    std::copy(stored.begin(), stored.end(), in.get());
    const std::unique_ptr<char[]> out(new char[capacity]);
    const Inflated result = inflater_.inflate({in.get(), stored.size()}, out.get(), capacity);
    if (result.end != End::kDone) return {result.end, {}, 0};
    return {result.end, std::string(out.get(), result.made), result.used};
  }

  void expect_same(const std::string& stored, size_t capacity, const std::string& what) {
    const Expected expected = by_zlib(stored, capacity);
    const Expected got = run(stored, capacity);
    // Which of two faults is met first is not told apart.
    ASSERT_EQ(got.end == End::kDone, expected.end == End::kDone) << what;
    if (expected.end != End::kDone) return;
    ASSERT_EQ(got.bytes, expected.bytes) << what;
    ASSERT_EQ(got.used, expected.used) << what;
  }

  Inflater inflater_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Ways, Inflate, testing::Values(Way::kBest, Way::kPortable),
                         [](const auto& way) {
                           return way.param == Way::kBest ? "best" : "portable";
                         });

TEST_P(Inflate, GivesWhatWasDeflated) {
  Random random(1);
  for (const size_t bytes : {0, 1, 2, 10, 100, 720, 5000, 24'000, 70'000, 300'000}) {
    const std::string text = random.text(bytes);
    for (const std::string& stored : streams_of(text)) {
      const Expected got = run(stored + "what follows", text.size());
      ASSERT_EQ(got.end, End::kDone) << bytes;
      ASSERT_EQ(got.bytes, text);
      ASSERT_EQ(got.used, stored.size());
    }
  }
}

TEST_P(Inflate, SaysWhatIsMissing) {
  Random random(2);
  for (const size_t bytes : {0, 1, 30, 700, 3000}) {
    const std::string text = random.text(bytes);
    for (const std::string& stored : streams_of(text)) {
      for (size_t size = 0; size < stored.size(); size += 1 + stored.size() / 300) {
        ASSERT_EQ(run(stored.substr(0, size), text.size() + 300).end, End::kMoreInput) << size;
      }
      if (bytes == 0) continue;
      ASSERT_EQ(run(stored, text.size() - 1).end, End::kOutputFull);
      ASSERT_EQ(run(stored, 0).end, End::kOutputFull);
    }
  }
}

TEST_P(Inflate, AgreesWithZlibOnDamagedStreams) {
  Random random(3);
  for (int i = 0; i < 40; ++i) {
    const std::string text = random.text(random.below(3000));
    for (const std::string& stored : streams_of(text)) {
      for (int damage = 0; damage < 30; ++damage) {
        std::string damaged = stored;
        // Headers of blocks are where most can go wrong.
        const size_t at = random.below(2) == 0 ? random.below(std::min<size_t>(80, stored.size()))
                                               : random.below(stored.size());
        damaged[at] ^= static_cast<char>(1U << random.below(8));
        if (random.below(4) == 0) damaged.insert(at, 1, static_cast<char>(random.below(256)));
        expect_same(damaged, 20'000, "stream " + std::to_string(i));
      }
    }
  }
}

TEST_P(Inflate, AgreesWithZlibOnNoise) {
  Random random(4);
  for (int i = 0; i < 60'000; ++i) {
    std::string noise;
    for (size_t n = 1 + random.below(120); n > 0; --n)
      noise += static_cast<char>(random.below(256));
    noise[0] = static_cast<char>((noise[0] & ~7) | (random.below(2) == 0 ? 5 : 4));  // own codes
    expect_same(noise, 4000, "noise " + std::to_string(i));
  }
}

// Streams bit by bit, as RFC 1951 writes them.
class Bits {
 public:
  Bits& add(uint64_t value, unsigned width) {
    for (unsigned i = 0; i < width; ++i, ++count_) {
      if (count_ % 8 == 0) bytes_.push_back('\0');
      if ((value >> i & 1U) != 0) bytes_.back() |= static_cast<char>(1U << (count_ % 8));
    }
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  size_t count_ = 0;
};

TEST_P(Inflate, AgreesWithZlibOnOddHeaders) {
  // Of a code of lengths that knows 0 and 1 only, each one bit.
  const auto header = [](unsigned literals, unsigned distances) {
    Bits bits;
    bits.add(1, 1).add(2, 2).add(literals - 257, 5).add(distances - 1, 5).add(14, 4);
    for (const unsigned symbol : {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1}) {
      bits.add(symbol <= 1 ? 1 : 0, 3);
    }
    return bits;
  };
  for (const unsigned literals : {257U, 258U, 286U, 287U, 288U}) {
    for (const unsigned distances : {1U, 2U, 30U, 31U, 32U}) {
      // Which symbols have a code word: none, the end only, a literal and the end, three of them.
      for (const unsigned with : {0U, 1U, 2U, 3U}) {
        for (const unsigned far : {0U, 1U, 2U, 3U}) {
          Bits bits = header(literals, distances);
          for (unsigned i = 0; i < literals; ++i) {
            bits.add((i == 256 && with > 0) || (i == 65 && with > 1) || (i == 257 && with > 2), 1);
          }
          for (unsigned i = 0; i < distances; ++i) bits.add(i < far, 1);
          for (const unsigned rest : {0b0U, 0b1U, 0b10U, 0b1100U}) {
            Bits whole = bits;
            expect_same(whole.add(rest, 32).bytes(), 100,
                        std::to_string(literals) + ' ' + std::to_string(distances) + ' ' +
                            std::to_string(with) + ' ' + std::to_string(far));
          }
        }
      }
    }
  }
}

std::string member_of(const std::string& text, int flags) {
  std::string stored("\x1f\x8b\x08", 3);
  stored += static_cast<char>(flags);
  stored += std::string("\0\0\0\0\0\3", 6);
  if ((flags & 4) != 0) stored += std::string("\5\0extra", 7);
  if ((flags & 8) != 0) stored += std::string("name\0", 5);
  if ((flags & 16) != 0) stored += std::string("comment\0", 8);
  if ((flags & 2) != 0) stored += "hc";
  stored += deflated(text, 6, Z_DEFAULT_STRATEGY);
  const auto add = [&](uLong number) {
    for (int i = 0; i < 4; ++i) stored += static_cast<char>(number >> 8 * i);
  };
  add(crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
  add(text.size());
  return stored;
}

TEST_P(Inflate, ReadsGzipMembers) {
  Random random(6);
  const std::string text = random.text(2000);
  std::string out(text.size(), '\0');
  const auto read = [&](const std::string& stored) {
    return inflater_.inflate_gzip(stored, out.data(), out.size());
  };
  for (int flags = 0; flags < 32; ++flags) {
    const std::string stored = member_of(text, flags & ~1);
    const Inflated got = read(stored + "more");
    ASSERT_EQ(got.end, End::kDone) << flags;
    ASSERT_EQ(got.used, stored.size());
    ASSERT_EQ(out.substr(0, got.made), text);
    for (size_t size = 0; size < stored.size(); ++size) {
      ASSERT_EQ(read(stored.substr(0, size)).end, End::kMoreInput) << flags << ' ' << size;
    }
    for (const size_t from_end : {1, 4, 5, 8}) {
      std::string damaged = stored;
      damaged[damaged.size() - from_end] ^= 1;
      ASSERT_EQ(read(damaged).end, End::kDamaged);
    }
  }
  for (const int reserved : {32, 64, 128}) {
    ASSERT_EQ(read(member_of(text, reserved)).end, End::kDamaged);
  }
  for (size_t at = 0; at < 3; ++at) {
    std::string damaged = member_of(text, 0);
    damaged[at] ^= 1;
    ASSERT_EQ(read(damaged).end, End::kDamaged);
  }
}

}  // namespace
}  // namespace licensus
