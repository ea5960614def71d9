#include "detect/toml_entries.h"

#include <algorithm>
#include <optional>

#include "base/nearest.h"

namespace licensus {

void TomlEntries::error(const toml::source_region& at, const std::string& reason) {
  if (error_.empty()) error_ = file_ + ":" + std::to_string(at.begin.line) + ": " + reason;
}

Result<toml::table> TomlEntries::parse(std::string_view bytes,
                                       std::span<const std::string_view> known,
                                       std::string_view what) {
  toml::parse_result parsed = toml::parse(bytes, file_);
  if (!parsed) {
    error(parsed.error().source(), "bad TOML: " + std::string(parsed.error().description()));
    return fail(error_);
  }
  check_keys(parsed.table(), known, what);
  return std::move(parsed).table();
}

void TomlEntries::check_keys(const toml::table& table, std::span<const std::string_view> known,
                             std::string_view what) {
  for (const auto& [key, node] : table) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    error(key.source(), "unknown key \"" + std::string(key.str()) + "\" of " + std::string(what) +
                            did_you_mean(key.str(), known));
  }
}

std::vector<const toml::table*> TomlEntries::entries(const toml::table& file, std::string_view kind,
                                                     std::span<const std::string_view> keys) {
  std::vector<const toml::table*> found;
  const toml::node* node = file.get(kind);
  if (node == nullptr) return found;
  const std::string brackets = "[[" + std::string(kind) + "]]";
  const toml::array* entries = node->as_array();
  if (entries == nullptr) {
    error(node->source(), "an entry must be written as " + brackets);
    return found;
  }
  for (const toml::node& element : *entries) {
    const toml::table* entry = element.as_table();
    if (entry == nullptr) {
      error(element.source(), "an entry must be written as " + brackets);
      continue;
    }
    check_keys(*entry, keys, brackets);
    text(*entry, "why");  // for those who read the file
    found.push_back(entry);
  }
  return found;
}

const toml::node* TomlEntries::node(const toml::table& entry, std::string_view key) {
  const toml::node* found = entry.get(key);
  if (found == nullptr) {
    error(entry.source(), "the entry needs the key \"" + std::string(key) + "\"");
  }
  return found;
}

const toml::array* TomlEntries::array(const toml::table& entry, std::string_view key) {
  const toml::array* array = entry[key].as_array();
  if (array != nullptr && !array->empty()) return array;
  error(entry.source(), "the entry needs the key \"" + std::string(key) + "\", an array");
  return nullptr;
}

std::string TomlEntries::text(const toml::node& node, std::string_view key) {
  if (const std::optional<std::string> value = node.value_exact<std::string>()) {
    if (!value->empty()) return *value;
  }
  error(node.source(), std::string(key) + " must be text that is not empty");
  return "";
}

std::string TomlEntries::text(const toml::table& entry, std::string_view key) {
  const toml::node* found = node(entry, key);
  return found == nullptr ? "" : text(*found, key);
}

std::vector<std::string> TomlEntries::texts(const toml::table& entry, std::string_view key) {
  std::vector<std::string> result;
  if (const toml::array* all = array(entry, key)) {
    for (const toml::node& element : *all) result.push_back(text(element, key));
  }
  return result;
}

std::string TomlEntries::license(const toml::node& node, std::string_view key) {
  std::string id = text(node, key);
  if (id.empty() || id.starts_with("LicenseRef-scancode-")) return id;
  const Result<std::string> canonical = licenses_.canonical_expression(id);
  if (!canonical || canonical->find("LicenseRef-unknown-") != std::string::npos) {
    error(node.source(),
          "unknown license \"" + id + "\"; write an SPDX id or add it to rules/licenses.toml");
  } else if (*canonical != id) {
    error(node.source(), "write the license \"" + id + "\" as \"" + *canonical + "\"");
  }
  return id;
}

std::string TomlEntries::license(const toml::table& entry, std::string_view key) {
  const toml::node* found = node(entry, key);
  return found == nullptr ? "" : license(*found, key);
}

std::vector<std::string> TomlEntries::licenses(const toml::table& entry, std::string_view key) {
  std::vector<std::string> result;
  if (const toml::array* all = array(entry, key)) {
    for (const toml::node& element : *all) result.push_back(license(element, key));
  }
  return result;
}

}  // namespace licensus
