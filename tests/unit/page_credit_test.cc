#include "detect/page_credit.h"

#include <gtest/gtest.h>

namespace licensus {
namespace {

TEST(PageCredit, TitleAndAuthorOfAHead) {
  const Credit credit = read_page_credit(
      "<!DOCTYPE html><html><head><META NAME='Author' CONTENT='  M.  Tanaka '>"
      "<title>\n The tide &amp; its\ttables </title></head><body>words");
  EXPECT_EQ(credit.title, "The tide & its tables");
  EXPECT_EQ(credit.author, "M. Tanaka");
}

TEST(PageCredit, CharacterReferences) {
  EXPECT_EQ(
      read_page_credit("<title>&lt;a&gt; &#8212; &#x1F642; &quot;b&quot;&apos;&nbsp;c</title>")
          .title,
      "<a> \u2014 \U0001F642 \"b\"' c");
  EXPECT_EQ(read_page_credit("<title>&#0; &#xD800; &#99999999999; &#65 &bogus;</title>").title,
            "\uFFFD \uFFFD &#99999999999; &#65 &bogus;");
}

TEST(PageCredit, WhatIsNoAuthor) {
  EXPECT_EQ(read_page_credit("<meta name=author content='https://example.org/me'>").author, "");
  EXPECT_EQ(read_page_credit("<meta name=authority content=x><meta name=author>").author, "");
  EXPECT_EQ(read_page_credit("<body><meta name=author content=x><title>t</title>").title, "");
}

TEST(PageCredit, TheFirstOfEachAndNoMoreThanALimit) {
  const Credit credit = read_page_credit(
      "<title>a</title><svg><title>b</title></svg>"
      "<meta name=author content=c><meta name=author content=d>");
  EXPECT_EQ(credit.title, "a");
  EXPECT_EQ(credit.author, "c");
  const std::string long_title = "<title>" + std::string(9000, 'x') + "\u00e9</title>";
  EXPECT_EQ(read_page_credit(long_title).title.size(), kMaxCreditBytes);
  EXPECT_EQ(read_page_credit("<title>never closed").title, "never closed");
  EXPECT_EQ(read_page_credit("").title, "");
}

}  // namespace
}  // namespace licensus
