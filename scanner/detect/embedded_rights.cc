#include "detect/embedded_rights.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/big_endian.h"
#include "base/utf8.h"
#include "detect/c2pa.h"
#include "detect/fields.h"
#include "detect/signals.h"
#include "detect/xmp.h"

namespace licensus {
namespace {

using namespace std::string_view_literals;

constexpr size_t kMaxPackets = 1000;  // of one document
constexpr size_t kMaxValues = 100;    // likewise; a packet has few

// Types whose files carry XMP packets or content credentials.
constexpr std::array<std::string_view, 4> kTypes{"image/", "audio/", "video/", "application/pdf"};
constexpr std::array<std::string_view, 9> kMagic{"\xFF\xD8\xFF"sv, "\x89PNG"sv, "%PDF-"sv,
                                                 "GIF8"sv,         "RIFF"sv,    "II*\0"sv,
                                                 "MM\0*"sv,        "8BPS"sv,    "ID3"sv};
constexpr std::string_view kPng = "\x89PNG\r\n\x1a\n";
constexpr std::string_view kMediaFile = "ftyp";  // ISO 14496-12, behind a length of four bytes

constexpr std::string_view kCc = "http://creativecommons.org/ns#";
constexpr std::string_view kDc = "http://purl.org/dc/elements/1.1/";
constexpr std::string_view kDcTerms = "http://purl.org/dc/terms/";
constexpr std::string_view kRights = "http://ns.adobe.com/xap/1.0/rights/";
constexpr std::string_view kPlus = "http://ns.useplus.org/ldf/xmp/1.0/";
constexpr std::string_view kTdm = "http://www.w3.org/ns/tdmrep";  // "/" in PDF, "#" elsewhere

// Properties that state a license, with the field that they are in rules/fields.toml.
struct Property {
  std::string_view space, name, field;
};
constexpr std::array<Property, 6> kProperties{{
    {kCc, "license", "xmp.license"},
    {kDcTerms, "license", "xmp.license"},
    {kRights, "WebStatement", "xmp.WebStatement"},
    {kRights, "UsageTerms", "xmp.UsageTerms"},
    {kDc, "rights", "xmp.rights"},
    {kDcTerms, "rights", "xmp.rights"},
}};

// Values of plus:DataMining that are a preference; DMI-UNSPECIFIED is none.
constexpr std::array<std::string_view, 8> kDataMining{"DMI-ALLOWED",
                                                      "DMI-PROHIBITED",
                                                      "DMI-PROHIBITED-AIMLTRAINING",
                                                      "DMI-PROHIBITED-GENAIMLTRAINING",
                                                      "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING",
                                                      "DMI-PROHIBITED-SEECONSTRAINT",
                                                      "DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR",
                                                      "DMI-PROHIBITED-SEELINKEDRIGHTSEXPR"};

constexpr std::array<std::string_view, 4> kWords{"ights", "icense", "DataMining", "tdmrep"};

bool speaks_of_rights(std::string_view packet) {
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return packet.find(word) != packet.npos; });
}

bool carries_rights(const DocumentView& head) {
  return std::any_of(kTypes.begin(), kTypes.end(),
                     [&](auto type) { return head.media_type.starts_with(type); }) ||
         std::any_of(kMagic.begin(), kMagic.end(),
                     [&](auto magic) { return head.body.starts_with(magic); }) ||
         (head.body.size() > 8 && head.body.substr(4, 4) == kMediaFile);
}

// The segments of a JPEG (ITU-T T.81, annex B) before its first scan: metadata has to stand there.
std::string_view before_scan(std::string_view jpeg) {
  size_t at = 2;
  while (at + 4 <= jpeg.size() && jpeg[at] == '\xFF') {
    if (jpeg[at + 1] == '\xDA') return jpeg.substr(0, at);
    at += 2 + big_endian(jpeg.substr(at + 2, 2));
  }
  return jpeg;
}

// Calls look(part) for all of a picture but the bytes that tell its dots, which are most of it.
template <class Look>
void for_each_part(std::string_view picture, Look look) {
  if (picture.starts_with("\xFF\xD8\xFF")) return look(before_scan(picture));
  size_t begin = 0;
  if (picture.starts_with(kPng)) {
    // Chunks (ISO 15948, section 5.3) until what is none: length, type, data, checksum.
    for (size_t at = kPng.size(); at + 12 <= picture.size();) {
      const size_t end = at + 12 + big_endian(picture.substr(at, 4));
      if (picture.substr(at + 4, 4) == "IDAT") {
        look(picture.substr(begin, at - begin));
        begin = std::min(end, picture.size());
      }
      at = end;
    }
  }
  look(picture.substr(begin));
}

