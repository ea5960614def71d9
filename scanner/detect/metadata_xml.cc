#include <string>
#include <vector>

#include "detect/metadata_values.h"
#include "detect/xml_elements.h"

namespace licensus {

std::string for_each_xml_value(std::string_view text, const TakeValue& take) {
  ValuePath path;
  std::vector<size_t> before;
  XmlReading reading;
  reading.resolve_spaces = false;
  reading.begin = [&](const XmlPath& elements) {
    before.push_back(path.down(elements.back().name));
    for (const XmlElement::Attribute& attribute : elements.back().attributes) {
      const size_t above = path.down(attribute.name);
      take(path.text(), attribute.value, {});
      path.up(above);
    }
  };
  reading.end = [&](const XmlPath& elements) {
    const std::string& own = elements.back().text;
    if (own.find_first_not_of(" \t\r\n") != own.npos) take(path.text(), own, {});
    path.up(before.back());
    before.pop_back();
  };
  return for_each_element(text, reading);
}

}  // namespace licensus
