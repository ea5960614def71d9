// Writing JSON (RFC 8259), one object a line.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace licensus {

// Appends `text` as a JSON string; bytes that are not UTF-8 percent-encoded.
void append_json_string(std::string_view text, std::string& out);

// Builds one object at the end of `out`, keys in the order of the calls; `end` closes it. Keys are
// literals of ours that need no escape. Keeps a reference to `out`; one thread.
class JsonObject {
 public:
  explicit JsonObject(std::string& out) : out_(out) { out_.push_back('{'); }

  JsonObject& add(std::string_view key, std::string_view value);
  JsonObject& add(std::string_view key, const char* value) {
    return add(key, std::string_view(value));
  }
  JsonObject& add(std::string_view key, const std::vector<std::string>& values);
  template <std::integral T>
  JsonObject& add(std::string_view key, T value) {
    if constexpr (std::same_as<T, bool>) {
      return add_raw(key, value ? "true" : "false");
    } else {
      return add_raw(key, std::to_string(value));
    }
  }
  // `json` is a whole value already.
  JsonObject& add_raw(std::string_view key, std::string_view json);
  void end() { out_.push_back('}'); }

 private:
  void key(std::string_view key);

  std::string& out_;
  bool first_ = true;
};

}  // namespace licensus