// The first title; all authors.
void add_credit(const XmpValue& said, Credit& credit) {
  const bool is_author = (said.space == kDc && said.name == "creator") ||
                         (said.space == kCc && said.name == "attributionName");
  if (is_author) {
    std::string& author = credit.author;
    const std::string_view name = trim_spaces(said.value);
    if (author.find(name) != author.npos) return;
    author += (author.empty() ? "" : ", ") + std::string(name);
    author.resize(cut_utf8(author, kMaxCreditBytes).size());
  }
  if (said.space == kDc && said.name == "title" && credit.title.empty()) {
    credit.title = cut_utf8(trim_spaces(said.value), kMaxCreditBytes);
  }
}

}  // namespace

void EmbeddedRights::begin() {
  if (looks_) *this = {};
}

void EmbeddedRights::expect(const DocumentView& head) { looks_ = carries_rights(head); }

void EmbeddedRights::add(std::string_view bytes, uint64_t base) {
  if (!looks_) return;
  if (!seam_.empty()) {
    const uint64_t seam_base = base - seam_.size();
    seam_.append(bytes.substr(0, kSeamBytes));
    look(seam_, seam_base);
  }
  for_each_part(bytes, [&](std::string_view part) {
    look(part, base + static_cast<size_t>(part.data() - bytes.data()));
  });
  if (bytes.size() >= Detector::Session::kMinPieceBytes) {
    seam_ = bytes.substr(bytes.size() - kSeamBytes);
  }
}

void EmbeddedRights::look(std::string_view bytes, uint64_t base) {
  read_training_mining(bytes, signals_);
  for (size_t at = 0;;) {
    const std::string_view packet = next_xmp_packet(bytes, at);
    if (packet.empty()) return;
    read_packet(packet, base + static_cast<size_t>(packet.data() - bytes.data()));
  }
}

void EmbeddedRights::read_packet(std::string_view packet, uint64_t offset) {
  const bool is_known = std::find(packets_.begin(), packets_.end(), offset) != packets_.end();
  if (is_known || packets_.size() >= kMaxPackets) return;
  packets_.push_back(offset);
  std::vector<Value> said_here;
  const std::string problem = for_each_xmp_value(packet, [&](const XmpValue& said) {
    add_credit(said, credit_);
    const bool has_room = signals_.size() < kMaxReadSignals;
    if (has_room && said.space.starts_with(kTdm)) {
      read_preference("tdm:" + std::string(said.name), said.value, Element::kNone, signals_);
    } else if (has_room && said.space == kPlus && said.name == "DataMining") {
      const std::string_view value = trim_spaces(said.value);
      const std::string_view token = value.substr(value.rfind('/') + 1);
      if (std::find(kDataMining.begin(), kDataMining.end(), token) != kDataMining.end()) {
        signals_.push_back({"iptc-data-mining", std::string(token), Element::kNone});
      }
    }
    for (const Property& property : kProperties) {
      const bool is_it = said.space == property.space && said.name == property.name;
      if (!is_it || said_here.size() >= kMaxValues) continue;
      const bool again = std::any_of(said_here.begin(), said_here.end(), [&](const Value& value) {
        return value.field == property.field && value.value == said.value;
      });
      if (again) continue;
      said_here.push_back({std::string(property.field), std::string(said.value),
                           static_cast<int64_t>(offset) + said.start,
                           static_cast<int64_t>(offset) + said.end});
    }
  });
  for (Value& value : said_here) {
    const auto known = std::find_if(values_.begin(), values_.end(), [&](const Value& other) {
      return other.field == value.field && other.value == value.value;
    });
    if (known != values_.end()) {
      ++known->packets;
    } else if (values_.size() < kMaxValues) {
      values_.push_back(std::move(value));
    }
  }
  if (!problem.empty() && problem_.empty() && speaks_of_rights(packet)) {
    problem_ = "cannot be read as XMP: " + problem;
  }
}

std::vector<Finding> EmbeddedRights::read(const Detector& detector,
                                          PatternMatcher::Scratch& scratch, Detection& detection) {
  std::vector<Finding> stated;
  if (!looks_) return stated;
  for (const Value& value : values_) {
    const size_t before = stated.size();
    read_license_field(value.field, value.value, detector.rules(), detector.licenses(),
                       detector.matcher(), scratch, stated);
    for (size_t i = before; i < stated.size(); ++i) {
      if (value.packets < packets_.size()) stated[i].scope = Scope::kEmbedded;
      stated[i].start = value.start;
      stated[i].end = value.end;
    }
  }
  detection.signals.insert(detection.signals.end(), signals_.begin(), signals_.end());
  if (!stated.empty() || !signals_.empty()) detection.text = true;
  detection.problem = problem_;
  if (packets_.size() == 1) detection.credit = credit_;
  return stated;
}

}  // namespace licensus
