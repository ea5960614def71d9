// CSV, TSV and lists of URLs: what is read of them, in one extent and in many, whole and damaged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "formats/csv_dialect.h"
#include "formats/csv_guess.h"
#include "formats/recognise.h"
#include "table_support.h"
#include "temporary_directory.h"

namespace licensus {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> rows_of(std::string_view text, std::string_view format = "csv") {
  const TableReading reading = read_table(format, text, "", Extent{});
  EXPECT_THAT(reading.sink.errors, IsEmpty());
  return reading.sink.rows;
}

// The same without a byte on what the columns are: cells only, "<" and ">" around each.
std::vector<std::string> cells_of(std::string_view text, const CsvDialect& dialect = {},
                                  bool last = true) {
  CsvRecords records;
  CsvRecord record;
  records.start(text, dialect, last);
  std::vector<std::string> all;
  while (records.next(record) == CsvRecords::State::kRecord) {
    std::string line;
    for (const CsvCell& cell : record.cells) {
      std::string value(cell.value);
      if (cell.form != CsvCell::Form::kPlain) {
        value.clear();
        unescape(cell, dialect, value);
      }
      EXPECT_EQ(cell.size(), value.size()) << value;
      line.append("<").append(value).append(">");
    }
    all.push_back(line);
  }
  return all;
}

TEST(CsvRecords, QuotesDoubledQuotesAndLineEnds) {
  EXPECT_THAT(cells_of("a,b\r\n\"x,y\",\"he said \"\"no\"\"\"\n\"two\r\nlines\",\n"),
              ElementsAre("<a><b>", "<x,y><he said \"no\">", "<two\r\nlines><>"));
  EXPECT_THAT(cells_of("last,line"), ElementsAre("<last><line>"));
  EXPECT_THAT(cells_of("last,\"line\""), ElementsAre("<last><line>"));
  EXPECT_THAT(cells_of("\"\",\"\"\"\"\n"), ElementsAre("<><\">"));
  EXPECT_THAT(cells_of("\n\na\n"), ElementsAre("<>", "<>", "<a>"));
}

TEST(CsvRecords, QuotesInTheMiddleAreLetters) {
  EXPECT_THAT(cells_of("5\" disk,a\"b\"c\n"), ElementsAre("<5\" disk><a\"b\"c>"));
  EXPECT_THAT(cells_of("\"He said \"hi\" to me\",x\r\n"), ElementsAre("<He said hi\" to me\"><x>"));
}

TEST(CsvRecords, Backslashes) {
  const CsvDialect dialect{',', '"', true, '\n'};
  EXPECT_THAT(cells_of("\"a \\\"b\\\" c\",\"d\\\\\",e\\,f,g\\n\n", dialect),
              ElementsAre("<a \"b\" c><d\\><e,f><g\\n>"));
  EXPECT_THAT(cells_of("\"a\\\" b\"t\\\"ail,x\n", dialect), ElementsAre("<a\" bt\"ail><x>"));
}

TEST(CsvRecords, OtherLineEndsAndNoQuotes) {
  EXPECT_THAT(cells_of("a;b\rc;\"d\r\"\r", {';', '"', false, '\r'}),
              ElementsAre("<a><b>", "<c><d\r>"));
  EXPECT_THAT(cells_of("a\t\"b\nc\td\"\n", {'\t', '\0', false, '\n'}),
              ElementsAre("<a><\"b>", "<c><d\">"));
}

// A text in pieces gives the same records as one that is whole.
TEST(CsvRecords, NothingIsARecordBeforeItIsWhole) {
  const std::string text =
      "a,\"b\n\"\"c\"\"\n\",d\r\n\"e\",f\n" + std::string(200, 'g') + ",\"h\"\n";
  const std::vector<std::string> whole = cells_of(text);
  ASSERT_EQ(whole.size(), 3U);
  for (size_t cut = 0; cut < text.size(); ++cut) {
    std::vector<std::string> part = cells_of(std::string_view(text).substr(0, cut), {}, false);
    CsvRecords records;
    CsvRecord record;
    records.start(std::string_view(text).substr(0, cut), {}, false);
    while (records.next(record) == CsvRecords::State::kRecord) {
    }
    const auto rest = cells_of(std::string_view(text).substr(records.position()));
    part.insert(part.end(), rest.begin(), rest.end());
    EXPECT_EQ(part, whole) << cut;
  }
}

TEST(Csv, RowsHaveTheHeadersNames) {
  EXPECT_THAT(
      rows_of("id,url,text,license\n"
              "1,https://Example.org/a,\"Some \"\"text\"\"\",CC-BY-4.0\n"
              "2,https://example.org/b,More,\n"),
      ElementsAre(
          "row: name=https://Example.org/a host=example.org | text: Some \"text\" | license "
          "= CC-BY-4.0",
          "row: name=https://example.org/b host=example.org | text: More | license = "));
}

TEST(Csv, WithoutATextColumnAllStringsAreText) {
  EXPECT_THAT(
      rows_of("name,caption,width\nx.jpg,A dog,640\ny.jpg,,\n"),
      ElementsAre("row: name=x.jpg | caption: A dog", "row: name=y.jpg | caption:  | width: "));
}

TEST(Csv, WithoutAHeader) {
  EXPECT_THAT(rows_of("1,https://example.org/,first text\n2,https://example.org/2,second\n"),
              ElementsAre("row: | column_1: https://example.org/ | column_2: first text",
                          "row: | column_1: https://example.org/2 | column_2: second"));
}

TEST(Csv, RaggedRows) {
  EXPECT_THAT(rows_of("title,text\nonly\na,b,c\n\na,b\n"),
              ElementsAre("row: | title: only", "row: | text: b", "row: | text: b"));
  EXPECT_THAT(rows_of("one,two\na,b,c\na,b\n"),
              ElementsAre("row: | one: a | two: b | column_2: c", "row: | one: a | two: b"));
}

TEST(Csv, ByteOrderMarkDelimitersAndLineEnds) {
  EXPECT_THAT(rows_of("\xEF\xBB\xBFtitle;text\r\n\"a;b\";\"c\r\nd\"\r\n"),
              ElementsAre("row: | text: c\r\nd"));
  EXPECT_THAT(rows_of("title\ttext\na\tb, c\n", "tsv"), ElementsAre("row: | text: b, c"));
  EXPECT_THAT(rows_of("title|text\na|b, c\nd|e\n"),
              ElementsAre("row: | text: b, c", "row: | text: e"));
  EXPECT_THAT(rows_of("title,text\ra,b\rc,d\r"), ElementsAre("row: | text: b", "row: | text: d"));
}

TEST(Csv, BackslashesWhereTheFileHasThem) {
  EXPECT_THAT(rows_of("title,text\na,\"x \\\"y, z\\\" w\"\nb,\"v\"\nc,d\n"),
              ElementsAre("row: | text: x \"y, z\" w", "row: | text: v", "row: | text: d"));
}

TEST(Csv, QuotesThatAreLettersInATsv) {
  EXPECT_THAT(rows_of("title\ttext\na\t\"Quote\nb\tplain\nc\tplain\nd\tplain\n", "tsv"),
              ElementsAre("row: | text: \"Quote", "row: | text: plain", "row: | text: plain",
                          "row: | text: plain"));
}

TEST(Csv, BytesThatAreNoUtf8StayAsTheyAre) {
  EXPECT_THAT(rows_of("title,text\na,caf\xE9\n"), ElementsAre("row: | text: caf\xE9"));
}

TEST(Csv, OffsetsLeadBackToTheRecord) {
  const std::string text = "title,text\na,\"b\nc\"\nd,e";
  const TableReading reading = read_table("csv", text, "", Extent{});
  EXPECT_THAT(reading.sink.places, ElementsAre(std::pair(11, 8), std::pair(19, 3)));
  const std::string stored = gzip(text) + gzip("\nf,g\n");
  EXPECT_THAT(read_table("csv", stored, "", Extent{}).sink.places,
              ElementsAre(std::pair(-1, -1), std::pair(-1, -1), std::pair(-1, -1)));
  const std::string members = gzip("title,text\n") + gzip("f,g\n");
  EXPECT_THAT(
      read_table("csv", members, "", Extent{}).sink.places,
      ElementsAre(std::pair(static_cast<int64_t>(gzip("title,text\n").size()), int64_t{-1})));
}

TEST(Csv, AQuoteNeverClosed) {
  const TableReading reading = read_table("csv", "title,text\na,\"b\nc,d\ne,f\n", "", Extent{});
  EXPECT_THAT(reading.sink.rows, ElementsAre("row: | text: d", "row: | text: f"));
  EXPECT_THAT(reading.sink.errors,
              ElementsAre(testing::HasSubstr("11 : a quoted cell of this record is never closed")));
}

// Read from each of its lines anew this would take hours.
TEST(Csv, OpenQuotesInEveryLine) {
  std::string text = "title,text\n";
  for (size_t i = 0; i < 400000; ++i) text += ",\"a\",b,\"\n";
  const TableReading reading = read_table("csv", text, "", Extent{});
  EXPECT_LE(reading.sink.errors.size(), 2U);
}

TEST(Csv, AQuoteNotClosedForSixteenMebibytes) {
  std::string text = "title,text\na,\"b\n";
  size_t lines = 0;
  while (text.size() < CsvRecords::kMaxQuotedBytes + 100) {
    text += "line " + std::to_string(lines++) + ",some more text that is not quoted at all\n";
  }
  text += "x,\"y\"\n";
  const TableReading reading = read_table("csv", text, "", Extent{});
  EXPECT_EQ(reading.sink.rows.size(), lines + 1);
  EXPECT_EQ(reading.sink.errors.size(), 1U);
  EXPECT_EQ(reading.sink.rows.back(), "row: | text: y");
}

TEST(Csv, ARecordOverTheLimit) {
  const std::string text = "title,text\na,b\n" + std::string(size_t{70} << 20, 'x') + ",y\nc,d\n";
  const TableReading reading = read_table("csv", text, "", Extent{});
  EXPECT_THAT(reading.sink.rows, ElementsAre("row: | text: b", "row: | text: d"));
  EXPECT_THAT(reading.sink.errors, ElementsAre("15 : a record of more than 64 MiB is left out"));
}

TEST(Csv, TooManyCells) {
  const std::string text = "title,text\na,b" + std::string(70000, ',') + "\nc,d\n";
  const TableReading reading = read_table("csv", text, "", Extent{});
  ASSERT_EQ(reading.sink.rows.size(), 2U);
  EXPECT_EQ(reading.sink.rows[0], "row: | text: b (truncated)");
  EXPECT_EQ(reading.sink.errors.size(), 1U);
}

TEST(Csv, Utf16IsNotReadAsRows) {
  const std::string text(
      "\xFF\xFE"
      "a\0,\0b\0\n\0",
      10);
  const TableReading reading = read_table("csv", text, "", Extent{});
  EXPECT_THAT(reading.sink.rows, IsEmpty());
  EXPECT_EQ(reading.sink.errors.size(), 1U);
}

// A generated table: cells with quotes, line ends and delimiters in them, some rows ragged.
std::string make_csv(uint64_t seed, size_t rows, bool license) {
  std::mt19937_64 random(seed);
  std::string text = license ? "id,title,license,text\r\n" : "id,title,filename,text\n";
  const std::vector<std::string> parts = {"some words",   "\"\"quoted\"\"", ", and", "\n",
                                          "stem",         "\r\n",           " x",    "\n1,2,3,4\n",
                                          "\xC3\xA4\xC3", "GIF8",           "%PDF-", "{}"};
  for (size_t i = 0; i < rows; ++i) {
    text += std::to_string(i) + ",title " + std::to_string(random() % 9) + "," +
            (license             ? "by-sa"
             : random() % 3 == 0 ? "a.html"
                                 : "b\"x\".json") +
            ",";
    const bool quoted = random() % 2 == 0;
    if (quoted) text += '"';
    for (size_t words = random() % (i % 50 == 0 ? 500 : 12); words > 0; --words) {
      const std::string& part = parts[random() % parts.size()];
      if (quoted || part.find_first_of("\",\r\n") == part.npos) text += part;
    }
    if (quoted) text += '"';
    if (random() % 40 == 0) text += ",more";
    text += random() % 30 == 0 ? "\r\n" : "\n";
    if (random() % 60 == 0) text += "\n";
  }
  return text;
}

std::string in_members(Codec codec, std::string_view text, uint64_t seed) {
  if (codec == Codec::kNone) return std::string(text);
  std::mt19937_64 random(seed);
  std::string stored;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, 1 + random() % 3000);
    stored += compress(codec, part);
    text.remove_prefix(part.size());
  }
  return stored;
}

