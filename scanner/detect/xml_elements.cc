#include "detect/xml_elements.h"

#include <expat.h>

#include <memory>

namespace licensus {
namespace {

constexpr char kSpaceEnd = ' ';  // stands in no name of a namespace

class ElementWalk {
 public:
  explicit ElementWalk(const XmlReading& reading)
      : reading_(reading),
        parser_(reading.resolve_spaces ? XML_ParserCreateNS(nullptr, kSpaceEnd)
                                       : XML_ParserCreate(nullptr)) {
    if (!parser_) return;
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), begin_element, end_element);
    XML_SetCharacterDataHandler(parser_.get(), add_text);
    XML_SetEntityDeclHandler(parser_.get(), stop_at_entity);
  }

  std::string walk(std::string_view xml) {
    if (!parser_) return "no memory";
    if (XML_Parse(parser_.get(), xml.data(), static_cast<int>(xml.size()), 1) == XML_STATUS_OK) {
      return {};
    }
    if (!stopped_.empty()) return stopped_;
    return std::string(XML_ErrorString(XML_GetErrorCode(parser_.get()))) + " in line " +
           std::to_string(XML_GetCurrentLineNumber(parser_.get()));
  }

 private:
  struct Free {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
  };

  void split(std::string_view full, std::string& space, std::string& name) const {
    const size_t border = full.rfind(reading_.resolve_spaces ? kSpaceEnd : ':');
    space = border == full.npos ? std::string_view() : full.substr(0, border);
    name = full.substr(border + 1);
  }

  static void begin_element(void* self, const char* name, const char** attributes) {
    auto& walk = *static_cast<ElementWalk*>(self);
    if (walk.path_.size() >= kMaxXmlDepth) return walk.stop("elements nest too deep");
    XmlElement& element = walk.path_.emplace_back();
    walk.split(name, element.space, element.name);
    for (; *attributes != nullptr; attributes += 2) {
      XmlElement::Attribute& attribute = element.attributes.emplace_back();
      walk.split(attributes[0], attribute.space, attribute.name);
      attribute.value = attributes[1];
    }
    element.start = XML_GetCurrentByteIndex(walk.parser_.get());
    element.tag_end = element.start + XML_GetCurrentByteCount(walk.parser_.get());
    if (walk.reading_.begin) walk.reading_.begin(walk.path_);
  }

  static void end_element(void* self, const char*) {
    auto& walk = *static_cast<ElementWalk*>(self);
    if (walk.path_.empty()) return;
    walk.path_.back().end = XML_GetCurrentByteIndex(walk.parser_.get());
    if (walk.reading_.end) walk.reading_.end(walk.path_);
    walk.path_.pop_back();
  }

  static void add_text(void* self, const char* text, int bytes) {
    auto& walk = *static_cast<ElementWalk*>(self);
    if (walk.path_.empty()) return;
    std::string& own = walk.path_.back().text;
    if (own.size() < XmlElement::kMaxTextBytes) own.append(text, static_cast<size_t>(bytes));
  }

  static void stop_at_entity(void* self, const char*, int, const char*, int, const char*,
                             const char*, const char*, const char*) {
    static_cast<ElementWalk*>(self)->stop("it declares entities, which are not read");
  }

  void stop(std::string why) {
    stopped_ = std::move(why);
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  const XmlReading& reading_;
  std::unique_ptr<XML_ParserStruct, Free> parser_;
  XmlPath path_;
  std::string stopped_;
};

}  // namespace

std::string for_each_element(std::string_view xml, const XmlReading& reading) {
  return ElementWalk(reading).walk(xml);
}

}  // namespace licensus
