#include "detect/xml_signals.h"

#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "detect/signals.h"
#include "detect/xml_elements.h"

namespace licensus {
namespace {

constexpr std::string_view kRslName = "://rslstandard.org/rsl";
constexpr std::string_view kPackage = "http://www.idpf.org/2007/opf";
constexpr size_t kHeadBytes = 4096;
constexpr size_t kMaxTokens = 256;  // of one license
constexpr size_t kMaxTokenBytes = 100;

std::string_view attribute_of(const XmlElement& element, std::string_view name) {
  for (const XmlElement::Attribute& attribute : element.attributes) {
    if (attribute.space.empty() && attribute.name == name) return attribute.value;
  }
  return {};
}

// The elements of one RSL license, until it ends.
class RslLicense {
 public:
  void take(const XmlElement& element) {
    if (element.name == "permits") add(element, permitted_);
    if (element.name == "prohibits") add(element, prohibited_);
    if (element.name != "payment") return;
    const std::string_view type = trim_spaces(attribute_of(element, "type"));
    if (!type.empty() && type.size() <= kMaxTokenBytes && payments_.size() < kMaxTokens) {
      payments_.insert(ascii_lower(type));
    }
  }

  void settle(std::vector<Signal>& signals) {
    const auto say = [&](const std::string& value) {
      if (signals.size() < kMaxReadSignals) signals.push_back({"rsl", value, Element::kNone});
    };
    for (const std::string& token : prohibited_) say(token + "=prohibited");
    for (const std::string& token : permitted_) {
      if (!prohibited_.contains(token)) say(token + "=permitted");
    }
    for (const std::string& type : payments_) say("payment=" + type);
    *this = {};
  }

 private:
  using Tokens = std::set<std::string>;

  static void add(const XmlElement& element, Tokens& tokens) {
    const std::string type = ascii_lower(trim_spaces(attribute_of(element, "type")));
    if (type.size() > kMaxTokenBytes) return;
    const std::string before = type.empty() || type == "usage" ? "" : type + ":";
    for_each_token(element.text, ", \t\r\n", [&](std::string_view token) {
      if (token.size() > kMaxTokenBytes || tokens.size() >= kMaxTokens) return;
      tokens.insert(before + std::string(token));
    });
  }

  Tokens permitted_, prohibited_, payments_;
};

// EPUB 3: <meta property="tdm:reservation">1</meta>; EPUB 2: <meta name="tdm:reservation"
// content="1"/>.
void read_package_meta(const XmlElement& meta, std::vector<Signal>& signals) {
  const std::string_view property = attribute_of(meta, "property");
  const std::string_view name = property.empty() ? attribute_of(meta, "name") : property;
  if (!name.starts_with("tdm:")) return;
  read_preference(name, property.empty() ? attribute_of(meta, "content") : meta.text,
                  Element::kMeta, signals);
}

}  // namespace

bool may_hold_xml_signals(std::string_view name, std::string_view head) {
  head = head.substr(0, kHeadBytes);
  const size_t first = head.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  if (first == head.npos || head[first] != '<') return false;
  return head.find(kRslName) != head.npos ||
         (name.ends_with(".opf") && head.find(kPackage) != head.npos);
}

std::string read_xml_signals(std::string_view xml, std::vector<Signal>& signals) {
  RslLicense license;
  XmlReading reading;
  reading.end = [&](const XmlPath& path) {
    const XmlElement& element = path.back();
    if (element.space.ends_with(kRslName)) {
      license.take(element);
      if (element.name == "license") license.settle(signals);
    } else if (element.space == kPackage && element.name == "meta" && path.size() == 3) {
      read_package_meta(element, signals);
    }
  };
  return for_each_element(xml, reading);
}

}  // namespace licensus
