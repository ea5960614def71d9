#include "detect/metadata_values.h"

#include <simdjson.h>

namespace licensus {
namespace {

class JsonWalk {
 public:
  explicit JsonWalk(const TakeValue& take) : take_(take) {}

  void walk(simdjson::dom::element element, size_t depth = 0) {
    if (depth > ValuePath::kMaxDepth) return;
    simdjson::dom::object object;
    simdjson::dom::array array;
    std::string_view text;
    if (element.get(object) == simdjson::SUCCESS) {
      for (const auto [key, value] : object) {
        const size_t before = path_.down(key);
        walk(value, depth + 1);
        path_.up(before);
      }
    } else if (element.get(array) == simdjson::SUCCESS) {
      for (const simdjson::dom::element value : array) walk(value, depth + 1);
    } else if (element.get(text) == simdjson::SUCCESS) {
      take_(path_.text(), text, {});
    } else {
      take_(path_.text(), simdjson::minify(element), {});
    }
  }

 private:
  const TakeValue& take_;
  ValuePath path_;
};

std::string for_each_json_value(std::string_view text, const TakeValue& take) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (const auto error = parser.parse(text.data(), text.size()).get(root)) {
    return simdjson::error_message(error);
  }
  JsonWalk(take).walk(root);
  return {};
}

}  // namespace

std::string for_each_value(Syntax syntax, std::string_view text, const TakeValue& take) {
  if (text.empty()) return {};
  switch (syntax) {
    case Syntax::kJson:
      return for_each_json_value(text, take);
    case Syntax::kYaml:
    case Syntax::kFrontMatter:
      return for_each_yaml_value(text, take);
    case Syntax::kToml:
      return for_each_toml_value(text, take);
    case Syntax::kXml:
      return for_each_xml_value(text, take);
    case Syntax::kFields:
      return for_each_field(text, take);
    case Syntax::kDebian:
      return for_each_debian_field(text, take);
    case Syntax::kRuby:
      return for_each_ruby_value(text, take);
    case Syntax::kSections:
      return {};  // prose: license_sections.h
  }
  return {};
}

}  // namespace licensus
