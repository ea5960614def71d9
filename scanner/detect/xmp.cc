#include "detect/xmp.h"

#include <algorithm>

#include "detect/xml_elements.h"

namespace licensus {
namespace {

constexpr std::string_view kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
constexpr std::string_view kWrapper = "<x:xmpmeta";
constexpr size_t kWrapperBytes = 1024;  // it may declare namespaces, and little else

// Elements from rdf:RDF on: rdf:Description, its properties, rdf:Alt and the like, rdf:li.
constexpr size_t kDescription = 2;
constexpr size_t kProperty = 3;
constexpr size_t kListItem = 5;

}  // namespace

std::string_view next_xmp_packet(std::string_view bytes, size_t& at) {
  for (;;) {
    const size_t space = bytes.find(kRdf, at);
    if (space == bytes.npos) {
      at = bytes.size();
      return {};
    }
    const size_t lowest = at;
    at = space + kRdf.size();
    size_t begin = bytes.rfind('<', space);
    if (begin == bytes.npos || begin < lowest) continue;
    const size_t wrapper = bytes.rfind(kWrapper, begin);
    if (wrapper != bytes.npos && wrapper >= lowest && begin - wrapper <= kWrapperBytes) {
      begin = wrapper;
    }
    const std::string_view rest = bytes.substr(begin, kMaxXmpBytes);
    const std::string close =
        "</" + std::string(rest.substr(1, rest.find_first_of(" \t\r\n>") - 1));
    const size_t last_tag = rest.find(close);
    const size_t end = last_tag == rest.npos ? rest.npos : rest.find('>', last_tag);
    if (end == rest.npos) continue;
    at = begin + end + 1;
    return rest.substr(0, end + 1);
  }
}

std::string for_each_xmp_value(std::string_view packet,
                               const std::function<void(const XmpValue&)>& take) {
  // Elements from rdf:RDF on that are open; 0 outside of it, and where structures begin.
  const auto depth = [](const XmlPath& path) -> size_t {
    const auto root = std::find_if(path.begin(), path.end(), [](const XmlElement& element) {
      return element.name == "RDF" && element.space == kRdf;
    });
    const auto level = static_cast<size_t>(path.end() - root);
    const XmlElement* last = path.empty() ? nullptr : &path.back();
    return level == kListItem && (last->name != "li" || last->space != kRdf) ? 0 : level;
  };
  const auto hand_out = [&](const XmlElement& property, const XmlElement& said,
                            std::string_view value, int64_t end) {
    if (value.find_first_not_of(" \t\r\n") == value.npos) return;
    take({property.space, property.name, value, said.start, end});
  };
  XmlReading reading;
  reading.begin = [&](const XmlPath& path) {
    const size_t level = depth(path);
    if (level != kDescription && level != kProperty && level != kListItem) return;
    const XmlElement& element = path.back();
    const XmlElement& property = level == kListItem ? path[path.size() - 3] : element;
    for (const XmlElement::Attribute& attribute : element.attributes) {
      if (level == kDescription) {
        take({attribute.space, attribute.name, attribute.value, element.start, element.tag_end});
      } else if (attribute.name == "resource" && attribute.space == kRdf) {
        hand_out(property, element, attribute.value, element.tag_end);
      }
    }
  };
  reading.end = [&](const XmlPath& path) {
    const size_t level = depth(path);
    const XmlElement& element = path.back();
    if (level == kProperty) hand_out(element, element, element.text, element.end);
    if (level == kListItem) hand_out(path[path.size() - 3], element, element.text, element.end);
  };
  return for_each_element(packet, reading);
}

}  // namespace licensus
