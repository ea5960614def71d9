// Text and the tokens it must become, side by side; then damaged text.
#include "detect/html_tokens.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace licensus {
namespace {

constexpr uint64_t kA = name_key("a");
static_assert(kA == name_key("A"));
static_assert(name_key("textarea") == name_key("TextArea"));
static_assert(name_key("blockquote") == name_key("BlockQuote"));
static_assert(name_key("a") != name_key("ab"));

// Each token in brackets: T text, R raw text, S start tag (with values), E end tag, C comment.
std::string tokens_of(std::string_view html, bool foreign = false) {
  HtmlTokens tokens(html);
  tokens.set_foreign(foreign);
  HtmlToken token;
  std::string out;
  size_t end = 0;
  while (tokens.next(token)) {
    EXPECT_EQ(end, token.start);  // no byte is lost, none is read twice
    EXPECT_LT(token.start, token.end);
    end = token.end;
    constexpr std::string_view kLetters = "TRSEC";
    out += '[';
    out += kLetters[static_cast<size_t>(token.type)];
    out += ' ';
    if (token.type == HtmlToken::Type::kStartTag) {
      HtmlTag tag;
      read_tag(html.substr(token.start, token.end - token.start), tag);
      for (const HtmlAttribute& attribute : tag.attributes) {
        out += '(' + std::string(attribute.value) + ')';
      }
      if (token.self_closing) out += '/';
    } else if (token.type != HtmlToken::Type::kEndTag) {
      out += html.substr(token.start, token.end - token.start);
    }
    out += ']';
  }
  EXPECT_EQ(html.size(), end);
  return out;
}

TEST(HtmlTokens, Table) {
  struct Case {
    std::string_view html, expected;
  };
  const Case cases[] = {
      {"", ""},
      {"text", "[T text]"},
      {"a<b>c</b>d", "[T a][S ][T c][E ][T d]"},
      {"a < b", "[T a < b]"},
      {"a <3 b <", "[T a <3 b <]"},
      {"<", "[T <]"},
      {"</", "[T </]"},
      {"<<a>", "[T <][S ]"},
      // Attributes in any quoting.
      {"<a href=\"x\" b='y' c=z d>", "[S (x)(y)(z)()]"},
      {"<a\thref = \"x\"\n\tb\t=\t'y'>", "[S (x)(y)]"},
      {"<a href=\"x>y\" b='\"'>", "[S (x>y)(\")]"},
      {"<a href=\"\">", "[S ()]"},
      {"<a href=>", "[S ()]"},
      {"<a href=/x/>", "[S (/x/)/]"},
      {"<a b=\"1\"c=\"2\">", "[S (1)(2)]"},
      {"<a =x>", "[S ()]"},
      {"<a / b / >", "[S ()]"},
      {"<br/><br />", "[S /][S /]"},
      // End tags, real and bogus.
      {"</a b=\"c\">", "[E ]"},
      {"</>x", "[C </>][T x]"},
      {"</ x>y", "[C </ x>][T y]"},
      // Comments and their odd ends.
      {"<!-- a -- > b -->c", "[C <!-- a -- > b -->][T c]"},
      {"<!-->a", "[C <!-->][T a]"},
      {"<!--->a", "[C <!--->][T a]"},
      {"<!-- a --!>b", "[C <!-- a --!>][T b]"},
      {"<!-- a > b", "[C <!-- a > b]"},
      {"<!doctype html>x", "[C <!doctype html>][T x]"},
      {"<?xml version='1'?>x", "[C <?xml version='1'?>][T x]"},
      {"<![CDATA[a>b]]>", "[C <![CDATA[a>][T b]]>]"},
      // Raw text.
      {"<script>a<b></script>c", "[S ][R a<b>][E ][T c]"},
      {"<script></script>", "[S ][E ]"},
      {"<SCRIPT>a</script >b", "[S ][R a][E ][T b]"},
      {"<script>'</scripts>'</script>", "[S ][R '</scripts>'][E ]"},
      {"<title>a<!--</title>b", "[S ][R a<!--][E ][T b]"},
      {"<textarea><p></textarea>", "[S ][R <p>][E ]"},
      {"<style>a</script></style>", "[S ][R a</script>][E ]"},
      {"<script>a</script", "[S ][R a</script]"},
      {"<plaintext>a</plaintext>", "[S ][R a</plaintext>]"},
      // Cut off.
      {"x<a href=\"y", "[T x][T <a href=\"y]"},
      {"x<a href", "[T x][T <a href]"},
      {"x<a href=", "[T x][T <a href=]"},
      {"x<a href=y", "[T x][T <a href=y]"},
      {"x<a", "[T x][T <a]"},
  };
  for (const Case& c : cases) EXPECT_EQ(c.expected, tokens_of(c.html)) << c.html;
}

TEST(HtmlTokens, NulBytes) {
  using namespace std::string_view_literals;
  EXPECT_EQ("[T a\0b][S (x\0y)][T z]"sv, tokens_of("a\0b<a\0 href='x\0y'>z"sv));
}

TEST(HtmlTokens, InForeignContent) {
  EXPECT_EQ("[T <![CDATA[a<b>]]>][S ]", tokens_of("<![CDATA[a<b>]]><p>", true));
  EXPECT_EQ("[S ][T a][S ][E ]", tokens_of("<title>a<b></title>", true));
  EXPECT_EQ("[T <![CDATA[a]", tokens_of("<![CDATA[a", true));
}

TEST(HtmlTokens, AttributesBeyondTheLimitAreReadOver) {
  std::string html = "<a";
  for (int i = 0; i < 1000; ++i) html += " b=c";
  html += " href='x'>y";
  HtmlTokens tokens(html);
  HtmlToken token;
  ASSERT_TRUE(tokens.next(token));
  HtmlTag tag;
  read_tag(html, tag);
  EXPECT_EQ(HtmlTag::kMaxAttributes, tag.attributes.size());
  ASSERT_TRUE(tokens.next(token));
  EXPECT_EQ("y", html.substr(token.start));
}

TEST(HtmlTokens, FirstAttributeOfANameCounts) {
  HtmlTag tag;
  read_tag("<a HREF=1 href=2>", tag);
  EXPECT_EQ("1", tag.get(name_key("href")));
  EXPECT_EQ(nullptr, tag.find(name_key("rel")));
}

// Random text of what HTML is made of: the tokens always cover it, in order.
TEST(HtmlTokens, DamagedText) {
  constexpr std::string_view kPieces[] = {
      "<",       ">",        "/",         "=",     "\"", "'",          " ",
      "a",       "<a ",      "</a>",      "!",     "--", "<!--",       "-->",
      "script",  "?",        "<![CDATA[", "]]>",   "&",  "\n",         "<p",
      "<script", "</script", "<title",    "href=", "\t", "</textarea", "<textarea>"};
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    std::string html;
    for (size_t i = random() % 30; i > 0; --i) html += kPieces[random() % std::size(kPieces)];
    tokens_of(html, random() % 4 == 0);
    ASSERT_FALSE(HasFailure()) << html;
  }
}