void expect_same(const TableSink& one, const TableSink& other) {
  ASSERT_EQ(one.rows.size(), other.rows.size());
  for (size_t i = 0; i < one.rows.size(); ++i) ASSERT_EQ(one.rows[i], other.rows[i]) << i;
  EXPECT_EQ(one.places, other.places);
  EXPECT_EQ(one.errors, other.errors);
  EXPECT_EQ(one.others, other.others);
  EXPECT_EQ(one.counted, other.counted);
  EXPECT_EQ(one.bytes, other.bytes);
}

class CsvExtents : public testing::TestWithParam<Codec> {};

TEST_P(CsvExtents, CutAnywhereGiveWhatOneGives) {
  const TemporaryDirectory directory;
  for (const uint64_t seed : {1, 2, 3}) {
    const std::string stored = in_members(GetParam(), make_csv(seed, 2000, seed == 2), seed);
    const std::string path = directory.path() + "/table.csv";
    write_file(path, stored);
    const TableReading whole = read_table("csv", stored, path, Extent{});
    EXPECT_GT(whole.sink.rows.size(), 1999U);
    for (const uint64_t step : {997, 4096, 20011, 100003}) {
      SCOPED_TRACE(std::to_string(seed) + " cut every " + std::to_string(step));
      size_t repairs = 0;
      expect_same(read_table_in_extents("csv", stored, path, step, repairs), whole.sink);
      // Most guesses are good: on text with lines in quotes, some are not.
      EXPECT_LE(repairs * 10, stored.size() / step + 10);
    }
  }
}

