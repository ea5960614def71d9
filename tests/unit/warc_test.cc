// Records to documents: golden cases, real files, and files damaged in every way we could think of.
#include "formats/warc.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <random>

#include "crawl_support.h"

namespace licensus {
namespace {

using Ids = std::vector<std::string>;

Ids ids(const RecordingSink& sink) {
  Ids all;
  for (const SeenDocument& document : sink.documents) all.push_back(document.id);
  return all;
}

TEST(Warc, ResponseIsRead) {
  const std::string body = "<html>hello</html>";
  const std::string stored =
      gzip(warc_record("response", "https://User@WWW.Example.org:8080/a b?x",
                       "HTTP/1.1 404 Not Found\r\nServer: x\r\n"
                       "CONTENT-TYPE: Text/HTML; Charset=\"EUC-KR\"\r\n\r\n" +
                           body,
                       "application/http; msgtype=response",
                       "WARC-Payload-Digest: sha1:ABC\r\nWARC-Block-Digest: sha1:DEF\r\n"));
  const RecordingSink sink = read_warc(stored);
  ASSERT_EQ(sink.documents.size(), 1u);
  const SeenDocument& document = sink.documents[0];
  EXPECT_EQ(document.id, "https://User@WWW.Example.org:8080/a b?x");
  EXPECT_EQ(document.host, "www.example.org");
  EXPECT_EQ(document.date, "2024-05-18T01:58:10Z");
  EXPECT_EQ(document.media_type, "text/html");
  EXPECT_EQ(document.charset, "EUC-KR");
  EXPECT_EQ(document.http_headers, "Server: x\r\nCONTENT-TYPE: Text/HTML; Charset=\"EUC-KR\"\r\n");
  EXPECT_EQ(document.digest, "sha1:ABC");
  EXPECT_EQ(document.status, 404);
  EXPECT_EQ(document.offset, 0);
  EXPECT_EQ(document.length, static_cast<int64_t>(stored.size()));
  EXPECT_EQ(document.body, body);
  EXPECT_EQ(document.pieces, 1u);
  EXPECT_FALSE(document.truncated);
  EXPECT_TRUE(sink.errors.empty());
}

TEST(Warc, KindsOfRecords) {
  std::string text;
  for (const std::string type :
       {"warcinfo", "request", "metadata", "revisit", "continuation", "new"})
    text += warc_record(type, "https://example.org/" + type, "x: y\r\n", "application/warc-fields");
  text += warc_record("Resource", "https://example.org/r", "plain", "text/Plain; charset=latin1");
  text += warc_record("conversion", "https://example.org/c", "text", "text/plain");
  text += warc_record("metadata", "https://example.org/m", "{\"Envelope\":{}}", "application/json");
  text += warc_record("metadata", "https://example.org/n", "{\"other\":{}}", "application/json");
  text += warc_record("response", "dns:example.org", "1 IN A\n", "text/dns");
  const RecordingSink sink = read_warc(text);
  EXPECT_EQ(ids(sink), (Ids{"https://example.org/r", "https://example.org/c",
                            "https://example.org/m", "dns:example.org"}));
  EXPECT_EQ(sink.others, 7u);
  EXPECT_EQ(sink.documents[0].media_type, "text/plain");
  EXPECT_EQ(sink.documents[0].charset, "latin1");
  EXPECT_EQ(sink.documents[0].status, -1);
  EXPECT_EQ(sink.documents[3].host, "");
  EXPECT_TRUE(sink.errors.empty());
}

TEST(Warc, TolerantHeaders) {
  const std::string text =
      "WARC/1.1\nwarc-type:response\nWARC-TARGET-URI: <https://example.org/x>\n"
      "X-Note: one\n two\nContent-Type: application/http\ncontent-length:   22\n\n"
      "HTTP/1.0 200 OK\n\nbody\n"
      "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://example.org/\r\n  folded\r\n"
      "Content-Length: 3\r\n\r\nabc";  // no line ends after the last record
  const RecordingSink sink = read_warc(text);
  ASSERT_EQ(ids(sink), (Ids{"https://example.org/x", "https://example.org/    folded"}));
  EXPECT_EQ(sink.documents[0].body, "body\n");
  EXPECT_EQ(sink.documents[1].body, "abc");
  EXPECT_EQ(sink.documents[0].offset, 0);
  EXPECT_EQ(sink.documents[1].offset, sink.documents[0].length);
  EXPECT_EQ(sink.documents[1].offset + sink.documents[1].length, static_cast<int64_t>(text.size()));
  EXPECT_TRUE(sink.errors.empty());
}

TEST(Warc, BodyWithoutHttpHeadIsTakenAsItIs) {
  const RecordingSink sink =
      read_warc(response_record("https://example.org/", "HTTP/1.1 200 OK\r\nno end"));
  ASSERT_EQ(sink.documents.size(), 1u);
  EXPECT_EQ(sink.documents[0].body, "HTTP/1.1 200 OK\r\nno end");
  EXPECT_EQ(sink.documents[0].status, 200);
}

TEST(Warc, ArcVersionsOneAndTwo) {
  const std::string http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nabc";
  const std::string text =
      "filedesc://a.arc 0.0.0.0 20140216050221 text/plain 4\n1 0\n\n"
      "http://Example.com/a b 93.184.216.119 20140216050221 text/html " +
      std::to_string(http.size()) + "\n" + http +
      "\nhttp://example.com/2 93.184.216.119 20140216050222 text/html 200 c0ffee - 12 a.arc " +
      std::to_string(http.size()) + "\n" + http + "\n";
  const RecordingSink sink = read_warc(text);
  ASSERT_EQ(ids(sink), (Ids{"http://Example.com/a b", "http://example.com/2"}));
  EXPECT_EQ(sink.documents[0].date, "2014-02-16T05:02:21Z");
  EXPECT_EQ(sink.documents[0].host, "example.com");
  EXPECT_EQ(sink.documents[0].media_type, "text/html");
  EXPECT_EQ(sink.documents[1].body, "abc");
  EXPECT_EQ(sink.others, 1u);
  EXPECT_TRUE(sink.errors.empty());
}

TEST(Warc, DigestsAreCheckedWhenAsked) {
  // SHA-1 of "abc" in base32, in hexadecimal, SHA-256 and MD5 of it, and a wrong one.
  for (const auto& [digest, good] : std::map<std::string, bool>{
           {"sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", true},
           {"sha1:a9993e364706816aba3e25717850c26c9cd0d89d", true},
           {"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", true},
           {"md5:900150983cd24fb0d6963f7d28e17f72", true},
           {"sha1:AAAA4NSHA2AWVOR6EVYXQUGCNSONBWE5", false},
           {"sha999:unknown", true}}) {
    const std::string text = warc_record("resource", "https://example.org/", "abc", "text/plain",
                                         "WARC-Block-Digest: " + digest + "\r\n");
    EXPECT_EQ(read_warc(text, true).errors.empty(), good) << digest;
    EXPECT_TRUE(read_warc(text, false).errors.empty());
  }
  const std::string payload = warc_record(
      "response", "https://example.org/", "HTTP/1.1 200 OK\r\n\r\nabc", "application/http",
      "WARC-Payload-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n");
  EXPECT_TRUE(read_warc(payload, true).errors.empty());
}

TEST(Warc, RecordOverPieceLimitComesInWholePieces) {
  std::string body(40'000'000, 'a');
  for (size_t i = 0; i < body.size(); i += 1000) body[i] = static_cast<char>('b' + i / 1000 % 20);
  for (const bool compressed : {false, true}) {
    const std::string record = html_response("https://example.org/big", body) +
                               html_response("https://example.org/next", "next");
    const RecordingSink sink = read_warc(compressed ? gzip(record) : record);
    ASSERT_EQ(sink.documents.size(), 2u);
    EXPECT_EQ(sink.documents[0].pieces, 3u);
    EXPECT_TRUE(sink.documents[0].body == body);
    EXPECT_FALSE(sink.documents[0].truncated);
    EXPECT_EQ(sink.documents[1].body, "next");
    EXPECT_TRUE(sink.errors.empty());
    EXPECT_TRUE(sink.ok());
  }
}

TEST(Warc, StopsWhereTheSinkAsks) {
  std::string text;
  for (int i = 0; i < 5; ++i) text += html_response("https://example.org/", "x");
  RecordingSink sink;
  sink.stop_after = 2;
  MemorySource source(text);
  WarcReader().read(source, Codec::kNone, Extent{}, WarcOptions{}, sink);
  EXPECT_EQ(sink.documents.size(), 2u);
}

TEST(Warc, OddPiecesOfAPipeChangeNothing) {
  std::string text;
  for (int i = 0; i < 20; ++i)
    text += gzip(html_response("https://example.org/" + std::to_string(i), std::string(3000, 'x')));
  const RecordingSink whole = read_warc(text);
  for (const size_t step : {1, 7, 4096})
    EXPECT_TRUE(read_warc(text, false, step).documents == whole.documents);
}

// --- damage ---

TEST(WarcDamage, HeaderWithoutEnd) {
  const std::string good = html_response("https://example.org/good", "x");
  const RecordingSink sink = read_warc(
      good + "WARC/1.0\r\nWARC-Type: response\r\nX: " + std::string(200'000, 'x') + "\r\n" + good);
  EXPECT_EQ(sink.documents.size(), 2u);
  ASSERT_EQ(sink.errors.size(), 1u);
  EXPECT_EQ(sink.errors[0].offset, static_cast<int64_t>(good.size()));
}

// Each first line could begin a header of 64 KiB without end: trying each in full would take hours.
TEST(WarcDamage, ManyFirstLinesTakeLinearTime) {
  const std::string good = html_response("https://example.org/good", "x");
  std::string lines;
  while (lines.size() < 20'000'000) lines += "WARC/1.0\n";
  for (const bool compressed : {false, true}) {
    const RecordingSink sink = read_warc(compressed ? gzip(lines + good) : lines + good);
    EXPECT_EQ(sink.documents.size(), 1u);
    EXPECT_EQ(sink.errors.size(), 1u);
  }
}

TEST(WarcDamage, LengthThatLies) {
  const std::string before = html_response("https://example.org/1", "first");
  const std::string after = html_response("https://example.org/3", "third");
  std::string record = html_response("https://example.org/2", "second page of some length");
  const size_t at = record.find("Content-Length: ") + 16;
  for (const std::string length : {"20", "9000", "x", "-5", "99999999999999999999", ""}) {
    std::string bad = record;
    bad.replace(at, bad.find("\r\n", at) - at, length);
    const RecordingSink sink = read_warc(gzip(before) + gzip(bad) + gzip(after));
    EXPECT_EQ(ids(sink).front(), "https://example.org/1") << length;
    EXPECT_EQ(ids(sink).back(), "https://example.org/3") << length;
    ASSERT_EQ(sink.errors.size(), 1u) << length;
    EXPECT_EQ(sink.errors[0].offset, static_cast<int64_t>(gzip(before).size())) << length;
    EXPECT_TRUE(sink.ok());
  }
}

TEST(WarcDamage, NulBytesAndText) {
  const std::string good = html_response("https://example.org/good", "x");
  for (const std::string& junk :
       {std::string(100'000, '\0'), std::string("WARC/1.0"), std::string("\n\nWARC/1.0\r\n\r\n"),
        std::string(100'000, 'W'), std::string("just text\nof lines\n")}) {
    for (const bool compressed : {false, true}) {
      const auto pack = [&](const std::string& text) { return compressed ? gzip(text) : text; };
      const RecordingSink sink =
          read_warc(pack(good) + pack(junk + "\n") + pack(good) + pack(junk));
      EXPECT_EQ(sink.documents.size(), 2u) << junk.substr(0, 20);
      EXPECT_EQ(sink.errors.size(), 2u) << junk.substr(0, 20);
    }
  }
}

TEST(WarcDamage, BombsEndEarly) {
  const std::string good = html_response("https://example.org/good", "x");
  const std::string page = html_response("https://example.org/", std::string(100'000'000, 'a'));
  for (const Codec codec : {Codec::kGzip, Codec::kZstd}) {
    const RecordingSink sink =
        read_warc(compress(codec, good) + compress(codec, page) + compress(codec, good));
    ASSERT_EQ(sink.documents.size(), 3u);
    EXPECT_TRUE(sink.documents[1].truncated);
    EXPECT_LT(sink.documents[1].body.size(), 70'000'000u);
    ASSERT_EQ(sink.errors.size(), 1u);
    EXPECT_NE(sink.errors[0].message.find("bomb"), std::string::npos);
    EXPECT_EQ(sink.errors[0].document, "https://example.org/");
  }
}

TEST(WarcDamage, TruncatedAtEveryByte) {
  std::vector<size_t> ends;
  std::string stored;
  for (int i = 0; i < 4; ++i) {
    stored += gzip(
        html_response("https://example.org/" + std::to_string(i), "page " + std::to_string(i)));
    ends.push_back(stored.size());
  }
  for (size_t bytes = 1; bytes < stored.size(); ++bytes) {
    const RecordingSink sink = read_warc(std::string_view(stored).substr(0, bytes));
    const size_t whole =
        static_cast<size_t>(std::upper_bound(ends.begin(), ends.end(), bytes) - ends.begin());
    ASSERT_GE(sink.documents.size(), whole) << bytes;
    for (size_t i = 0; i < whole; ++i)
      ASSERT_EQ(sink.documents[i].body, "page " + std::to_string(i));
    const bool at_border = std::find(ends.begin(), ends.end(), bytes) != ends.end();
    ASSERT_EQ(sink.errors.size(), at_border ? 0u : 1u) << bytes;
    ASSERT_TRUE(sink.ok());
  }
}

TEST(WarcDamage, OneFlippedBitCostsOneRecord) {
  std::mt19937_64 random(11);
  for (const Codec codec : {Codec::kGzip, Codec::kLz4}) {
    std::vector<size_t> begins;
    std::string good;
    for (int i = 0; i < 8; ++i) {
      begins.push_back(good.size());
      std::string body;
      for (int j = 0; j < 200; ++j) body += std::to_string(random() % 1000) + " ";
      good += compress(codec, html_response("https://example.org/" + std::to_string(i), body));
    }
    for (int round = 0; round < 300; ++round) {
      std::string stored = good;
      const size_t at = begins[1] + random() % (good.size() - begins[1]);
      stored[at] ^= static_cast<char>(1 << random() % 8);
      const size_t hit =
          static_cast<size_t>(std::upper_bound(begins.begin(), begins.end(), at) - begins.begin()) -
          1;
      const RecordingSink sink = read_warc(stored);
      ASSERT_TRUE(sink.ok());
      Ids seen = ids(sink);
      for (size_t i = 0; i < begins.size(); ++i) {
        const auto count =
            std::count(seen.begin(), seen.end(), "https://example.org/" + std::to_string(i));
        ASSERT_EQ(count, i == hit ? std::min<long>(count, 1) : 1)
            << "record " << i << " by a bit at " << at;
      }
    }
  }
}

TEST(WarcDamage, RandomBytesDoNoHarm) {
  std::mt19937_64 random(12);
  for (int round = 0; round < 200; ++round) {
    std::string bytes(random() % 5000, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    const std::vector<std::string> heads = {
        std::string("\x1f\x8b\x08\x00", 4), std::string("\x28\xb5\x2f\xfd", 4),
        std::string("\x04\x22\x4d\x18", 4), "WARC/1.0\r\n", std::string("\x5d\x2a\x4d\x18", 4)};
    const RecordingSink sink = read_warc(heads[static_cast<size_t>(round) % heads.size()] + bytes);
    EXPECT_TRUE(sink.ok());
    EXPECT_TRUE(sink.documents.empty());
    EXPECT_FALSE(sink.errors.empty());
  }
}

// --- real files ---

TEST(WarcSamples, OwnCrawlInItsThreeForms) {
  const std::string crawl = LICENSUS_TEST_DATA "/crawl/example-00000.warc";
  const std::string views = LICENSUS_TEST_DATA "/crawl_views/example-00000.warc";
  const RecordingSink warc = read_warc(read_whole_file(crawl + ".gz"), true);
  const RecordingSink wet = read_warc(read_whole_file(views + ".wet.gz"), true);
  const RecordingSink wat = read_warc(read_whole_file(views + ".wat.gz"), true);
  EXPECT_EQ(warc.documents.size(), 40u);
  EXPECT_EQ(warc.others, 81u);
  EXPECT_EQ(wet.documents.size(), 39u);
  EXPECT_EQ(wat.documents.size(), 40u);
  for (const RecordingSink* sink : {&warc, &wet, &wat}) EXPECT_TRUE(sink->errors.empty());
  EXPECT_NE(warc.documents.back().body.find("<p>This body came in gzip and in chunks"),
            std::string::npos);
  EXPECT_NE(warc.documents.back().body.find("licenses/by/4.0/"), std::string::npos);
}

struct Expected {
  const char* name;
  size_t documents, others, errors;
};

// Counted by reading the files with other programs; the errors by looking at the bytes.
constexpr Expected kSamples[] = {
    {"CC-MAIN-2024-22.warc.paths.gz", 0, 0, 1},  // a list of names
    {"bad.arc", 1, 0, 2},                        // lengths -1 and "abc" around one good record
    {"block-sized-records.warc.gz", 0, 3, 0},
    {"clipped.warc.gz", 1, 0, 1},
    {"example-bad.warc.gz.bad", 2, 4, 0},  // several records in one member, which is no damage
    {"example-digest.warc", 0, 4, 0},
    {"example-iana.org-chunked.warc", 1, 2, 0},
    {"example-resource.warc.gz", 1, 2, 0},
    {"example-space-in-url.arc", 1, 1, 1},  // 12 bytes short of its length
    {"example-trunc.warc", 1, 3, 2},        // length 4 bytes short: gzip body cut, bytes left over
    {"example-wget-bad-target-uri.warc.gz", 3, 3, 0},
    {"example.arc", 1, 1, 0},
    {"example.arc.gz", 1, 1, 0},
    {"example.warc", 1, 5, 0},
    {"example.warc.gz", 1, 5, 0},
    {"post-test.warc.gz", 3, 3, 0},
    {"warcfile.warc.gz", 16, 34, 0},
    {"warcfile.warc.lz4", 16, 34, 0},
    {"whirlwind.warc", 1, 3, 0},
    {"whirlwind.warc.gz", 1, 3, 0},
    {"whirlwind.warc.wat", 1, 1, 0},
    {"whirlwind.warc.wat.gz", 1, 1, 0},
    {"whirlwind.warc.wet", 1, 1, 0},
    {"whirlwind.warc.wet.gz", 1, 1, 0},
};

TEST(WarcSamples, CountsAreThoseOfOtherReaders) {
  const std::string samples = LICENSUS_SOURCE "/../shared/samples/warc/";
  if (!std::filesystem::is_directory(samples)) GTEST_SKIP() << samples << " is not here";
  for (const Expected& expected : kSamples) {
    const RecordingSink sink = read_warc(read_whole_file(samples + expected.name));
    EXPECT_EQ(sink.documents.size(), expected.documents) << expected.name;
    EXPECT_EQ(sink.others, expected.others) << expected.name;
    EXPECT_EQ(sink.errors.size(), expected.errors) << expected.name;
    EXPECT_TRUE(sink.ok()) << expected.name;
  }
  EXPECT_EQ(read_warc(read_whole_file(samples + "example-digest.warc"), true).errors.size(), 1u);
}

TEST(WarcSamples, SamePagesInEveryForm) {
  const std::string samples = LICENSUS_SOURCE "/../shared/samples/warc/";
  if (!std::filesystem::is_directory(samples)) GTEST_SKIP() << samples << " is not here";
  const RecordingSink gz = read_warc(read_whole_file(samples + "warcfile.warc.gz"));
  const RecordingSink lz = read_warc(read_whole_file(samples + "warcfile.warc.lz4"));
  ASSERT_EQ(gz.documents.size(), lz.documents.size());
  for (size_t i = 0; i < gz.documents.size(); ++i)
    EXPECT_EQ(gz.documents[i].body, lz.documents[i].body);
  // Sizes of chunked and gzip bodies as warcio decodes them.
  EXPECT_EQ(gz.documents[0].body.size(), 36331u);
  EXPECT_EQ(gz.documents[1].body.size(), 104567u);
  EXPECT_EQ(gz.documents[15].body.size(), 7806u);
}

}  // namespace
}  // namespace licensus
