#include <expat.h>

#include <memory>
#include <string>
#include <vector>

#include "detect/metadata_values.h"

namespace licensus {
namespace {

constexpr size_t kMaxTextBytes = size_t{64} << 10;  // of an element's own text

class XmlWalk {
 public:
  explicit XmlWalk(const TakeValue& take) : take_(take), parser_(XML_ParserCreate(nullptr)) {
    if (!parser_) return;
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), begin_element, end_element);
    XML_SetCharacterDataHandler(parser_.get(), add_text);
    XML_SetEntityDeclHandler(parser_.get(), stop_at_entity);
  }

  std::string walk(std::string_view text) {
    if (!parser_) return "no memory";
    if (XML_Parse(parser_.get(), text.data(), static_cast<int>(text.size()), 1) == XML_STATUS_OK) {
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
  struct Level {
    size_t path;
    std::string text;
  };

  static std::string_view local_name(const char* name) {
    const std::string_view all(name);
    return all.substr(all.rfind(':') + 1);
  }

  static void begin_element(void* self, const char* name, const char** attributes) {
    auto& walk = *static_cast<XmlWalk*>(self);
    if (walk.levels_.size() >= ValuePath::kMaxDepth) return walk.stop("elements nest too deep");
    walk.levels_.push_back({walk.path_.down(local_name(name)), {}});
    for (; *attributes != nullptr; attributes += 2) {
      const size_t before = walk.path_.down(local_name(attributes[0]));
      walk.take_(walk.path_.text(), attributes[1], {});
      walk.path_.up(before);
    }
  }

  static void end_element(void* self, const char*) {
    auto& walk = *static_cast<XmlWalk*>(self);
    if (walk.levels_.empty()) return;
    Level& level = walk.levels_.back();
    if (level.text.find_first_not_of(" \t\r\n") != std::string::npos) {
      walk.take_(walk.path_.text(), level.text, {});
    }
    walk.path_.up(level.path);
    walk.levels_.pop_back();
  }

  static void add_text(void* self, const char* text, int bytes) {
    auto& walk = *static_cast<XmlWalk*>(self);
    if (walk.levels_.empty() || walk.levels_.back().text.size() > kMaxTextBytes) return;
    walk.levels_.back().text.append(text, static_cast<size_t>(bytes));
  }

  static void stop_at_entity(void* self, const char*, int, const char*, int, const char*,
                             const char*, const char*, const char*) {
    static_cast<XmlWalk*>(self)->stop("it declares entities, which are not read");
  }

  void stop(std::string why) {
    stopped_ = std::move(why);
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  const TakeValue& take_;
  std::unique_ptr<XML_ParserStruct, Free> parser_;
  ValuePath path_;
  std::vector<Level> levels_;
  std::string stopped_;
};

}  // namespace

std::string for_each_xml_value(std::string_view text, const TakeValue& take) {
  return XmlWalk(take).walk(text);
}

}  // namespace licensus