TEST_P(CsvExtents, CutAnywhereOfAListOfUrls) {
  const TemporaryDirectory directory;
  std::string text;
  for (int i = 0; i < 3000; ++i)
    text += "https://example.org/" + std::to_string(i * 7919) + ".jpg\n";
  const std::string stored = in_members(GetParam(), text, 4);
  const std::string path = directory.path() + "/urls.txt";
  write_file(path, stored);
  const TableReading whole = read_table("urls", stored, path, Extent{});
  ASSERT_EQ(whole.sink.rows.size(), 3000U);
  EXPECT_EQ(whole.sink.rows[1],
            "row: name=https://example.org/7919.jpg host=example.org | url: "
            "https://example.org/7919.jpg");
  for (const uint64_t step : {997, 4096, 20011}) {
    size_t repairs = 0;
    expect_same(read_table_in_extents("urls", stored, path, step, repairs), whole.sink);
    EXPECT_LE(repairs, 1U);
  }
}

TEST_P(CsvExtents, DamageCostsOneRecordAndIsTold) {
  if (GetParam() == Codec::kNone) return;
  const TemporaryDirectory directory;
  constexpr size_t kRows = 2000;
  std::string text = "id,title,text\n";
  for (size_t i = 0; i < kRows; ++i) text += std::to_string(i * i) + ",a title,\"a text, short\"\n";
  std::string stored = in_members(GetParam(), text, 5);
  for (const size_t at : {stored.size() / 2, stored.size() / 3}) {
    for (size_t i = 0; i < 40; ++i) stored[at + i] ^= 0x55;
  }
  const std::string path = directory.path() + "/table.csv";
  write_file(path, stored);
  const TableReading damaged = read_table("csv", stored, path, Extent{});
  EXPECT_GE(damaged.sink.errors.size(), 1U);
  EXPECT_LT(damaged.sink.rows.size(), kRows + 400);
  EXPECT_GT(damaged.sink.rows.size() + 400, kRows);
  for (const uint64_t step : {997, 4096, 20011}) {
    SCOPED_TRACE(step);
    size_t repairs = 0;
    expect_same(read_table_in_extents("csv", stored, path, step, repairs), damaged.sink);
  }
}

