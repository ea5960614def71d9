#include "detect/text_rules.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/nearest.h"

namespace licensus {
namespace {

// Reads one file. The first error stays; reading goes on with empty values, as nothing of a bad
// file is used.
class TextRuleReader {
 public:
  TextRuleReader(const std::filesystem::path& path, const LicenseTable& licenses)
      : file_(path.string()), licenses_(licenses) {}

  Result<TextRules> read(std::string_view bytes);

 private:
  void error(const toml::source_region& at, const std::string& reason) {
    if (error_.empty()) error_ = file_ + ":" + std::to_string(at.begin.line) + ": " + reason;
  }
  // Each entry of `[[kind]]`, its keys checked.
  template <class Each>
  void each(const toml::table& file, std::string_view kind, std::span<const std::string_view> keys,
            Each each);
  void check_keys(const toml::table& table, std::span<const std::string_view> known,
                  std::string_view what);
  std::string text(const toml::node& node, std::string_view key);
  std::string text(const toml::table& entry, std::string_view key);
  std::string license(const toml::node& node, std::string_view key);
  TextRules::Name name(const toml::table& entry);
  TextRules::NoLicense no_license(const toml::table& entry);
  std::vector<std::string> licenses(const toml::table& entry, std::string_view key);
  template <class Value>
  void put(std::map<std::string, Value>& entries, const toml::table& entry, const std::string& key,
           Value value) {
    if (!entries.emplace(key, std::move(value)).second) {
      error(entry.source(), "there is an entry for \"" + key + "\" already");
    }
  }

  std::string file_;
  const LicenseTable& licenses_;
  std::string error_;
};

void TextRuleReader::check_keys(const toml::table& table, std::span<const std::string_view> known,
                                std::string_view what) {
  for (const auto& [key, node] : table) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    error(key.source(), "unknown key \"" + std::string(key.str()) + "\" of " + std::string(what) +
                            did_you_mean(key.str(), known));
  }
}

template <class Each>
void TextRuleReader::each(const toml::table& file, std::string_view kind,
                          std::span<const std::string_view> keys, Each each) {
  const toml::node* node = file.get(kind);
  if (node == nullptr) return;
  const std::string brackets = "[[" + std::string(kind) + "]]";
  const toml::array* entries = node->as_array();
  if (entries == nullptr) return error(node->source(), "an entry must be written as " + brackets);
  for (const toml::node& element : *entries) {
    const toml::table* entry = element.as_table();
    if (entry == nullptr) {
      error(element.source(), "an entry must be written as " + brackets);
      continue;
    }
    check_keys(*entry, keys, brackets);
    text(*entry, "why");  // for those who read the file
    each(*entry);
  }
}

std::string TextRuleReader::text(const toml::node& node, std::string_view key) {
  if (const std::optional<std::string> value = node.value_exact<std::string>()) {
    if (!value->empty()) return *value;
  }
  error(node.source(), std::string(key) + " must be text that is not empty");
  return "";
}

std::string TextRuleReader::text(const toml::table& entry, std::string_view key) {
  if (const toml::node* node = entry.get(key)) return text(*node, key);
  error(entry.source(), "the entry needs the key \"" + std::string(key) + "\"");
  return "";
}

// One that the table knows, and spelt as there.
std::string TextRuleReader::license(const toml::node& node, std::string_view key) {
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

TextRules::Name TextRuleReader::name(const toml::table& entry) {
  TextRules::Name result;
  if (const toml::node* node = entry.get("is")) {
    result.license = license(*node, "is");
  } else {
    error(entry.source(), "the entry needs the key \"is\"");
  }
  if (const toml::node* node = entry.get("likeness")) {
    const int64_t likeness = node->value_exact<int64_t>().value_or(0);
    if (likeness < 1 || likeness > 100) {
      error(node->source(), "likeness must be a number from 1 to 100");
    }
    result.likeness = static_cast<int>(likeness);
  }
  return result;
}

TextRules::NoLicense TextRuleReader::no_license(const toml::table& entry) {
  static constexpr std::array<std::string_view, 3> kBeside{"kept", "dropped", "decides"};
  TextRules::NoLicense result;
  if (const toml::node* node = entry.get("beside")) {
    const std::string value = text(*node, "beside");
    const auto* const known = std::find(kBeside.begin(), kBeside.end(), value);
    if (known == kBeside.end()) {
      error(node->source(), "unknown beside \"" + value + "\"" + did_you_mean(value, kBeside));
    } else {
      result.beside = static_cast<TextRules::Beside>(known - kBeside.begin());
    }
  }
  if (const toml::node* node = entry.get("on")) {
    result.on_pages_only = text(*node, "on") == "pages";
    if (!result.on_pages_only) error(node->source(), "on must be \"pages\", or left out");
  }
  return result;
}

std::vector<std::string> TextRuleReader::licenses(const toml::table& entry, std::string_view key) {
  std::vector<std::string> result;
  const toml::array* array = entry[key].as_array();
  if (array == nullptr || array->empty()) {
    error(entry.source(), "the entry needs the key \"" + std::string(key) + "\", an array");
    return result;
  }
  for (const toml::node& element : *array) result.push_back(license(element, key));
  return result;
}

Result<TextRules> TextRuleReader::read(std::string_view bytes) {
  using Keys = std::array<std::string_view, 4>;
  static constexpr Keys kFile{"alias", "correction", "no_license", "inside"};
  static constexpr Keys kAlias{"license", "is", "likeness", "why"};
  static constexpr Keys kCorrection{"rule", "is", "likeness", "why"};
  static constexpr Keys kNoLicense{"license", "beside", "on", "why"};
  static constexpr std::array<std::string_view, 3> kInside{"license", "drop", "why"};
  const toml::parse_result parsed = toml::parse(bytes, file_);
  if (!parsed) {
    error(parsed.error().source(), "bad TOML: " + std::string(parsed.error().description()));
    return fail(error_);
  }
  const toml::table& file = parsed.table();
  check_keys(file, kFile, "a file of text rules");
  TextRules rules;
  each(file, "alias", kAlias, [&](const toml::table& entry) {
    put(rules.aliases, entry, text(entry, "license"), name(entry));
  });
  each(file, "correction", kCorrection, [&](const toml::table& entry) {
    put(rules.corrections, entry, text(entry, "rule"), name(entry));
  });
  each(file, "no_license", kNoLicense, [&](const toml::table& entry) {
    put(rules.no_license, entry, text(entry, "license"), no_license(entry));
  });
  each(file, "inside", kInside, [&](const toml::table& entry) {
    const toml::node* node = entry.get("license");
    const std::string id = node != nullptr ? license(*node, "license") : text(entry, "license");
    put(rules.inside, entry, id, licenses(entry, "drop"));
  });
  if (!error_.empty()) return fail(error_);
  return rules;
}

}  // namespace

Result<TextRules> read_text_rules(const std::filesystem::path& path, std::string_view bytes,
                                  const LicenseTable& licenses) {
  return TextRuleReader(path, licenses).read(bytes);
}

}  // namespace licensus
