// Decode-only speed of the WARC reader on crawls made here (seeded), with the documents counted.
#include <benchmark/benchmark.h>
#include <libdeflate.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include "codecs/inflate.h"
#include "formats/warc.h"

namespace licensus {
namespace {

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  ssize_t read(char* data, size_t capacity) override {
    const size_t count = std::min(capacity, bytes_.size());
    std::memcpy(data, bytes_.data(), count);
    bytes_.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }

 private:
  std::string_view bytes_;
};

// Counts, so that a wrong answer fails the benchmark.
class CountingSink final : public DocumentSink {
 public:
  uint64_t documents = 0;
  uint64_t body_bytes = 0;
  uint64_t others = 0;
  uint64_t errors = 0;
  void begin_document(const DocumentHead&) override { ++documents; }
  void body(std::string_view piece) override { body_bytes += piece.size(); }
  void end_document(const DocumentTail&) override {}
  void other_record() override { ++others; }
  void error(int64_t, std::string_view, std::string) override { ++errors; }
  bool stopped() const override { return false; }
};

std::string compress(Codec codec, std::string_view text) {
  std::string out;
  if (codec == Codec::kGzip) {
    static libdeflate_compressor* const state = libdeflate_alloc_compressor(6);
    out.resize(libdeflate_gzip_compress_bound(state, text.size()));
    out.resize(libdeflate_gzip_compress(state, text.data(), text.size(), out.data(), out.size()));
  } else {
    out.resize(ZSTD_compressBound(text.size()));
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  }
  return out;
}

// A page of words of Zipf-like frequency between tags: it compresses about as crawled pages do.
std::string make_page(std::mt19937_64& random) {
  static const std::string letters = "etaoinshrdlucmfwypvbgkjqxz";
  std::string page = "<!DOCTYPE html><html><head><title>page</title></head><body>\n";
  const size_t bytes = 4000 + random() % 60000;
  while (page.size() < bytes) {
    page += random() % 9 == 0 ? "</p>\n<p class=\"text-body\"><a href=\"/articles/" : " ";
    uint64_t seed = random() % 3000 * (random() % 3000) / 900 + 17;
    for (size_t length = 2 + seed % 8; length > 0; --length, seed = seed * 25214903917 + 11)
      page += letters[(seed >> 9) % (seed % 3 == 0 ? 26 : 12)];
  }
  return page + "</body></html>\n";
}

std::string record(std::string_view type, size_t number, std::string_view block) {
  std::string text = "WARC/1.0\r\nWARC-Type: ";
  text.append(type).append(
      "\r\nWARC-Date: 2024-05-18T01:58:10Z\r\nWARC-Record-ID: <urn:uuid:0>\r\n");
  text.append("Content-Length: ").append(std::to_string(block.size()));
  text.append("\r\nContent-Type: application/http; msgtype=").append(type);
  text.append("\r\nWARC-Target-URI: https://example.org/page/").append(std::to_string(number));
  text.append("\r\nWARC-IP-Address: 192.0.2.1\r\n\r\n").append(block).append("\r\n\r\n");
  return text;
}

struct Crawl {
  std::string stored;
  uint64_t decoded_bytes = 0;
  uint64_t documents = 0;
  uint64_t body_bytes = 0;
};

// `whole`: one member for the file, otherwise one a record.
Crawl make_crawl(Codec codec, bool whole, size_t pages) {
  std::mt19937_64 random(42);
  Crawl crawl;
  std::string plain;
  const auto add = [&](const std::string& text) {
    crawl.decoded_bytes += text.size();
    if (whole) {
      plain += text;
    } else {
      crawl.stored += compress(codec, text);
    }
  };
  for (size_t i = 0; i < pages; ++i) {
    const std::string page = make_page(random);
    add(record("request", i, "GET / HTTP/1.1\r\nHost: example.org\r\nAccept: text/html\r\n\r\n"));
    add(record("response", i, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page));
    add(record("metadata", i, "fetchTimeMs: 12\r\ncharset-detected: UTF-8\r\n"));
    ++crawl.documents;
    crawl.body_bytes += page.size();
  }
  if (whole) crawl.stored = compress(codec, plain);
  return crawl;
}

void read_crawl(benchmark::State& state, Codec codec, bool whole) {
  const Crawl crawl = make_crawl(codec, whole, 1500);
  WarcReader reader;
  for (auto _ : state) {
    MemorySource source(crawl.stored);
    CountingSink sink;
    reader.read(source, codec, Extent{}, WarcOptions{}, sink);
    if (sink.documents != crawl.documents || sink.body_bytes != crawl.body_bytes ||
        sink.others != 2 * crawl.documents || sink.errors != 0)
      state.SkipWithError("wrong documents");
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * crawl.decoded_bytes));
}

// Calls decode(stored, out) for each member, which returns the bytes used and made.
template <class Decode>
void decode_members(benchmark::State& state, Decode decode) {
  const Crawl crawl = make_crawl(Codec::kGzip, false, 1500);
  std::string out(size_t{1} << 20, '\0');
  for (auto _ : state) {
    uint64_t total = 0;
    for (size_t at = 0; at < crawl.stored.size();) {
      const auto [used, made] = decode(std::string_view(crawl.stored).substr(at), out);
      if (used == 0) break;
      at += used;
      total += made;
    }
    if (total != crawl.decoded_bytes) state.SkipWithError("wrong size");
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * crawl.decoded_bytes));
}

// The floor of gzip_records: the same members, back to back.
void inflate_only(benchmark::State& state) {
  Inflater inflater;
  decode_members(state, [&](std::string_view stored, std::string& out) {
    const Inflated inflated = inflater.inflate_gzip(stored, out.data(), out.size());
    return std::pair(inflated.used, inflated.made);
  });
}

void libdeflate_only(benchmark::State& state) {
  libdeflate_decompressor* const inflate = libdeflate_alloc_decompressor();
  decode_members(state, [&](std::string_view stored, std::string& out) {
    size_t used = 0;
    size_t made = 0;
    libdeflate_gzip_decompress_ex(inflate, stored.data(), stored.size(), out.data(), out.size(),
                                  &used, &made);
    return std::pair(used, made);
  });
  libdeflate_free_decompressor(inflate);
}

BENCHMARK(inflate_only);
BENCHMARK(libdeflate_only);
BENCHMARK_CAPTURE(read_crawl, gzip_records, Codec::kGzip, false);
BENCHMARK_CAPTURE(read_crawl, gzip_whole, Codec::kGzip, true);
BENCHMARK_CAPTURE(read_crawl, zstd_records, Codec::kZstd, false);
BENCHMARK_CAPTURE(read_crawl, zstd_whole, Codec::kZstd, true);

}  // namespace
}  // namespace licensus