TEST_P(CsvExtents, CutShortAtAnyLengthEnds) {
  const std::string stored = in_members(GetParam(), make_csv(6, 30, true), 6);
  for (size_t length = 0; length < stored.size(); ++length) {
    const TableReading reading =
        read_table("csv", std::string_view(stored).substr(0, length), "", Extent{}, "", 100);
    EXPECT_LE(reading.sink.rows.size(), 80U);
  }
}

INSTANTIATE_TEST_SUITE_P(Codecs, CsvExtents,
                         testing::Values(Codec::kNone, Codec::kGzip, Codec::kZstd, Codec::kLz4));

// Counting rows gives the numbers that handing all of them out gives.
TEST(Csv, CountedRowsCountAsTheyWouldHandedOut) {
  for (const uint64_t seed : {7, 8}) {
    const std::string text = make_csv(seed, 3000, false);
    const TableReading all = read_table("csv", text, "", Extent{});
    const TableReading few = read_table("csv", text, "", Extent{}, "stem");
    EXPECT_GT(few.sink.counted, 400U);
    EXPECT_EQ(few.sink.counted + few.sink.rows.size(), all.sink.rows.size());
    EXPECT_EQ(few.sink.bytes, all.sink.bytes);
    EXPECT_EQ(few.sink.media_types, all.sink.media_types);
    std::vector<std::string> with_stem;
    for (const std::string& row : all.sink.rows)
      if (row.find("stem") != row.npos) with_stem.push_back(row);
    std::vector<std::string> few_with_stem;
    for (const std::string& row : few.sink.rows)
      if (row.find("stem") != row.npos) few_with_stem.push_back(row);
    ASSERT_EQ(few_with_stem.size(), with_stem.size());
    for (size_t i = 0; i < with_stem.size(); ++i) {
      // The text, which has the stem, is as it was; the title may be left unread.
      EXPECT_EQ(few_with_stem[i].substr(few_with_stem[i].find(" | text")),
                with_stem[i].substr(with_stem[i].find(" | text")));
    }
  }
}

