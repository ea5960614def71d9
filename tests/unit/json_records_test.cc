// Large JSON: which of its objects are records, tables joined from either side, and damage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "formats/json_skip.h"
#include "formats/recognise.h"
#include "table_support.h"
#include "temporary_directory.h"

namespace licensus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// From a file, from a pipe and compressed, all of which must give the same rows.
TableSink read_json(const std::string& text, size_t step = SIZE_MAX) {
  const TemporaryDirectory directory;
  const std::string path = directory / "x.json";
  write_file(path, text);
  TableSink sink = read_table("json", text, path, Extent{}, "", step).sink;
  const TableSink pipe = read_table("json", text, "", Extent{}, "", step).sink;
  EXPECT_EQ(pipe.rows, sink.rows);
  EXPECT_EQ(pipe.errors, sink.errors);
  EXPECT_EQ(pipe.others, sink.others);
  const std::string stored = gzip(text);
  write_file(path, stored);
  const TableSink packed = read_table("json", stored, path, Extent{}, "", step).sink;
  EXPECT_EQ(packed.rows, sink.rows);
  EXPECT_EQ(packed.others, sink.others);
  return sink;
}

std::vector<std::string> rows_of(const std::string& text) {
  const TableSink sink = read_json(text);
  EXPECT_THAT(sink.errors, IsEmpty()) << text;
  return sink.rows;
}

const std::string kLicenses =
    R"("licenses": [{"url": "http://creativecommons.org/licenses/by/2.0/", "id": 4, "name": "Attribution"},
                    {"id": 7, "name": "No known restrictions", "url": ""}])";
const std::string kImages =
    R"("images": [{"license": 4, "file_name": "a.jpg", "coco_url": "http://images.org/a.jpg", "id": 1},
                  {"license": 7, "file_name": "b.jpg", "id": 2}, {"license": null, "file_name": "c.jpg"}])";
const std::string kAnnotations =
    R"("annotations": [{"id": 1, "caption": "A }]{[ \" dog"}, {"id": 2, "segmentation": [[1.5, 2]]}])";
const std::string kInfo = R"("info": {"url": "http://cocodataset.org", "version": "1.0"})";

TEST(JsonRecords, CocosLicensesAreJoinedFromEitherSide) {
  const std::vector<std::string> expected = {
      "row: name=a.jpg host=images.org | license = http://creativecommons.org/licenses/by/2.0/",
      "row: name=b.jpg | license = No known restrictions", "row: name=c.jpg | license = null"};
  const std::string categories = R"("categories": [{"id": 1, "name": "dog"}])";
  for (const auto& members : {std::vector{kInfo, kLicenses, kImages, kAnnotations, categories},
                              std::vector{kImages, kAnnotations, categories, kInfo, kLicenses}}) {
    std::string text = "{";
    for (const std::string& member : members) text += (text.size() > 1 ? ", " : "") + member;
    const TableSink sink = read_json(text + "}\n");
    EXPECT_EQ(sink.rows, expected);
    EXPECT_THAT(sink.errors, IsEmpty());
    EXPECT_EQ(sink.others, 2U + 1 + 2);
  }
}

TEST(JsonRecords, AnIdThatStandsInNoTableIsToldOnce) {
  const TableSink sink = read_json(
      "{" + kLicenses +
      R"(, "images": [{"license": 5, "file_name": "a"}, {"license": 6, "file_name": "b"}]})");
  EXPECT_THAT(sink.rows, ElementsAre("row: name=a | license = 5", "row: name=b | license = 6"));
  EXPECT_THAT(sink.errors, ElementsAre(HasSubstr("license 5 stands in no entry")));
}

TEST(JsonRecords, WithoutATableAnIdStaysAsItIs) {
  EXPECT_THAT(rows_of(R"({"licenses": [], "images": [{"license": 0, "file_name": "a"}]})"),
              ElementsAre("row: name=a | license = 0"));
  EXPECT_THAT(rows_of(R"({"images": [{"license": "CC-BY", "file_name": "a"}], )" + kLicenses + "}"),
              ElementsAre("row: name=a | license = CC-BY"));
}

TEST(JsonRecords, AnArrayOfObjects) {
  EXPECT_THAT(rows_of(R"([{"text": "a\n\"b\"", "meta": {"license": "MIT", "tags": ["x", "y"]}},
                          {"text": "c", "text2": "d"}])"),
              ElementsAre("row: | text: a\n\"b\" | meta.license = MIT", "row: | text: c"));
  EXPECT_THAT(rows_of(R"([{"q": ["a", ["b", {"c": "d"}]], "n": 5, "t": true}, {}, 4, "x", [{}]])"),
              ElementsAre("row: | q: a | q: b | q.c: d", "row:"));
  EXPECT_THAT(rows_of("[]"), IsEmpty());
  EXPECT_THAT(rows_of("\xEF\xBB\xBF [ { } ] "), ElementsAre("row:"));
}

