#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>

#include "detect/c2pa.h"
#include "detect/detector.h"
#include "detect/embedded_rights.h"
#include "detect/xmp.h"
#include "real_rules.h"

namespace licensus {
namespace {

std::string file(const std::string& name) {
  std::ifstream in(LICENSUS_TEST_DATA "/media/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Detection detect(std::string_view body) {
  return Detector::Session(real_detector()).detect({.name = "a.jpg", .body = body});
}

// "space name=value" without the names' beginnings, in order.
std::vector<std::string> xmp_values(std::string_view packet) {
  std::vector<std::string> values;
  for_each_xmp_value(packet, [&](const XmpValue& said) {
    std::string_view space = said.space;
    while (space.ends_with('/') || space.ends_with('#')) space.remove_suffix(1);
    values.push_back(std::string(space.substr(space.rfind('/') + 1)) + " " +
                     std::string(said.name) + "=" + std::string(said.value));
  });
  return values;
}

using Words = std::vector<std::string>;

std::string packet(std::string_view inner) {
  return "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
         "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:cc='http://creativecommons.org/ns#'>" +
         std::string(inner) + "</rdf:RDF>";
}

TEST(Xmp, PropertiesAreReadInEachForm) {
  EXPECT_EQ(xmp_values(packet("<rdf:Description cc:license='A'/>")), Words{"ns license=A"});
  EXPECT_EQ(xmp_values(packet("<rdf:Description><cc:license>A</cc:license></rdf:Description>")),
            Words{"ns license=A"});
  EXPECT_EQ(xmp_values(packet("<rdf:Description><cc:license rdf:resource='A'/></rdf:Description>")),
            Words{"ns license=A"});
  EXPECT_EQ(xmp_values(packet("<rdf:Description><dc:rights><rdf:Alt><rdf:li xml:lang='en'>A"
                              "</rdf:li><rdf:li>B</rdf:li></rdf:Alt></dc:rights>"
                              "</rdf:Description>")),
            (Words{"1.1 rights=A", "1.1 rights=B"}));
}

TEST(Xmp, StructuresSpeakOfOtherThings) {
  EXPECT_EQ(xmp_values(packet("<rdf:Description><dc:relation><rdf:Description cc:license='A'>"
                              "<dc:rights>B</dc:rights></rdf:Description></dc:relation>"
                              "</rdf:Description>")),
            Words{});
}

TEST(Xmp, PacketsAreFoundAmongBytes) {
  const std::string first = packet("<rdf:Description cc:license='A'/>");
  const std::string wrapped = "<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + first + "</x:xmpmeta>";
  const std::string bytes =
      std::string("\xFF\xD8<\0", 4) + first + "\x80" + wrapped + first.substr(0, 90);
  size_t at = 0;
  EXPECT_EQ(next_xmp_packet(bytes, at), first);
  EXPECT_EQ(next_xmp_packet(bytes, at), wrapped);
  EXPECT_EQ(next_xmp_packet(bytes, at), "");
  EXPECT_EQ(at, bytes.size());
}

TEST(EmbeddedRights, OnlyFilesThatCarryThemAreLookedAt) {
  const std::string photo = file("photo.jpg");
  const Detection found = detect(photo);
  EXPECT_TRUE(found.text);
  EXPECT_EQ(found.verdict.license, "CC-BY-SA-4.0");
  EXPECT_EQ(found.credit.title, "The harbour");
  EXPECT_EQ(found.credit.author, "A. Photographer");
  const Detection other = detect(
      "\x7F"
      "ELF" +
      photo);
  EXPECT_FALSE(other.text);
  EXPECT_TRUE(other.findings.empty());
}

TEST(EmbeddedRights, FindingsStandAtTheirElement) {
  const std::string photo = file("photo.jpg");
  const Detection found = detect(photo);
  ASSERT_EQ(found.findings.size(), 1U);
  const auto start = static_cast<size_t>(found.findings[0].start);
  EXPECT_EQ(photo.substr(start, 24), "<xmpRights:WebStatement>");
  EXPECT_EQ(photo.substr(static_cast<size_t>(found.findings[0].end), 25),
            "</xmpRights:WebStatement>");
}

// A PDF with pictures, and one that was changed.
TEST(EmbeddedRights, OfSeveralPacketsWhatAllSayCounts) {
  const std::string open = packet(
      "<rdf:Description cc:license='http://creativecommons.org/licenses/by/4.0/' "
      "dc:creator='A'/>");
  const std::string silent = packet("<rdf:Description/>");
  const Detection pictures = detect("%PDF-1.7\n" + silent + "\n" + open);
  ASSERT_EQ(pictures.findings.size(), 1U);
  EXPECT_EQ(pictures.findings[0].scope, Scope::kEmbedded);
  EXPECT_EQ(pictures.verdict.license, "NONE");
  const Detection versions = detect("%PDF-1.7\n" + open + "\n" + open);
  ASSERT_EQ(versions.findings.size(), 1U);
  EXPECT_EQ(versions.findings[0].scope, Scope::kDocument);
  EXPECT_EQ(versions.verdict.license, "CC-BY-4.0");
  EXPECT_EQ(versions.credit.author, "");
  EXPECT_EQ(detect("%PDF-1.7\n" + open).credit.author, "A");
}

TEST(EmbeddedRights, DotsSayNothing) {
  // Behind the first scan of a JPEG, and in a chunk of a PNG that holds its dots.
  const std::string plain = file("plain.jpg");
  EXPECT_TRUE(detect(plain + file("photo.jpg")).findings.empty());
  const std::string drawing = file("drawing.png");
  const size_t data = drawing.find("IDAT");
  const std::string hidden = drawing.substr(drawing.find("<x:xmpmeta"));
  std::string dots = drawing.substr(0, data - 4) + std::string(2, '\0');
  dots += static_cast<char>(hidden.size() >> 8);
  dots += static_cast<char>(hidden.size());
  EXPECT_TRUE(
      detect(dots + "IDAT" + hidden + "crc!" + drawing.substr(data - 4, 0)).findings.empty());
  EXPECT_EQ(detect(drawing).findings.size(), 1U);
  // A length that leads beyond the file.
  EXPECT_TRUE(
      detect(drawing.substr(0, data - 4) + "\xFF\xFF\xFF\xFFIDAT" + hidden).findings.empty());
}

// What is found does not depend on how the body is cut.
TEST(EmbeddedRights, PiecesSayWhatTheWholeSays) {
  const std::string photo = file("photo.jpg");
  const std::string signed_photo = file("signed.jpg");
  for (const size_t shift : {0U, 1U, 300U, 600U, 900U, 1080U}) {
    std::string first = "GIF8";
    first.resize(Detector::Session::kMinPieceBytes + 1100 - shift, '\x80');
    const std::string body = first + photo + signed_photo;
    const Detection whole = detect(body);
    EXPECT_EQ(whole.signals.size(), 3U);
    Detector::Session session(real_detector());
    session.begin({.name = "a.jpg"});
    session.piece(std::string_view(body).substr(0, Detector::Session::kMinPieceBytes + 1100));
    session.piece(std::string_view(body).substr(Detector::Session::kMinPieceBytes + 1100));
    const Detection pieces = session.finish();
    EXPECT_EQ(pieces.signals, whole.signals) << shift;
    ASSERT_EQ(pieces.findings.size(), whole.findings.size()) << shift;
    EXPECT_EQ(pieces.findings[0].start, whole.findings[0].start) << shift;
  }
}

TEST(EmbeddedRights, ABrokenPacketIsTold) {
  EXPECT_EQ(detect(file("broken.jpg")).problem, "cannot be read as XMP: mismatched tag in line 3");
  EXPECT_EQ(detect(file("plain.jpg")).problem, "");
}

Words training(std::string_view bytes) {
  std::vector<Signal> signals;
  read_training_mining(bytes, signals);
  Words words;
  for (const Signal& signal : signals) words.push_back(signal.signal + " " + signal.value);
  return words;
}

std::string box(std::string_view type, std::string_view data) {
  std::string size(4, '\0');
  for (size_t i = 0; i < 4; ++i) size[i] = static_cast<char>((data.size() + 8) >> (24 - 8 * i));
  return size + std::string(type) + std::string(data);
}

std::string assertion(std::string_view type, std::string_view data) {
  const std::string description(17, '\3');
  return box("jumb", box("jumd", description + "c2pa.training-mining" + std::string(1, '\0')) +
                         box(type, data));
}

TEST(C2pa, UsesAreReadFromCborAndJson) {
  const std::string use =
      "\xA1\x67"
      "entries\xA1\x6C"
      "c2pa.ai_used\xA1\x63"
      "use\x67"
      "allowed";
  EXPECT_EQ(training(assertion("cbor", use)), Words{"c2pa-training-mining ai_used=allowed"});
  // The same with maps that a break ends, and things that say nothing between.
  const std::string endless =
      "\xBF\x61"
      "a\x82\x01\x41"
      "b\x67"
      "entries\xBF\x6C"
      "c2pa.ai_used\xBF\x61"
      "x\xF6\x63"
      "use\x67"
      "allowed\xFF\xFF\xFF";
  EXPECT_EQ(training(assertion("cbor", endless)), Words{"c2pa-training-mining ai_used=allowed"});
  EXPECT_EQ(training(assertion("json", R"({"entries":{"c2pa.data_mining":{"use":"notAllowed"}}})")),
            Words{"c2pa-training-mining data_mining=notAllowed"});
}

TEST(C2pa, WhatIsNoUseIsNone) {
  EXPECT_EQ(training(assertion("cbor",
                               "\xA1\x67"
                               "entries\xA1\x61"
                               "x\xA1\x63"
                               "use\x65"
                               "maybe")),
            Words{});
  EXPECT_EQ(training(assertion("cbor",
                               "\xA1\x67"
                               "another\xA1\x61"
                               "x\xA1\x63"
                               "use\x67"
                               "allowed")),
            Words{});
  EXPECT_EQ(training("see c2pa.training-mining"), Words{});
  EXPECT_EQ(training(assertion("json", "{\"entries\":")), Words{});
}

TEST(C2pa, DamageIsNoHarm) {
  const std::string good = file("signed.jpg");
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string bad = good;
    for (int i = 0; i < 3; ++i) bad[random() % bad.size()] = static_cast<char>(random());
    bad.resize(random() % bad.size());
    EXPECT_LE(training(bad).size(), 2U);
  }
  EXPECT_EQ(training(assertion("cbor", std::string(60000, '\x81'))), Words{});
  EXPECT_EQ(training(assertion("cbor",
                               "\xBB\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x61"
                               "a")),
            Words{});
}

}  // namespace
}  // namespace licensus
