// The elements of an XML document in memory, as expat reads them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace licensus {

// An element that is open. `space`: the name of its namespace, or its prefix where namespaces are
// not resolved; "" for none.
struct XmlElement {
  struct Attribute {
    std::string space, name, value;
  };
  std::string space, name;
  std::vector<Attribute> attributes;
  std::string text;     // its own, not that of elements in it; cut at kMaxTextBytes
  int64_t start = 0;    // bytes of the document at which its first tag begins
  int64_t tag_end = 0;  // and ends
  int64_t end = 0;      // where its last tag begins; 0 while it is open

  static constexpr size_t kMaxTextBytes = size_t{64} << 10;
};

// The elements that are open, outermost first.
using XmlPath = std::vector<XmlElement>;

struct XmlReading {
  bool resolve_spaces = true;  // false: prefixes need not be declared
  // Told when the last element of the path begins (without text), and when it ends.
  std::function<void(const XmlPath&)> begin;
  std::function<void(const XmlPath&)> end;
};

// Returns why `xml` could not be read to its end, "" if it could: not well-formed (XML 1.0,
// Namespaces in XML 1.0), more than kMaxXmlDepth elements in each other, or a declaration of
// entities, of which none is expanded. What stands before is told. Thread-safe.
std::string for_each_element(std::string_view xml, const XmlReading& reading);
constexpr size_t kMaxXmlDepth = 64;

}  // namespace licensus