TEST(JsonRecords, SquadsArticles) {
  EXPECT_THAT(
      rows_of(
          R"({"version": "1.1", "data": [{"title": "T", "paragraphs": [{"context": "C", "qas": [{"question": "Q?"}]}]}]})"),
      ElementsAre("row: | title: T | paragraphs.context: C | paragraphs.qas.question: Q?"));
}

TEST(JsonRecords, WhatIsNoTableIsARecord) {
  EXPECT_THAT(rows_of(R"({"licenses": [{"licenseId": "MIT", "reference": "r"}]})"),
              ElementsAre("row: | licenseId: MIT | reference: r"));
}

TEST(JsonRecords, OffsetsLeadBackToTheRecord) {
  const TemporaryDirectory directory;
  const std::string text = "{" + kImages + "," + kLicenses + "}";
  const std::string path = directory / "x.json";
  write_file(path, text);
  const TableReading all = read_table("json", text, path, Extent{});
  ASSERT_EQ(all.sink.places.size(), 3U);
  for (size_t i = 0; i < 3; ++i) {
    const auto offset = static_cast<uint64_t>(all.sink.places[i].first);
    EXPECT_EQ(text[offset], '{');
    EXPECT_EQ(text[offset + static_cast<size_t>(all.sink.places[i].second) - 1], '}');
    const TableReading one = read_table("json", text, path, {offset, offset + 1, true});
    EXPECT_THAT(one.sink.rows, ElementsAre(all.sink.rows[i]));
  }
}

TEST(JsonRecords, CutShortAtAnyLength) {
  const std::string text = "{" + kLicenses + "," + kImages + "," + kAnnotations + "," + kInfo + "}";
  const std::vector<std::string> rows = rows_of(text);
  for (size_t length = 0; length < text.size(); ++length) {
    const TableSink sink = read_json(text.substr(0, length), 13);
    ASSERT_EQ(sink.errors.size(), 1U) << length;
    ASSERT_LE(sink.rows.size(), rows.size());
    for (size_t i = 0; i < sink.rows.size(); ++i) EXPECT_EQ(sink.rows[i], rows[i]) << length;
  }
}

TEST(JsonRecords, DamageEndsTheReadingWithOneError) {
  TableSink sink = read_json(R"([{"text": "a"}, {"text": "b"} garbage {"text": "c"}])");
  EXPECT_THAT(sink.rows, ElementsAre("row: | text: a", "row: | text: b"));
  EXPECT_THAT(sink.errors,
              ElementsAre("30 : no comma between two records: the rest of the file was not read"));
  sink = read_json(R"([{"text": "a"}] {"text": "b"})");
  EXPECT_THAT(sink.errors, ElementsAre(HasSubstr("more after the JSON value")));
  sink = read_json("nothing");
  EXPECT_THAT(sink.errors, ElementsAre(HasSubstr("0 : neither an object nor an array")));
}

TEST(JsonRecords, ARecordThatIsNoJsonCostsOnlyItself) {
  const TableSink sink = read_json(R"([{"text": "a"}, {"text": "b", x: 1}, {"text": "c"}])");
  EXPECT_THAT(sink.rows,
              ElementsAre("row: | text: a", "row: | text: b (truncated)", "row: | text: c"));
  EXPECT_THAT(sink.errors, ElementsAre(HasSubstr("16 row:: not JSON")));
}

TEST(JsonRecords, WhatIsOftenTakenForJson) {
  EXPECT_THAT(rows_of("[{\"text\": \"a\", \"n\": NaN, \"m\": [-Infinity, Infinity]}, {\"text\": "
                      "\"two\tparts NaN\"}]"),
              ElementsAre("row: | text: a", "row: | text: two parts NaN"));
  const TableSink sink = read_json("[{\"text\": \"caf\xE9\"}]");
  EXPECT_THAT(sink.rows, ElementsAre("row: | text: caf\xEF\xBF\xBD (truncated)"));
  EXPECT_THAT(sink.errors, ElementsAre("1 row:: bytes that are no UTF-8"));
}

