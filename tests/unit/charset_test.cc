#include "detect/charset.h"

#include <gtest/gtest.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <random>

namespace licensus {
namespace {

struct CharsetCase {
  const char* name;
  std::string declared;
  std::string body;
  std::string expected;
};

class CharsetOf : public testing::TestWithParam<CharsetCase> {};

TEST_P(CharsetOf, IsTheWebsReadingOfTheLabel) {
  EXPECT_EQ(charset_of(GetParam().declared, GetParam().body), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Labels, CharsetOf,
    testing::Values(
        CharsetCase{"utf8_needs_nothing", "utf-8", "\xEC\x96\xB4", ""},
        CharsetCase{"valid_utf8_wins_over_its_label", "euc-kr", "\xEC\x96\xB4", ""},
        CharsetCase{"ascii_needs_nothing", "windows-1251", "plain", ""},
        CharsetCase{"gb2312_means_gb18030", "GB2312", "\xB9\xAB", "gb18030"},
        CharsetCase{"latin1_means_windows_1252", "ISO-8859-1", "\xA9 2020", "windows-1252"},
        CharsetCase{"meta_charset", "", "<meta charset='euc-kr'>\xB0\xF8", "windows-949"},
        CharsetCase{
            "meta_http_equiv", "",
            "<meta http-equiv=Content-Type content=\"text/html; charset=Shift_JIS\">\x83\x6E",
            "windows-31j"},
        CharsetCase{"valid_utf8_wins_over_its_meta", "", "<meta charset=euc-kr>\xEC\x96\xB4", ""},
        CharsetCase{"meta_iso_2022_is_ascii_all_over", "",
                    "<meta charset=iso-2022-jp>\x1B$B$3$s\x1B(B", "iso-2022-jp"},
        CharsetCase{"meta_hz_late_in_the_head", "",
                    "<html>" + std::string(900, ' ') + "<meta charset=hz-gb-2312>~{<:Ky~}",
                    "hz-gb-2312"},
        CharsetCase{"no_ascii_page_is_utf32", "", "<meta charset=utf-32>plain", ""},
        CharsetCase{"a_label_ends_at_a_zero", "",
                    std::string("<meta charset=euc-kr\0x>\xB0\xF8", 25), "windows-949"},
        CharsetCase{"xml_declaration", "", "<?xml version='1.0' encoding='koi8-r'?><a>\xC1</a>",
                    "koi8-r"},
        CharsetCase{"header_wins_over_meta", "big5", "<meta charset=gbk>\xA4\xA4", "big5-hkscs"},
        CharsetCase{"mark_wins_over_header", "euc-kr",
                    std::string("\xFF\xFE"
                                "a\0b\0",
                                6),
                    "utf-16le"},
        CharsetCase{"utf16_by_its_zeros", "",
                    std::string("L\0i\0c\0e\0n\0s\0e\0 \0M\0I\0T\0!\0", 24), "utf-16le"},
        CharsetCase{"utf16be_by_its_zeros", "",
                    std::string("\0L\0i\0c\0e\0n\0s\0e\0 \0M\0I\0T\0!", 24), "utf-16be"}),
    [](const auto& test) { return test.param.name; });

TEST(CharsetConverter, MapsOffsetsBackToTheBytesOfTheSource) {
  // "가나 MIT" in EUC-KR: two bytes a syllable; in UTF-8 three.
  const std::string source = "\xB0\xA1\xB3\xAA MIT";
  CharsetConverter converter;
  std::string text;
  ASSERT_TRUE(converter.convert("windows-949", source, text));
  EXPECT_EQ(text, "가나 MIT");
  EXPECT_EQ(converter.source_offsets("windows-949", source, {0, 3, 7, 10}),
            (std::vector<uint64_t>{0, 2, 5, 8}));
}

TEST(CharsetConverter, MapsOffsetsOfUtf16) {
  const std::string source("a\0\xAC\x20z\0", 6);
  CharsetConverter converter;
  std::string text;
  ASSERT_TRUE(converter.convert("utf-16le", source, text));
  EXPECT_EQ(text, "a\u20ACz");
  EXPECT_EQ(converter.source_offsets("utf-16le", source, {1, 4, 5}),
            (std::vector<uint64_t>{2, 4, 6}));
}

TEST(CharsetConverter, SaysWhatItDoesNotKnow) {
  CharsetConverter converter;
  std::string text = "old";
  EXPECT_FALSE(converter.convert("no-such-charset", "x", text));
  EXPECT_TRUE(text.empty());
}

TEST(CharsetConverter, ConvertsMoreThanItsBuffers) {
  std::string source, expected;
  for (int i = 0; i < 100000; ++i) {
    source += "\xB0\xA1";
    expected += "가";
  }
  CharsetConverter converter;
  std::string text;
  ASSERT_TRUE(converter.convert("windows-949", source, text));
  EXPECT_EQ(text, expected);
}

// Runs of ASCII are copied; the measuring stick converts all at once.
TEST(CharsetConverter, AgreesWithTheWholeWhereAsciiIsCopied) {
  std::mt19937 random(5);
  const auto pick = [&](size_t n) { return random() % n; };
  CharsetConverter converter;
  for (const char* charset : {"windows-1251", "koi8-r", "iso-8859-2", "gb18030", "big5-hkscs",
                              "windows-949", "windows-31j", "euc-jp", "euc-tw", "iso-2022-jp",
                              "iso-2022-kr", "hz-gb-2312", "utf-16le", "utf-7", "macintosh"}) {
    for (int i = 0; i < 300; ++i) {
      std::string bytes;
      while (bytes.size() < 200) {
        for (size_t n = pick(9); n > 0; --n) bytes += static_cast<char>(0x80 + pick(0x80));
        for (size_t n = pick(2) * pick(60) + pick(4); n > 0; --n)
          bytes += static_cast<char>(pick(20) == 0 ? '\n' : ' ' + pick(95));
        if (pick(8) == 0) bytes += "\x81\x30\x81\x30";
      }
      bytes.resize(bytes.size() - pick(4));
      std::string text;
      ASSERT_TRUE(converter.convert(charset, bytes, text));
      std::string whole;
      icu::UnicodeString(bytes.data(), static_cast<int32_t>(bytes.size()), charset)
          .toUTF8String(whole);
      ASSERT_EQ(text, whole) << charset << ' ' << i;
    }
  }
}

// The measuring stick takes one byte after the other.
TEST(CharsetConverter, MapsOffsetsAsByteByByte) {
  std::mt19937 random(6);
  const auto pick = [&](size_t n) { return random() % n; };
  CharsetConverter converter;
  for (const char* charset : {"windows-1252", "gb18030", "big5-hkscs", "windows-949", "windows-31j",
                              "euc-jp", "utf-16be"}) {
    for (int i = 0; i < 100; ++i) {
      std::string bytes;
      while (bytes.size() < 300) {
        for (size_t n = pick(9); n > 0; --n) bytes += static_cast<char>(0x80 + pick(0x80));
        bytes.append(pick(60), 'x');
      }
      UErrorCode status = U_ZERO_ERROR;
      UConverter* const from = ucnv_open(charset, &status);
      std::vector<size_t> made{0};  // bytes of UTF-8, by bytes taken
      for (const char* at = bytes.data(); at < bytes.data() + bytes.size();) {
        std::array<UChar, 64> wide{};
        UChar* end = wide.data();
        const char* const next = at + 1;
        status = U_ZERO_ERROR;
        ucnv_toUnicode(from, &end, wide.data() + wide.size(), &at, next, nullptr,
                       next == bytes.data() + bytes.size(), &status);
        std::string narrow;
        icu::UnicodeString(wide.data(), static_cast<int32_t>(end - wide.data()))
            .toUTF8String(narrow);
        made.push_back(made.back() + narrow.size());
      }
      ucnv_close(from);
      std::vector<uint64_t> wanted, expected;
      for (size_t at = 0; at < made.back(); at += 1 + pick(40)) {
        wanted.push_back(at);
        expected.push_back(
            static_cast<uint64_t>(std::lower_bound(made.begin(), made.end(), at) - made.begin()));
      }
      ASSERT_EQ(converter.source_offsets(charset, bytes, wanted), expected) << charset << ' ' << i;
    }
  }
}

TEST(UnicodeEscapes, AreDecodedAndMappedBack) {
  const std::string source = R"({"a":"\uacf5\uacf5 \ud83d\ude00 \\u0041 \u0022 \ud800"})";
  std::string text;
  std::vector<EscapeShift> shifts;
  decode_unicode_escapes(source, text, shifts);
  EXPECT_EQ(text, "{\"a\":\"공공 😀 \\\\u0041 \\u0022 \\ud800\"}");
  ASSERT_EQ(shifts.size(), 3U);
  EXPECT_EQ(shifts[0].offset + shifts[0].shift, source.find("\\uacf5") + 6);
  EXPECT_EQ(shifts[2].offset + shifts[2].shift, source.find(" \\\\u0041"));
}

TEST(UnicodeEscapes, AreCountedByShare) {
  EXPECT_TRUE(mostly_unicode_escapes(R"("\uacf5\uacf5\ub204\ub9ac")"));
  EXPECT_FALSE(mostly_unicode_escapes(std::string(1000, 'x') + R"(\u00e9)"));
  EXPECT_FALSE(mostly_unicode_escapes("{}"));
}

}  // namespace
}  // namespace licensus
