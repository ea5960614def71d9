#include "detect/text/tokenizer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "detect/text/token_table_builder.h"

namespace licensus {

void PrintTo(const Token& token, std::ostream* out) {
  *out << fmt::format("[{},{}) {} {}", token.begin, token.end, token.id, token.is_short);
}

namespace {

// A table with the bytes that it views.
class Words {
 public:
  explicit Words(const std::vector<std::pair<std::string, TokenValue>>& words)
      : arrays_(build_token_table(words, long_words_)) {}
  TokenTable table() const { return arrays_.view(long_words_); }

 private:
  std::string long_words_;
  TokenTableArrays arrays_;
};

const std::string kFifteen = "abcdefghijklmno";
const std::string kSixteen = "abcdefghijklmnop";
const std::string kLong = std::string(200, 'q') + "\xC3\xA9";

const Words& known_words() {
  static const Words words({{"a", {1, true}},
                            {"license", {2, false}},
                            {"licence", {2, false}},
                            {"gpl2+", {3, false}},
                            {"42", {4, true}},
                            {"h1", {kStopword, false}},
                            {kFifteen, {5, false}},
                            {kSixteen, {6, false}},
                            {kLong, {7, false}},
                            {"\xC3\xA9t\xC3\xA9", {8, false}},  // été
                            {"\xCE\xBF\xCF\x82", {9, false}},   // ος
                            {"\xCF\x83", {10, true}},           // σ
                            {"i", {11, true}},
                            {"istanbul", {12, false}},
                            {"stanbul", {13, false}}});
  return words;
}

std::vector<Token> fast(std::string_view text) {
  std::vector<Token> tokens;
  tokenize(text, known_words().table(), tokens);
  return tokens;
}

std::vector<Token> plain(std::string_view text) {
  std::vector<Token> tokens;
  tokenize_plainly(text, known_words().table(), tokens);
  return tokens;
}

// The words of a text, cut where the tokens say, each with its number.
std::string cut(std::string_view text) {
  std::string cut;
  for (const Token& token : fast(text)) {
    cut += text.substr(token.begin, token.end - token.begin);
    cut += token.id == kUnknownToken ? "=? "
           : token.id == kStopword   ? "=stop "
                                     : fmt::format("={} ", token.id);
  }
  return cut;
}

TEST(Tokenizer, CutsAtWhatIsNeitherLetterNorDigit) {
  EXPECT_EQ(cut("A LICENSE, a-License_licence(42)!"),
            "A=1 LICENSE=2 a=1 License=2 licence=2 42=4 ");
  EXPECT_EQ(cut(""), "");
  EXPECT_EQ(cut(" \n.-_+"), "");
  EXPECT_EQ(cut("<h1>a</H1>"), "h1=stop a=1 H1=stop ");
}

TEST(Tokenizer, TakesOnePlusInsideOrBehindAWord) {
  EXPECT_EQ(cut("GPL2+ gpl2+a a+b+c a++ ++a c++11"),
            "GPL2+=3 gpl2+a=? a+b=? c=? a+=? a=1 c+=? 11=? ");
}

TEST(Tokenizer, LongWordsAreComparedWhole) {
  EXPECT_EQ(cut(kFifteen + " " + kSixteen + " " + kSixteen + "x " + kLong),
            kFifteen + "=5 " + kSixteen + "=6 " + kSixteen + "x=? " + kLong + "=7 ");
  const std::string endless(1000, 'x');
  EXPECT_EQ(cut(endless + " a"), endless + "=? a=1 ");
  EXPECT_EQ(cut(endless + "\xC3\xA9 a"), endless + "\xC3\xA9=? a=1 ");
}

TEST(Tokenizer, LowersAsUnicodeDoes) {
  EXPECT_EQ(cut("\xC3\x89T\xC3\x89 x\xCC\x81y"),
            "\xC3\x89T\xC3\x89=8 x=? y=? ");  // ÉTÉ; a combining mark
  EXPECT_EQ(cut("\xCE\x9F\xCE\xA3 \xCE\xA3"), "\xCE\x9F\xCE\xA3=9 \xCE\xA3=10 ");     // ΟΣ, Σ
  EXPECT_EQ(cut("\xC4\xB0stanbul Istanbul"), "\xC4\xB0=11 stanbul=13 Istanbul=12 ");  // İstanbul
  EXPECT_EQ(cut("42\xC2\xB2 \xE6\xB3\x95\xE3\x80\x82\xE5\xBE\x8B"),
            "42\xC2\xB2=? \xE6\xB3\x95=? \xE5\xBE\x8B=? ");
}

TEST(Tokenizer, BytesThatAreNoUtf8Separate) {
  EXPECT_EQ(cut("a\xFF"
                "a a\xE2\x82"
                "a \xC3"),
            "a=1 a=1 a=1 a=1 ");
}

TEST(Tokenizer, AppendsToWhatIsThere) {
  std::vector<Token> tokens = {{7, 8, 9, 0}};
  tokenize("a", known_words().table(), tokens);
  EXPECT_EQ(tokens, (std::vector<Token>{{7, 8, 9, 0}, {0, 1, 1, 1}}));
}

TEST(Tokenizer, KnowsNothingWithoutATable) {
  std::vector<Token> tokens;
  tokenize("license", TokenTable(), tokens);
  EXPECT_EQ(tokens, (std::vector<Token>{{0, 7, kUnknownToken, 0}}));
}

TEST(Tokenizer, WordsAreThoseOfTheTokens) {
  const std::string text = "The GPL2+ \xC3\x89T\xC3\x89, \xC4\xB0stanbul " + kSixteen;
  const auto tokens = fast(text);
  const auto words = cut_words(text);
  ASSERT_EQ(words.size(), tokens.size());
  for (size_t i = 0; i < words.size(); ++i) {
    EXPECT_EQ(words[i].begin, tokens[i].begin);
    EXPECT_EQ(words[i].end, tokens[i].end);
    EXPECT_EQ(known_words().table().find(words[i].lower).id, tokens[i].id) << words[i].lower;
  }
  EXPECT_EQ(words[1].lower, "gpl2+");
  EXPECT_EQ(words[2].lower, "\xC3\xA9t\xC3\xA9");
}

// The fast way against the definition, on texts of all lengths around blocks and chunks.
class TokenizerDifferential : public ::testing::TestWithParam<unsigned> {};

TEST_P(TokenizerDifferential, AgreesWithThePlainWay) {
  std::mt19937 random(GetParam());
  const std::vector<std::string> pieces = {"a",
                                           "License",
                                           "licence",
                                           "GPL2+",
                                           "42",
                                           "h1",
                                           " ",
                                           " ",
                                           "\n",
                                           "+",
                                           "_",
                                           "-",
                                           "'",
                                           ".",
                                           kFifteen,
                                           kSixteen,
                                           kLong,
                                           "\xC3\x89",
                                           "\xC3\xA9",
                                           "\xCE\xA3",
                                           "\xCF\x83",
                                           "\xCE\x9F",
                                           "\xC4\xB0",
                                           "\xCC\x81",
                                           "\xC2\xB2",
                                           "\xE2\x82\xAC",
                                           "\xE6\xB3\x95",
                                           "\xF0\x9F\x98\x80",
                                           "\xFF",
                                           "\xE2\x82",
                                           "\x80",
                                           std::string(1, '\0'),
                                           std::string(61, 'w'),
                                           std::string(64, ' ')};
  for (int round = 0; round < 200; ++round) {
    std::string text;
    const size_t size =
        std::uniform_int_distribution<size_t>(0, round % 10 == 0 ? 9000 : 300)(random);
    while (text.size() < size) text += pieces[random() % pieces.size()];
    ASSERT_EQ(fast(text), plain(text)) << testing::PrintToString(text);
  }
}

TEST_P(TokenizerDifferential, AgreesOnAnyBytes) {
  std::mt19937 random(GetParam());
  for (int round = 0; round < 200; ++round) {
    std::string text(random() % 300, ' ');
    for (char& c : text) c = static_cast<char>(random());
    ASSERT_EQ(fast(text), plain(text)) << testing::PrintToString(text);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, TokenizerDifferential, ::testing::Range(0U, 8U));

// Each code point alone and within a word.
TEST(Tokenizer, AgreesOnEveryCodePoint) {
  std::string text;
  for (uint32_t c = 0x80; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string point;
    if (c < 0x800) {
      point = {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
    } else if (c < 0x10000) {
      point = {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
               static_cast<char>(0x80 | (c & 63))};
    } else {
      point = {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 63)),
               static_cast<char>(0x80 | (c >> 6 & 63)), static_cast<char>(0x80 | (c & 63))};
    }
    text += point + " x" + point + "Y\n";
    if (text.size() < 8000 && c != 0x10FFFF) continue;
    ASSERT_EQ(fast(text), plain(text)) << c;
    text.clear();
  }
}

}  // namespace
}  // namespace licensus