TEST(JsonRecords, Limits) {
  const std::string deep = std::string(1200, '[') + std::string(1200, ']');
  TableSink sink = read_json("[{\"text\": \"a\"}, {\"x\": " + deep + "}, {\"text\": \"b\"}]");
  EXPECT_THAT(sink.rows, ElementsAre("row: | text: a", "row: | text: b"));
  EXPECT_THAT(sink.errors,
              ElementsAre("16 : a record that is nested more than 1,000 deep: left out"));
  const std::string allowed = std::string(990, '[') + "\"x\"" + std::string(990, ']');
  EXPECT_EQ(rows_of("[{\"x\": " + allowed + "}]").size(), 1U);

  const std::string key(size_t{1} << 20, 'k');
  EXPECT_THAT(rows_of("{\"" + key + "\": 1, \"data\": [{\"text\": \"a\"}, {\"" + key + "\": 2}]}"),
              ElementsAre("row: | text: a", "row:"));

  const std::string large((size_t{65} << 20) + 300000, 'x');
  const TableReading reading =
      read_table("json", "[{\"text\": \"" + large + "\"}, {\"text\": \"b\"}]", "", Extent{});
  EXPECT_THAT(reading.sink.rows, ElementsAre("row: | text: b"));
  EXPECT_THAT(reading.sink.errors, ElementsAre("1 : a record of more than 64 MiB: left out"));

  std::string many = "[{\"x\": [0";
  for (size_t i = 0; i < 70000; ++i) many += ",0";
  sink = read_json(many + "]}]");
  EXPECT_THAT(sink.errors, ElementsAre(HasSubstr("more than 65,536 fields")));
}

TEST(JsonRecords, DamagedCompression) {
  std::string text = "[";
  for (int i = 0; i < 20000; ++i) text += "{\"text\": \"" + std::to_string(i * 7919) + "\"},";
  std::string stored = gzip(text + "{}]");
  stored[stored.size() / 2] ^= 0x55;
  const TableSink sink = read_table("json", stored, "", Extent{}).sink;
  EXPECT_EQ(sink.errors.size(), 1U);
  EXPECT_GT(sink.rows.size(), 1000U);
}

// The bracket that closes a value, told without its 64-byte blocks.
size_t plain_end(std::string_view text) {
  size_t depth = 0;
  bool in_string = false;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\') {
        ++at;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

TEST(JsonSkip, EndsWhereAPlainReaderSees) {
  std::mt19937_64 random(11);
  const std::string letters = "\"\"\"\\\\{}[]{}ab ,";
  for (int round = 0; round < 3000; ++round) {
    std::string text = "{";
    bool in_string = false;
    for (size_t i = random() % 600; i > 0; --i) {
      // A backslash stands in strings only, as in JSON.
      char c = letters[random() % letters.size()];
      if (!in_string && c == '\\') c = 'x';
      text += c;
      if (c == '\\') {
        text += letters[random() % letters.size()];
      } else if (c == '"') {
        in_string = !in_string;
      }
    }
    if (in_string) text += '"';
    text += std::string(40, '}');
    JsonSkip skip;
    skip.start();
    size_t end = std::string_view::npos;
    for (size_t at = 0; at < text.size() && end == std::string_view::npos;) {
      const size_t step = 1 + random() % 200;
      end = skip.find_end(std::string_view(text).substr(at, step));
      if (end != std::string_view::npos) end += at;
      at += step;
    }
    ASSERT_EQ(end, plain_end(text)) << text;
  }
}

std::string_view format_of(std::string_view text, std::string_view name = "x.json") {
  MemorySource source(text);
  std::string head;
  const Format* format = recognise(source, name, head).format;
  return format == nullptr ? "" : format->name;
}

TEST(JsonRecognise, RecordsAndDocuments) {
  const std::string large(100000, ' ');
  EXPECT_EQ(format_of(R"([{"a": 1}, {"b": 2}])"), "json");
  EXPECT_EQ(format_of(R"([{"a": 1}])"), "");
  EXPECT_EQ(format_of(R"(["a", "b"])"), "");
  EXPECT_EQ(format_of("{" + kLicenses + "," + kImages + "}"), "json");
  EXPECT_EQ(format_of(R"({"version": "2.0", "data": [{"title": "x"}]})"), "json");
  EXPECT_EQ(format_of(R"({"type": "FeatureCollection", "features": [{"type": "Feature"}]})"),
            "json");
  EXPECT_EQ(format_of(R"({"items": [{"a": 1}, {"b": 2}]})"), "");
  EXPECT_EQ(format_of(R"({"items": [{"a": 1}, {"b": 2}]})" + large), "json");
  EXPECT_EQ(format_of(R"({"items": [{"a": ")" + std::string(100000, 'x') + "\"}]}"), "json");
  EXPECT_EQ(format_of(R"({"name": "x", "dependencies": {}, "items": [{"a": 1}]})" + large), "");
  EXPECT_EQ(format_of(R"({"@context": "https://schema.org", "@graph": [{"a": 1}]})" + large), "");
  EXPECT_EQ(format_of(R"([{"@id": "x"}, {"@id": "y"}])"), "");
  EXPECT_EQ(format_of(R"({"cells": [{"cell_type": "code"}], "metadata": {}})" + large), "");
  EXPECT_EQ(format_of(R"({"text": "words"})"), "");
}

}  // namespace
}  // namespace licensus