// Texts of less than 64 bytes are read in the plain way, what stands before so many in the fast
// one: the same tokens for each piece alone and for all together.
TEST(HtmlTokens, FastAsPlain) {
  constexpr std::string_view kPieces[] = {"<p>",
                                          "</p>",
                                          "<a href=\"b>c\" d='e'>",
                                          "text",
                                          " < ",
                                          "<blockquote class=x>",
                                          "</a >",
                                          "<br/>",
                                          "<img alt=\"it's\" src='a.png'>",
                                          "<my-tag x>",
                                          "<H1\nID=\"y\">",
                                          "<!-- a > b -->",
                                          "<!doctype>",
                                          "</ >",
                                          "<script>a<b</script>",
                                          "&lt;",
                                          "<a:b c=d>",
                                          "<span title='\"' >"};
  const std::string padding(200, 'x');
  std::mt19937 random(11);
  for (int round = 0; round < 5'000; ++round) {
    std::string plain;
    std::string html;
    bool text = false;  // text beside text would be one token
    for (size_t i = random() % 40; i > 0; --i) {
      const std::string_view piece = kPieces[random() % std::size(kPieces)];
      const bool is_text = piece.find("<") == piece.npos || piece == " < ";
      if (is_text && text) continue;
      text = is_text;
      html += piece;
      plain += tokens_of(piece);
    }
    html += "<p>";
    ASSERT_EQ(plain + "[S ][T " + padding + "]", tokens_of(html + padding)) << html;
  }
}

}  // namespace
}  // namespace licensus
