#include "output/records.h"

#include <gtest/gtest.h>
#include <simdjson.h>
#include <random>

#include "base/utf8.h"
#include "output/json.h"
#include "output/read_records.h"
#include "output/timestamp.h"

namespace licensus {
namespace {

DocumentRecord footer_link() {
  DocumentRecord record;
  record.index = 42;
  record.document = "https://example.org/x";
  record.host = "example.org";
  record.date = "2024-05-18T01:58:10Z";
  record.media_type = "text/html";
  record.digest = "sha1:ABC";
  record.offset = 1234;
  record.length = 2210;
  record.status = 200;
  record.bytes = 5321;
  record.verdict.license = "CC-BY-NC-4.0";
  record.verdict.status = Status::kStated;
  record.verdict.kind = Kind::kLink;
  record.verdict.element = Element::kA;
  record.verdict.where = Where::kFooter;
  record.verdict.score = 100;
  record.verdict.licenses = {"CC-BY-NC-4.0"};
  record.verdict.terms = {Permission::kNo,
                          Permission::kYes,
                          Permission::kYes,
                          Permission::kUnstated,
                          Duty::kRequired,
                          Duty::kNo,
                          Duty::kNo,
                          Purpose::kNoncommercial,
                          {}};
  Finding finding;
  finding.license = "CC-BY-NC-4.0";
  finding.rule = "cc-url";
  finding.kind = Kind::kLink;
  finding.element = Element::kA;
  finding.where = Where::kFooter;
  finding.start = 811;
  finding.end = 868;
  finding.line = 12;
  finding.main = true;
  finding.text = "a \"quoted\"\nline";
  record.findings = {finding};
  record.signals = {{"noai", "noai, noimageai", Element::kMeta}};
  return record;
}

TEST(Records, DocumentLineIsTheContracts) {
  std::string out;
  append_document_line("crawl/a.warc.gz", footer_link(), out);
  EXPECT_EQ(
      out,
      R"({"shard":"crawl/a.warc.gz","index":42,"document":"https://example.org/x","name":"","host":"example.org","date":"2024-05-18T01:58:10Z","offset":1234,"length":2210,"status":200,"media_type":"text/html","bytes":5321,"digest":"sha1:ABC",)"
      R"("license":"CC-BY-NC-4.0","license_status":"stated","kind":"link","element":"a","where":"footer","score":100,"conflict":false,"licenses":["CC-BY-NC-4.0"],"findings":1,"signals":1,)"
      R"("commercial_use":"no","derivatives":"yes","redistribution":"yes","model_training":"unstated","attribution":"required","notice":"no","share_alike":"no","purpose":"noncommercial","conditions":[""],"truncated":false,"title":"","author":""})"
      "\n");
}

TEST(Records, OtherLinesAreTheContracts) {
  std::string out;
  append_finding_lines("s", footer_link(), out);
  append_signal_lines("s", footer_link(), out);
  append_error_line("s", {"", 17, "clipped"}, out);
  EXPECT_EQ(
      out,
      R"({"shard":"s","index":42,"document":"https://example.org/x","license":"CC-BY-NC-4.0","kind":"link","rule":"cc-url","scope":"document","element":"a","where":"footer","field":"","port":"","start":811,"end":868,"line":12,"score":100,"main":true,"lost_to":"","text":"a \"quoted\"\nline"})"
      "\n"
      R"({"shard":"s","index":42,"document":"https://example.org/x","signal":"noai","value":"noai, noimageai","element":"meta"})"
      "\n"
      R"({"shard":"s","document":"","offset":17,"message":"clipped"})"
      "\n");
}

TEST(Records, WhatIsMissingHasItsType) {
  std::string out;
  append_document_line("s", DocumentRecord(), out);
  EXPECT_EQ(
      out,
      R"({"shard":"s","index":0,"document":"","name":"","host":"","date":"","offset":-1,"length":-1,"status":-1,"media_type":"","bytes":0,"digest":"",)"
      R"("license":"NONE","license_status":"none_found","kind":"","element":"","where":"","score":-1,"conflict":false,"licenses":["NONE"],"findings":0,"signals":0,)"
      R"("commercial_use":"unknown","derivatives":"unknown","redistribution":"unknown","model_training":"unknown","attribution":"unknown","notice":"unknown","share_alike":"unknown","purpose":"unknown","conditions":[""],"truncated":false,"title":"","author":""})"
      "\n");
}

TEST(Records, ShardAndCensusLinesReadBack) {
  ShardRecord shard{
      "a b/\xFF", part_of("a b/\xFF"), "warc", 1, "2024-05-18T01:58:10Z", 2, 3, 4, 5, 6, 7, false};
  std::string out;
  append_shard_line(shard, out);
  const Result<ShardRecord> back = read_shard_line(out);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->shard, "a b/%FF");
  EXPECT_EQ(back->part, shard.part);
  EXPECT_EQ(back->errors, 7u);
  EXPECT_FALSE(back->complete);

