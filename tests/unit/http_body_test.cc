// HTTP bodies stored as they came over the wire, and bodies whose headers lie.
#include "formats/http_body.h"

#include <gtest/gtest.h>

#include <random>

#include "crawl_support.h"

namespace licensus {
namespace {

struct Decoded {
  bool coded = false;
  std::string body, problem;
  size_t pieces = 0;
};

// Decodes `stored`, pushed in pieces of `step` bytes, under `headers` ("Name: value\n").
Decoded decode(std::string_view headers, std::string_view stored, size_t step = SIZE_MAX) {
  static HttpBodyDecoder decoder;
  const std::string head = "HTTP/1.1 200 OK\n" + std::string(headers) + "\n";
  const HttpHead parsed = parse_http_head(head);
  EXPECT_EQ(parsed.head_bytes, head.size());
  Decoded decoded;
  decoded.coded = decoder.begin(parsed, stored);
  if (!decoded.coded) return decoded;
  RecordingSink sink;
  sink.begin_document({});
  while (!stored.empty()) {
    decoder.push(stored.substr(0, step), sink);
    stored.remove_prefix(std::min(step, stored.size()));
  }
  decoded.problem = decoder.finish(sink);
  sink.end_document({});
  EXPECT_TRUE(sink.ok());
  decoded.body = sink.documents[0].body;
  decoded.pieces = sink.documents[0].pieces;
  return decoded;
}

std::string chunked(std::string_view body, size_t chunk) {
  std::string text;
  char size[32];
  for (; !body.empty(); body.remove_prefix(std::min(chunk, body.size()))) {
    const std::string_view data = body.substr(0, chunk);
    text.append(size,
                static_cast<size_t>(std::snprintf(size, sizeof size, "%zX;x=y\r\n", data.size())));
    text.append(data).append("\r\n");
  }
  return text + "0\r\nTrailer: x\r\n\r\n";
}

std::string random_text(size_t bytes) {
  std::mt19937_64 random(bytes);
  std::string text = "<html>";
  while (text.size() < bytes) text += std::to_string(random() % 1000) + " ";
  return text;
}

// zlib (RFC 1950) and bare deflate (RFC 1951).
std::string deflate(std::string_view text, bool zlib) {
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> state(
      libdeflate_alloc_compressor(6), libdeflate_free_compressor);
  std::string out(libdeflate_zlib_compress_bound(state.get(), text.size()), '\0');
  out.resize((zlib ? libdeflate_zlib_compress : libdeflate_deflate_compress)(
      state.get(), text.data(), text.size(), out.data(), out.size()));
  return out;
}

TEST(HttpBody, EveryCodingChunkedOrNotInAnyPieces) {
  const std::string text = random_text(30'000);
  const std::vector<std::pair<std::string, std::string>> codings = {
      {"Content-Encoding: gzip\n", gzip(text)},
      {"content-encoding: X-GZIP\n", gzip(text.substr(0, 500)) + gzip(text.substr(500))},
      {"Content-Encoding: deflate\n", deflate(text, true)},
      {"Content-Encoding: deflate\n", deflate(text, false)},
      {"Content-Encoding: zstd\n", zstd(text)},
  };
  for (const auto& [header, stored] : codings) {
    for (const size_t step : {SIZE_MAX, size_t{1}, size_t{777}}) {
      const Decoded plain = decode(header, stored, SIZE_MAX);
      EXPECT_TRUE(plain.body == text) << header;
      EXPECT_EQ(plain.problem, "") << header;
      EXPECT_EQ(plain.pieces, 1u);
      EXPECT_TRUE(decode(header, stored, std::max<size_t>(step, 777)).body == text);
      for (const size_t chunk : {size_t{1}, size_t{1000}, size_t{1} << 20}) {
        const Decoded both =
            decode(header + "Transfer-Encoding: chunked\n", chunked(stored, chunk), step);
        EXPECT_TRUE(both.body == text) << header << chunk;
        EXPECT_EQ(both.problem, "") << header << chunk;
      }
    }
  }
  EXPECT_TRUE(decode("Transfer-Encoding: Chunked\n", chunked(text, 10)).body == text);
}

TEST(HttpBody, Brotli) {
  // "licensus reads brotli" as one uncompressed meta-block (RFC 7932, 9.2) and the empty last one.
  const std::string text = "licensus reads brotli";
  const auto length = static_cast<unsigned>(text.size() - 1);
  // WBITS 16 (bit 0), ISLAST 0, MNIBBLES 4 (00), MLEN-1 in 16 bits, ISUNCOMPRESSED 1.
  const unsigned bits = 0u | 0u << 1 | 0u << 2 | length << 4 | 1u << 20;
  std::string stored = {static_cast<char>(bits), static_cast<char>(bits >> 8),
                        static_cast<char>(bits >> 16)};
  stored += text + '\x03';
  const Decoded decoded = decode("Content-Encoding: br\n", stored);
  EXPECT_TRUE(decoded.coded);
  EXPECT_EQ(decoded.body, text);
  EXPECT_EQ(decoded.problem, "");
}

TEST(HttpBody, HeadersThatDoNotHoldForTheStoredBody) {
  const std::string page = "<!DOCTYPE html><html><body>decoded by the crawler</body></html>";
  for (const std::string header :
       {"Content-Encoding: gzip\n", "Content-Encoding: deflate\n", "Content-Encoding: br\n",
        "Content-Encoding: zstd\n", "Content-Encoding: identity\n",
        "Content-Encoding: gzip, gzip\n", "Transfer-Encoding: chunked\n",
        "Transfer-Encoding: chunked\nContent-Encoding: gzip\n",
        "X-Crawler-Content-Encoding: gzip\nX-Crawler-Transfer-Encoding: chunked\n"}) {
    EXPECT_FALSE(decode(header, page).coded) << header;
    EXPECT_FALSE(decode(header, "").coded) << header;
  }
  EXPECT_FALSE(decode("Transfer-Encoding: chunked\n", "add\r\nnot so many bytes").body.empty());
  EXPECT_FALSE(decode("Transfer-Encoding: chunked\n", "3\r\nabcdef\r\n").coded);
  // Chunked, but no longer gzip below it.
  EXPECT_EQ(decode("Transfer-Encoding: chunked\nContent-Encoding: gzip\n", chunked(page, 10)).body,
            page);
}

TEST(HttpBody, DamageKeepsWhatCameBefore) {
  const std::string text = random_text(50'000);
  const std::string stored = gzip(text);
  const Decoded cut =
      decode("Content-Encoding: gzip\n", std::string_view(stored).substr(0, stored.size() / 2));
  EXPECT_GT(cut.body.size(), 10'000u);
  EXPECT_TRUE(text.starts_with(cut.body));
  EXPECT_NE(cut.problem, "");
  std::string chunks = chunked(text, 1000);
  const Decoded broken =
      decode("Transfer-Encoding: chunked\n", std::string_view(chunks).substr(0, 20'000));
  EXPECT_TRUE(text.starts_with(broken.body));
  EXPECT_GT(broken.body.size(), 19'000u);
  EXPECT_NE(broken.problem, "");
  chunks[5 * 1011] = 'z';
  const Decoded damaged = decode("Transfer-Encoding: chunked\n", chunks);
  EXPECT_EQ(damaged.body.size(), 5000u);
  EXPECT_NE(damaged.problem, "");
}

TEST(HttpBody, BombsAndLargeBodiesAreCut) {
  const Decoded bomb = decode("Content-Encoding: zstd\n", zstd(std::string(20'000'000, 'a'), 9));
  EXPECT_LT(bomb.body.size(), 8'000'000u);
  EXPECT_NE(bomb.problem.find("bomb"), std::string::npos);
  std::string large;
  const std::string text = random_text(1'000'000);
  for (int i = 0; i < 40; ++i) large += text;
  const Decoded cut = decode("Content-Encoding: gzip\n", gzip(large, 1));
  EXPECT_EQ(cut.body.size(), HttpBodyDecoder::kMaxDecodedBytes);
  EXPECT_EQ(cut.pieces, 2u);
  EXPECT_NE(cut.problem.find("32 MiB"), std::string::npos);
  // Chunked alone does not grow, so it has no limit.
  EXPECT_TRUE(decode("Transfer-Encoding: chunked\n", chunked(large, 100'000)).body == large);
}

TEST(HttpBody, RandomBytesDoNoHarm) {
  std::mt19937_64 random(5);
  const std::vector<std::string> heads = {"Content-Encoding: gzip\n", "Content-Encoding: deflate\n",
                                          "Content-Encoding: br\n", "Content-Encoding: zstd\n",
                                          "Transfer-Encoding: chunked\n"};
  const std::vector<std::string> starts = {gzip("text").substr(0, 10), deflate("text", true), "",
                                           zstd("text"), "5\r\n"};
  for (size_t round = 0; round < 1000; ++round) {
    std::string stored = starts[round % 5];
    for (size_t i = random() % 500; i > 0; --i) stored += static_cast<char>(random());
    decode(heads[round % 5], stored, 1 + random() % 100);
  }
}

TEST(HttpHead, MediaTypes) {
  std::string type;
  std::string_view charset;
  split_media_type("Text/HTML ; q=1; charset='utf-8' ; x", type, charset);
  EXPECT_EQ(type, "text/html");
  EXPECT_EQ(charset, "utf-8");
  split_media_type("text/html;CHARSET = EUC-KR", type, charset);
  EXPECT_EQ(charset, "EUC-KR");
  split_media_type("", type, charset);
  EXPECT_EQ(type, "");
  EXPECT_EQ(charset, "");
}

}  // namespace
}  // namespace licensus
