// JSON Lines: rows, extents, damage, and rows that are counted without being parsed.
#include "formats/json_lines.h"

#include <array>
#include <random>

#include "formats/json_skim.h"
#include "table_support.h"

namespace licensus {
namespace {

using Rows = std::vector<std::string>;

TableSink read_lines(std::string_view stored, const std::string& stem = "",
                     size_t step = SIZE_MAX) {
  return read_table("jsonl", stored, "", {}, stem, step).sink;
}

TEST(JsonLines, RowsHaveTheirStringsAsColumns) {
  const TableSink sink = read_lines(
      "\xEF\xBB\xBF{\"text\":\"a\\nb\\u00e9\",\"path\":\"x/y.html\",\"n\":3}\r\n"
      "\n"
      "{\"meta\":{\"license\":\"mit\",\"x\":[1,2]},\"body\":\"c\",\"url\":\"http://Host.example:80/"
      "p\"}\n"
      "{\"question\":\"q\",\"answers\":[\"a1\",\"a2\"],\"license\":null}");
  EXPECT_EQ(sink.rows,
            (Rows{"row: name=x/y.html | text: a\nb\xC3\xA9",
                  "row: name=http://Host.example:80/p host=host.example | meta.license = mit"
                  " | body: c",
                  "row: | question: q | answers: a1 | answers: a2 | license = null"}));
  EXPECT_TRUE(sink.errors.empty());
  EXPECT_EQ(sink.places[1], (std::pair<int64_t, int64_t>{51, 81}));
}

TEST(JsonLines, ABadLineCostsItself) {
  const TableSink sink =
      read_lines("{\"text\":\"one\"}\nnot json\n{\"text\":\"tw\xFFo\"}\n[1]\n{\"text\":\"thr");
  ASSERT_EQ(sink.rows.size(), 5U);
  EXPECT_EQ(sink.rows[0], "row: | text: one");
  EXPECT_EQ(sink.rows[2], "row: | text: tw\xEF\xBF\xBDo (truncated)");
  EXPECT_EQ(sink.errors.size(), 4U);
  EXPECT_TRUE(sink.errors[0].starts_with("15 row:: ")) << sink.errors[0];
}

// Where the first bytes are looked at for a byte order mark.
TEST(JsonLines, DamageInTheFirstBytesIsTold) {
  for (const char* begin : {"", "{"}) {
    std::string damaged = gzip(begin, 0);
    damaged[damaged.size() - 8] ^= 1;  // the checksum
    const TableSink sink = read_lines(damaged + gzip("rest\n{\"text\":\"one\"}\n"));
    EXPECT_EQ(sink.rows.back(), "row: | text: one");
    ASSERT_FALSE(sink.errors.empty());
    EXPECT_NE(sink.errors.back().find("checksum"), std::string::npos) << sink.errors.back();
  }
}

TEST(JsonLines, AreToldByTheirFirstLines) {
  const auto is = [](std::string_view text, std::string_view name = "x", bool whole = true) {
    return is_json_lines({.decoded = text, .whole = whole, .name = name});
  };
  EXPECT_TRUE(is("{\"a\":1}\n{\"a\":2}\n"));
  EXPECT_TRUE(is("{\"a\":1}\n", "rows.jsonl"));
  EXPECT_TRUE(is("{\"a\":\"long", "rows.NDJSON", false));
  EXPECT_FALSE(is("{\"a\":1}\n"));
  EXPECT_FALSE(is("{\n\"a\":1,\n\"b\":{\n}}"));
  EXPECT_FALSE(is("{\n{\n"));
  EXPECT_FALSE(is("[1]\n[2]\n"));
  EXPECT_FALSE(is("", "rows.jsonl"));
}

std::string random_string(std::mt19937_64& random) {
  static const std::vector<std::string> kParts = {
      "words ",       "e", "\\n", "\\\"", "\\\\", "\\/", "\\u00e9",  "\\u2019", "\\ud83d\\ude42",
      "\xED\x95\x9C", "{", "}",   "[",    ",",    ":",   "\xC3\xBC", "\\t",     "\\u003c"};
  static const std::vector<std::string> kRisky = {"\\u0041", "\\uc800", "\\b", "GI", "BZ"};
  std::string text = random() % 20 == 0 ? kRisky[random() % kRisky.size()] : "";
  for (size_t count = random() % 30; count > 0; --count) text += kParts[random() % kParts.size()];
  return text;
}

std::string random_line(std::mt19937_64& random) {
  static const std::vector<std::string> kKeys = {"text", "content", "path", "url",   "id",
                                                 "n",    "meta",    "tags", "title", "name"};
  std::string line = "{";
  for (size_t count = random() % 7; count > 0; --count) {
    if (line.size() > 1) line += random() % 2 == 0 ? "," : " , ";
    line += "\"" + kKeys[random() % kKeys.size()] + "\":";
    switch (random() % 8) {
      case 0:
        line += "-12.5e3";
        break;
      case 1:
        line += "null";
        break;
      case 2:
        line += "{\"x\":\"" + random_string(random) + "\",\"y\":[true,{}]}";
        break;
      case 3:
        line += random() % 4 == 0 ? "{\"license\":\"mit\"}" : "[\"" + random_string(random) + "\"]";
        break;
      default:
        line += "\"" + random_string(random) + "\"";
    }
  }
  return line + (random() % 50 == 0 ? "" : "}") + "\n";
}

std::string random_lines(uint64_t seed, size_t count) {
  std::mt19937_64 random(seed);
  std::string text;
  for (; count > 0; --count) text += random_line(random);
  return text;
}

class JsonLineCodecs : public testing::TestWithParam<Codec> {};

TEST_P(JsonLineCodecs, ExtentsGiveWhatOneReadGives) {
  const std::string text = random_lines(3, 400);
  std::mt19937_64 random(4);
  std::string stored;
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = 1 + random() % 900;
    stored += compress(GetParam(), std::string_view(text).substr(at, bytes));
    at += bytes;
  }
  const TableSink whole = read_lines(stored, "", 777);
  EXPECT_EQ(whole.rows.size(), 400U);
  for (const uint64_t step : {100U, 333U, 1000U, 5000U}) {
    size_t repairs = 0;
    const TableSink cut = read_table_in_extents("jsonl", stored, "", step, repairs);
    EXPECT_EQ(cut.rows, whole.rows) << step;
    EXPECT_EQ(cut.places, whole.places) << step;
    EXPECT_EQ(cut.errors, whole.errors) << step;
    EXPECT_LT(repairs, 20U) << step;
  }
}

TEST_P(JsonLineCodecs, CutShortAnywhereEnds) {
  const std::string stored = compress(GetParam(), random_lines(5, 10));
  for (size_t bytes = 1; bytes < stored.size(); bytes += 3) {
    const TableSink sink = read_lines(std::string_view(stored).substr(0, bytes));
    EXPECT_LE(sink.rows.size(), 10U);
  }
}

INSTANTIATE_TEST_SUITE_P(Codecs, JsonLineCodecs,
                         testing::Values(Codec::kNone, Codec::kGzip, Codec::kZstd, Codec::kLz4,
                                         Codec::kBzip2, Codec::kXz));

// What is counted has the bytes and the media type that handing it out would have given.
TEST(JsonSkim, CountsWhatHandingOutWouldHaveGiven) {
  const std::string text = random_lines(7, 3000);
  const TableSink whole = read_lines(text);
  const TableSink counted = read_lines(text, "no row has this");
  EXPECT_GT(counted.counted, 200U);
  EXPECT_EQ(counted.rows.size() + counted.counted, whole.rows.size());
  EXPECT_EQ(counted.bytes, whole.bytes);
  EXPECT_EQ(counted.media_types, whole.media_types);
  EXPECT_EQ(counted.errors, whole.errors);
}

// Every way of this processor tells the same as the plain one, also where escapes and ends fall on
// the borders of what it looks at.
TEST(JsonSkim, TellsTheSameEveryWay) {
  ReadOptions options = table_options();
  ColumnRoles roles(options);
  std::mt19937_64 random(19);
  constexpr std::array<std::string_view, 10> kPieces = {"\\n", "\\\\",  "\\\"", "\\u2019", "\\b",
                                                        "\\",  "word ", "\n",   "\"",      "é"};
  size_t counted = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string line = R"({"text":")" + std::string(random() % 140, 'x');
    const size_t common = 1 + random() % 3;  // mostly the ones that keep the line whole
    for (size_t n = random() % 12; n > 0; --n) {
      const bool any = random() % (common * 8) == 0;
      line += kPieces[random() % (any ? kPieces.size() : 4)];
      line.append(random() % 70, 'y');
    }
    line += "\"}\n" + std::string(random() % 80, 'z');
    JsonSkim::Sum plain;
    const bool told = JsonSkim(roles, JsonSkim::Way::kPlain).count(line, plain);
    counted += told ? 1 : 0;
    for (const JsonSkim::Way way : JsonSkim::ways()) {
      JsonSkim::Sum sum;
      ASSERT_EQ(JsonSkim(roles, way).count(line, sum), told) << line;
      if (!told) continue;
      ASSERT_EQ(sum.text_bytes, plain.text_bytes) << line;
      ASSERT_EQ(sum.line_bytes, plain.line_bytes) << line;
    }
  }
  EXPECT_GT(counted, 5000U);
}

