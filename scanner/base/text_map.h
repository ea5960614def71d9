// A hash map by text that is looked up by views, without a copy of the key.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace licensus {

struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

template <class Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

}  // namespace licensus