// With a license column every row is handed out, but not what nothing can be found in.
TEST(Csv, SilentColumnsAreSkipped) {
  const std::string text = make_csv(9, 1000, true);
  const TableSink all = read_table("csv", text, "", Extent{}).sink;
  const TableSink few = read_table("csv", text, "", Extent{}, "stem").sink;
  EXPECT_EQ(few.counted, 0U);
  EXPECT_EQ(few.rows.size(), all.rows.size());
  EXPECT_GT(few.skipped, 200U);
  EXPECT_EQ(few.bytes, all.bytes);
  EXPECT_EQ(few.places, all.places);
  for (size_t i = 0; i < all.rows.size(); ++i) {
    EXPECT_NE(few.rows[i].find(" | license = by-sa"), few.rows[i].npos);
    if (few.rows[i].find("(silent)") == few.rows[i].npos ||
        all.rows[i].find("stem") != all.rows[i].npos) {
      EXPECT_EQ(few.rows[i], all.rows[i]);
    }
  }
}

TEST(CsvGuess, LinesInQuotesAreNoRecords) {
  const CsvDialect dialect;
  const std::string row = "1,\"text, with\n1,2,3\nlines\",x\n";
  const std::string text = row + row + row + row + row;
  EXPECT_EQ(guess_record_begin(text, dialect, 3), row.size());
  EXPECT_EQ(guess_record_begin(text.substr(3), dialect, 3), row.size() - 3);
  EXPECT_EQ(guess_record_begin(text.substr(12), dialect, 3), row.size() - 12);
}

