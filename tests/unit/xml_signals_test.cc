#include "detect/xml_signals.h"

#include <gtest/gtest.h>

#include "detect/metadata_values.h"

namespace licensus {
namespace {

using Words = std::vector<std::string>;

Words said(const std::string& xml) {
  std::vector<Signal> signals;
  read_xml_signals(xml, signals);
  Words words;
  for (const Signal& signal : signals) words.push_back(signal.signal + " " + signal.value);
  return words;
}

std::string rsl(const std::string& licenses) {
  return "<rsl xmlns='https://rslstandard.org/rsl'><content url='/'>" + licenses +
         "</content></rsl>";
}

TEST(XmlSignals, RslSaysWhatItPermitsAndProhibits) {
  EXPECT_EQ(said(rsl("<license><permits type='usage'>search, ai-index</permits></license>")),
            (Words{"rsl ai-index=permitted", "rsl search=permitted"}));
  EXPECT_EQ(said(rsl("<license><permits>all</permits><permits type='geo'>EU</permits></license>")),
            (Words{"rsl all=permitted", "rsl geo:EU=permitted"}));
  EXPECT_EQ(said(rsl("<license><payment type='Purchase'/></license>")),
            Words{"rsl payment=purchase"});
  EXPECT_EQ(said(rsl("<license/>")), Words{});
}

TEST(XmlSignals, WhatIsProhibitedIsNotPermittedByTheSameLicense) {
  EXPECT_EQ(said(rsl("<license><permits type='usage'>ai-train search</permits>"
                     "<prohibits type='usage'>ai-train</prohibits></license>"
                     "<license><permits type='usage'>ai-train</permits></license>")),
            (Words{"rsl ai-train=prohibited", "rsl search=permitted", "rsl ai-train=permitted"}));
}

TEST(XmlSignals, OtherNamespacesSayNothing) {
  EXPECT_EQ(
      said("<rsl xmlns='https://example.org/rsl'><license><permits>all</permits></license></rsl>"),
      Words{});
  EXPECT_EQ(said("<package xmlns='http://www.idpf.org/2007/opf'><metadata>"
                 "<meta name='cover' content='1'/></metadata></package>"),
            Words{});
}

TEST(XmlSignals, EpubsOfBothVersionsReserve) {
  EXPECT_EQ(said("<package xmlns='http://www.idpf.org/2007/opf'><metadata>"
                 "<meta name='tdm:reservation' content='1'/></metadata></package>"),
            Words{"tdm-reservation 1"});
  EXPECT_EQ(said("<package xmlns='http://www.idpf.org/2007/opf'><metadata>"
                 "<meta property='tdm:reservation'>0</meta></metadata></package>"),
            Words{"tdm-reservation 0"});
  EXPECT_EQ(said("<package xmlns='http://www.idpf.org/2007/opf'><metadata>"
                 "<meta property='tdm:reservation'>yes</meta></metadata></package>"),
            Words{});
}

TEST(XmlSignals, DamageIsToldAndWhatComesBeforeIsRead) {
  std::vector<Signal> signals;
  EXPECT_NE(read_xml_signals(rsl("<license><permits>all</permits></license>") + "<", signals), "");
  EXPECT_EQ(signals.size(), 1U);
  EXPECT_NE(read_xml_signals("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", signals), "");
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<a>";
  EXPECT_EQ(read_xml_signals(deep, signals), "elements nest too deep");
}

TEST(XmlSignals, DocumentsAreKnownByTheirBegin) {
  const std::string head = rsl("<license/>");
  EXPECT_TRUE(may_hold_xml_signals("license.xml", head));
  EXPECT_TRUE(may_hold_xml_signals("x", "\xEF\xBB\xBF\n<?xml version='1.0'?>" + head));
  EXPECT_FALSE(may_hold_xml_signals("readme.md", "See " + head));
  EXPECT_FALSE(may_hold_xml_signals("a.xml", "<a/>"));
  EXPECT_FALSE(may_hold_xml_signals("a.xml", "<package xmlns='http://www.idpf.org/2007/opf'/>"));
  EXPECT_TRUE(may_hold_xml_signals("a.opf", "<package xmlns='http://www.idpf.org/2007/opf'/>"));
}

// "path=value" of each value.
Words values(Syntax syntax, std::string_view text) {
  Words words;
  for_each_value(syntax, text, [&](std::string_view path, std::string_view value, ValueSpan) {
    words.push_back(std::string(path) + "=" + std::string(value));
  });
  return words;
}

TEST(MetadataPaths, SayWhichFilesALicenseIsOf) {
  EXPECT_EQ(
      values(Syntax::kDebian,
             "Format: x\nLicense: A\n\nFiles: src/*\n doc/*\nCopyright: y\nLicense: B\n text\n\n"
             "License: B\n text\n"),
      (Words{"license=A", "files[src/* doc/*].license=B"}));
  EXPECT_EQ(values(Syntax::kToml,
                   "[[annotations]]\nlicense = 'A'\npath = ['a/**', 'b']\n[[annotations]]\n"
                   "path = 'c'\nlicense = 'B'\n[table]\npath = 'd'\n"),
            (Words{"annotations[a/** b].license=A", "annotations[a/** b].path=a/**",
                   "annotations[a/** b].path=b", "annotations[c].path=c",
                   "annotations[c].license=B", "table.path=d"}));
  EXPECT_EQ(without_selectors("files[src/* doc/*].license"), "files.license");
  EXPECT_EQ(without_selectors("a[b"), "a");
}

TEST(MetadataPaths, StringsOfRubyAreTakenAlsoFromLists) {
  EXPECT_EQ(
      values(Syntax::kRuby, "s.a = 'x' # 'no'\ns.b=[\"y\",\n 'z',\n]\n  s.c = %w(u v)\nd = 'w'\n"),
      (Words{"a=x", "b=y", "b=z", "c=u", "c=v"}));
  EXPECT_EQ(values(Syntax::kRuby, "s.a = [\ns.b = ['x\n"), Words{});
}

}  // namespace
}  // namespace licensus
