// By toml11: toml++, which reads our own rules, ends the program at "[[[".
#include <exception>
#include <map>
#include <sstream>
#include <string>
#include <toml.hpp>

#include "detect/metadata_values.h"

namespace licensus {
namespace {

// Ordered, so that findings do not depend on how keys are hashed.
using Value = toml::basic_value<toml::discard_comments, std::map>;

constexpr size_t kMaxOpen = 256;  // brackets; toml11 goes as deep as they do

class TomlWalk {
 public:
  explicit TomlWalk(const TakeValue& take) : take_(take) {}

  void walk(const Value& value, size_t depth = 0) {
    if (depth > ValuePath::kMaxDepth) return;
    if (value.is_table()) {
      for (const auto& [key, inner] : value.as_table()) {
        const size_t before = path_.down(key);
        walk(inner, depth + 1);
        path_.up(before);
      }
    } else if (value.is_array()) {
      for (const Value& inner : value.as_array()) walk(inner, depth + 1);
    } else if (value.is_string()) {
      take_(path_.text(), value.as_string().str, {});
    }
  }

 private:
  const TakeValue& take_;
  ValuePath path_;
};

bool nests_too_deep(std::string_view text) {
  size_t open = 0;
  for (const char c : text) {
    if (c == '[' || c == '{') ++open;
    if ((c == ']' || c == '}') && open > 0) --open;
    if (open > kMaxOpen) return true;
  }
  return false;
}

}  // namespace

std::string for_each_toml_value(std::string_view text, const TakeValue& take) {
  if (nests_too_deep(text)) return "arrays or tables nest too deep";
  try {
    std::istringstream in{std::string(text)};
    const auto root = toml::parse<toml::discard_comments, std::map>(in, "");
    TomlWalk(take).walk(root);
    return {};
  } catch (const std::exception& error) {
    const std::string_view why = error.what();
    return std::string(why.substr(0, why.find('\n')));
  }
}

}  // namespace licensus
