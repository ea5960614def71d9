// XML dumps: records of each dialect, extents, damage.
#include "formats/xml_dumps.h"

#include <random>

#include "formats/xml_cursor.h"
#include "table_support.h"

namespace licensus {
namespace {

using Rows = std::vector<std::string>;

constexpr std::string_view kHead =
    "<?xml version='1.0'?>\n<mediawiki xmlns=\"x\" version=\"0.11\">\n<siteinfo>a</siteinfo>\n";

TableSink read(std::string_view format, std::string_view stored, size_t step = SIZE_MAX) {
  return read_table(format, stored, "", {}, "", step).sink;
}

TEST(XmlDumps, WikiPagesAreTheirLastRevision) {
  const TableSink sink = read(
      "mediawiki",
      std::string(kHead) +
          "  <page>\n<title>A &amp; B</title><id>1</id><revision><timestamp>2026-01-01T00:00:00Z"
          "</timestamp><text>old</text></revision><revision><timestamp>2026-01-02T00:00:00Z</"
          "timestamp>"
          "<text xml:space='preserve'>x &lt;b&gt; &#65;&#x42; "
          "&nbsp;\r\ny</text></revision></page>\n"
          "<page><title>Empty</title><revision><text deleted='deleted' /></revision></page>\n"
          "</mediawiki>\n");
  ASSERT_EQ(sink.rows.size(), 2U);
  EXPECT_EQ(sink.rows[0], "row: name=A & B date=2026-01-02T00:00:00Z | text: x <b> AB &nbsp;\ny");
  EXPECT_EQ(sink.rows[1], "row: name=Empty | text: ");
}

TEST(XmlDumps, StackExchangeRowsAreTheirAttributes) {
  const TableSink sink =
      read("stackexchange",
           "<posts>\n<row Id=\"1\" Body=\"&lt;p&gt;a > b&lt;/p&gt;\" Title='x' ContentLicense=\"CC "
           "BY-SA 3.0\""
           " CreationDate=\"2012-01-02T03:04:05.678\" />\n<row Id=\"2\" Body=\"\"/></posts>");
  EXPECT_EQ(
      sink.rows,
      (Rows{
          "row: date=2012-01-02T03:04:05.678 | Body: <p>a > b</p> | ContentLicense = CC BY-SA 3.0",
          "row: | Body: "}));
  EXPECT_TRUE(sink.errors.empty());
}

TEST(XmlDumps, ArticlesAreTheirText) {
  const TableSink sink =
      read("jats",
           "<article article-type='x'><title>On <i>t</i></title><license "
           "xlink:href='http://l/1'><license_ref>http://l/2</license_ref></license>"
           "<p>&boom; &amp;</p></article>");
  ASSERT_EQ(sink.rows.size(), 1U);
  EXPECT_NE(sink.rows[0].find("On t"), std::string::npos) << sink.rows[0];
  EXPECT_NE(sink.rows[0].find("&boom; &"), std::string::npos) << sink.rows[0];
}

TEST(XmlDumps, AreToldByTheirRoot) {
  const auto look = [](std::string_view text) {
    return Look{.decoded = text, .whole = true, .name = "x"};
  };
  EXPECT_TRUE(is_mediawiki(look(kHead)));
  EXPECT_TRUE(is_mediawiki(look("<!-- <posts> --><!DOCTYPE x [<!ENTITY a \">\">]>\n<mediawiki>")));
  EXPECT_TRUE(is_stack_exchange(look("<?xml?>\n<posts>\n  <row Id='1'/>")));
  EXPECT_FALSE(is_stack_exchange(look("<posts><post/></posts>")));
  EXPECT_TRUE(is_jats(look("<article xmlns:a='b' article-type='c'>")));
  EXPECT_FALSE(is_jats(look("<html><article>")));
  EXPECT_FALSE(is_mediawiki(look("mediawiki")));
}

TEST(XmlDumps, DamageIsToldAndCostsItsRecord) {
  const std::string page = "<page><title>t</title><revision><text>w</text></revision></page>\n";
  const TableSink unclosed = read(
      "mediawiki", std::string(kHead) + page + "<page><title>u</title>" + page + "</mediawiki>");
  EXPECT_EQ(unclosed.rows.size(), 2U);
  EXPECT_EQ(unclosed.errors.size(), 1U);
  const std::string whole = std::string(kHead) + page + page + "</mediawiki>\n";
  for (size_t bytes = kHead.size(); bytes + 2 < whole.size(); ++bytes) {
    const TableSink cut = read("mediawiki", std::string_view(whole).substr(0, bytes));
    EXPECT_EQ(cut.errors.size(), 1U) << bytes;
  }
  EXPECT_TRUE(read("mediawiki", whole).errors.empty());
  EXPECT_EQ(read("mediawiki", "<?xml version='1.0' encoding='UTF-16'?><mediawiki></mediawiki>")
                .errors.size(),
            1U);
}

std::string random_pages(uint64_t seed, size_t count) {
  std::mt19937_64 random(seed);
  std::string text(kHead);
  for (size_t i = 0; i < count; ++i) {
    text += "  <page>\n    <title>" + std::to_string(i) + "</title><revision><text>";
    for (size_t words = random() % 40; words > 0; --words)
      text += random() % 5 == 0 ? "&lt;page&gt;" : "word ";
    text += "</text></revision>\n  </page>\n";
  }
  return text + "</mediawiki>\n";
}

class XmlCodecs : public testing::TestWithParam<Codec> {};

TEST_P(XmlCodecs, ExtentsGiveWhatOneReadGives) {
  const std::string text = random_pages(1, 150);
  std::mt19937_64 random(2);
  std::string stored;
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = 1 + random() % 1500;
    stored += compress(GetParam(), std::string_view(text).substr(at, bytes));
    at += bytes;
  }
  const TableSink whole = read("mediawiki", stored, 999);
  EXPECT_EQ(whole.rows.size(), 150U);
  EXPECT_TRUE(whole.errors.empty());
  for (const uint64_t step : {200U, 1000U, 7000U}) {
    size_t repairs = 0;
    const TableSink cut = read_table_in_extents("mediawiki", stored, "", step, repairs);
    EXPECT_EQ(cut.rows, whole.rows) << step;
    EXPECT_EQ(cut.places, whole.places) << step;
    EXPECT_TRUE(cut.errors.empty()) << step;
  }
}

INSTANTIATE_TEST_SUITE_P(Codecs, XmlCodecs,
                         testing::Values(Codec::kNone, Codec::kGzip, Codec::kZstd, Codec::kBzip2));

TEST(XmlCursor, UnescapesNothingButWhatXmlHas) {
  std::string out;
  append_unescaped("&lt;&gt;&amp;&quot;&apos;&#233;&#x1F642;&nbsp;&#0;&#xD800;&;&", out);
  EXPECT_EQ(out, "<>&\"'\xC3\xA9\xF0\x9F\x99\x82&nbsp;&#0;&#xD800;&;&");
}

}  // namespace
}  // namespace licensus