  Census census;
  census.add(Dimension::kLicense, "MIT \"x\"", {UINT64_MAX / 2, 1});
  census.add(Dimension::kPurpose, "any", {2, 3});
  out.clear();
  append_census_lines("s", census, out);
  Census read;
  std::string_view rest = out;
  std::string_view line;
  while (next_line(rest, line)) ASSERT_TRUE(read_census_line(line, read)) << line;
  EXPECT_EQ(read, census);
}

TEST(Records, DamagedLinesAreErrors) {
  Census census;
  for (const char* line :
       {"", "[]", "{\"shard\":1}", "nonsense",
        R"({"shard":"s","dimension":"weather","value":"v","documents":1,"bytes":1})",
        R"({"shard":"s","dimension":"kind","value":"v","documents":-1,"bytes":1})"}) {
    EXPECT_FALSE(read_shard_line(line)) << line;
    EXPECT_FALSE(read_census_line(line, census)) << line;
    EXPECT_FALSE(read_error_line(line)) << line;
  }
  EXPECT_TRUE(census.empty());
}

TEST(Records, TextOfFindingsIsCutOnABorder) {
  DocumentRecord record = footer_link();
  record.findings[0].text = std::string(399, 'x') + "\xC3\xA9 and more";
  std::string out;
  append_finding_lines("s", record, out);
  EXPECT_NE(out.find("\"text\":\"" + std::string(399, 'x') + "\"}"), std::string::npos);
  record.findings[0].text =
      "a\xFF"
      "b";
  out.clear();
  append_finding_lines("s", record, out);
  EXPECT_NE(out.find("\"text\":\"a\xEF\xBF\xBD"
                     "b\"}"),
            std::string::npos);
}

TEST(Records, PartsAreTheHashOfTheName) {
  EXPECT_EQ(part_of("crawl/a.warc.gz").size(), 16u);
  // XXH3-128 of no bytes is 99aa06d3014798d86001c324468d497f.
  EXPECT_EQ(part_of(""), "99aa06d3014798d8");
}

// Whatever the bytes, the line is JSON and names the same valid text.
TEST(Json, AnyBytesMakeValidJson) {
  std::mt19937 random(3);
  simdjson::dom::parser parser;
  for (int i = 0; i < 5000; ++i) {
    std::string bytes;
    for (size_t length = random() % 40; length > 0; --length) {
      bytes.push_back(
          static_cast<char>(random() % 3 == 0 ? random() : "\"\\\n\x01 a\xC3\xA9"[random() % 8]));
    }
    std::string json;
    JsonObject(json).add("k", bytes).end();
    std::string_view value;
    simdjson::padded_string padded(json);
    ASSERT_EQ(parser.parse(padded)["k"].get(value), simdjson::SUCCESS) << json;
    ASSERT_EQ(value, percent_encode_invalid(bytes));
    ASSERT_EQ(json.find('\n'), std::string::npos);
  }
}

TEST(Utf8, AgreesWithSimdjson) {
  std::mt19937 random(5);
  const std::string_view bytes(
      "\x00\x7F\x80\xBF\xC0\xC1\xC2\xDF\xE0\xED\xEF\xF0\xF4\xF5\xFF\x9F\xA0\x8F\x90", 19);
  size_t valid = 0;
  for (int i = 0; i < 200000; ++i) {
    std::string text;
    for (size_t length = random() % 5; length > 0; --length) {
      text.push_back(bytes[random() % bytes.size()]);
    }
    size_t at = 0;
    while (at < text.size() && utf8_length(std::string_view(text).substr(at)) > 0) {
      at += utf8_length(std::string_view(text).substr(at));
    }
    ASSERT_EQ(at == text.size(), is_utf8(text));
    ASSERT_TRUE(is_utf8(percent_encode_invalid(text)));
    ASSERT_TRUE(is_utf8(replace_invalid(text)));
    ASSERT_TRUE(!is_utf8(text) || is_utf8(cut_utf8(text, random() % 6)));
    valid += is_utf8(text);
  }
  EXPECT_GT(valid, 10000u);
}

TEST(Timestamp, OneFormForAll) {
  const std::pair<const char*, const char*> cases[] = {
      {"2024-05-18T01:58:10Z", "2024-05-18T01:58:10Z"},
      {"2024-02-29t01:58:10.123456z", "2024-02-29T01:58:10Z"},
      {"2024-05-18T01:58:10+09:00", "2024-05-17T16:58:10Z"},
      {"2024-05-18 01:58:10", "2024-05-18T01:58:10Z"},
      {"20240518015810", "2024-05-18T01:58:10Z"},
      {"2016-01-11T23:24Z", "2016-01-11T23:24:00Z"},
      {"2016", "2016-01-01T00:00:00Z"},
      {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(normal_timestamp(text), expected) << text;
  for (const char* text :
       {"", "yesterday", "2023-02-29T00:00:00Z", "2024-13-01", "2024-05-18T25:00Z",
        "2024-05-18T01:58:10Zx", "20240518", "1969-12-31T23:59:59Z", "2024-"}) {
    EXPECT_EQ(normal_timestamp(text), "") << text;
  }
  EXPECT_EQ(timestamp(1716001090), "2024-05-18T02:58:10Z");
  EXPECT_EQ(timestamp(INT64_MAX), "");
}

}  // namespace
}  // namespace licensus