TEST(JsonSkim, LeavesToOthersWhatItCannotTell) {
  ReadOptions options = table_options();
  ColumnRoles roles(options);
  JsonSkim skim(roles);
  JsonSkim::Sum sum;
  EXPECT_TRUE(skim.count(R"({"text":"a\n\"b\" \u2019 é","path":"x.html","m":{"k":[1,"v"]}})", sum));
  EXPECT_EQ(sum.text_bytes, 12U);
  EXPECT_EQ(sum.media_type, "text/html");
  EXPECT_TRUE(skim.count(R"({"text":"","url":"http://h/x.html"} )", sum));
  EXPECT_EQ(sum.media_type, "");
  for (const std::string_view line :
       {R"({"title":"no text column"})", R"({"text":"a","license":"mit"})",
        R"({"text":"a","m":[{"license":1}]})", R"({"text":"lic\u0065nse"})",
        R"({"text":"\uc800\uc791"})", R"({"text":"GIF8"})", R"({"text":"a","path":"x.json"})",
        R"({"text":"a")", R"({"text":"a"} x)", R"({"text":nope})", R"({"te\u0078t":"a"})",
        R"({"text":"\ud83d"})", R"(["text"])", ""}) {
    EXPECT_FALSE(skim.count(line, sum)) << line;
  }
}

}  // namespace
}  // namespace licensus
