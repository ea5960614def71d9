#include "detect/metadata_values.h"

#include <simdjson.h>

#include <algorithm>

#include "base/ascii.h"

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

std::string_view take_line(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string for_each_field(std::string_view text, const TakeValue& take) {
  std::string key;
  std::string value;
  const auto end_field = [&] {
    if (!key.empty()) take(key, value, {});
    key.clear();
  };
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (!line.empty() && (line[0] == ' ' || line[0] == '\t')) {
      value.append(1, '\n').append(line.substr(1));
      continue;
    }
    end_field();
    const size_t colon = line.find(':');
    if (colon == line.npos || line.substr(0, colon).find(' ') != line.npos) continue;
    key = ascii_lower(line.substr(0, colon));
    const size_t begin = line.find_first_not_of(" \t", colon + 1);
    value = begin == line.npos ? std::string_view() : line.substr(begin);
  }
  end_field();
  return {};
}

}  // namespace

std::string_view front_matter(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (take_line(text) != "---") return {};
  for (std::string_view rest = text; !rest.empty();) {
    const size_t begin = text.size() - rest.size();
    if (take_line(rest) == "---") return text.substr(0, begin);
  }
  return {};
}

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
    case Syntax::kSections:
      return {};  // prose: license_sections.h
  }
  return {};
}

}  // namespace licensus