const Format* format_of(std::string_view text, std::string_view name) {
  MemorySource source(text);
  std::string head;
  return recognise(source, name, head).format;
}

std::string_view name_of(const Format* format) { return format == nullptr ? "" : format->name; }

TEST(CsvRecognise, ByNameAndContent) {
  EXPECT_EQ(name_of(format_of("a,b\n1,2\n", "x.csv")), "csv");
  EXPECT_EQ(name_of(format_of("a;b\n1;2\n", "x.CSV")), "csv");
  EXPECT_EQ(name_of(format_of("a\tb\n1\t2\n", "x.tab")), "tsv");
  EXPECT_EQ(name_of(format_of("a\tb\n1\t2\n", "x.csv")), "tsv");
  EXPECT_EQ(name_of(format_of(gzip("a\tb\n1\t2\n"), "x.tsv.gz")), "tsv");
  EXPECT_EQ(name_of(format_of("text\nHello, you\nthere\n", "x.csv")), "");
  EXPECT_EQ(name_of(format_of("text\nHello you\nthere\n", "x.csv")), "csv");
  EXPECT_EQ(
      name_of(format_of("This is no table, is it?\nNo, it is: not, at, all.\nA line\n", "x.csv")),
      "");
  EXPECT_EQ(name_of(format_of("a,b,c\n1,2\n3,4\n5,6,7\n8,9\n", "x.csv")), "csv");
  EXPECT_EQ(name_of(format_of("", "x.csv")), "");
  EXPECT_EQ(name_of(format_of(std::string("\xFF\xFE"
                                          "a\0,\0b\0\n\0",
                                          10),
                              "x.csv")),
            "");
  // A row longer than the look.
  EXPECT_EQ(name_of(format_of("id,text\n1,\"" + std::string(100000, 'x') + "\"\n", "x.csv")),
            "csv");
}

TEST(CsvRecognise, ByContentAlone) {
  std::string table = "ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL\n";
  EXPECT_EQ(name_of(format_of(table, "images")), "csv");
  table = "id,title,price,kind\n";
  for (int i = 0; i < 9; ++i) table += std::to_string(i) + ",A title,1.5,book\n";
  EXPECT_EQ(name_of(format_of(table, "table.txt")), "csv");
  EXPECT_EQ(name_of(format_of(table.substr(0, 80), "table.txt")), "");
  EXPECT_EQ(name_of(format_of(table + "one, more\n", "table.txt")), "");
}

TEST(UrlListRecognise, EveryLineIsAUrl) {
  EXPECT_EQ(name_of(format_of("https://a.org/1\nhttp://b.org/2\n", "urls.txt")), "urls");
  EXPECT_EQ(name_of(format_of("s3://a/1\r\n\r\nftp://b.org/2", "list")), "urls");
  EXPECT_EQ(name_of(format_of("https://a.org/1\n", "urls.txt")), "");
  EXPECT_EQ(name_of(format_of("https://a.org/1\nhttps://b.org/ 2\n", "urls.txt")), "");
  EXPECT_EQ(name_of(format_of("https://a.org/1\nb.org\n", "urls.txt")), "");
}

}  // namespace
}  // namespace licensus
