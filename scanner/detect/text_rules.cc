#include "detect/text_rules.h"

#include <algorithm>
#include <array>

#include "base/nearest.h"
#include "detect/toml_entries.h"

namespace licensus {
namespace {

TextRules::Name read_name(const toml::table& entry, TomlEntries& reader) {
  TextRules::Name result;
  result.license = reader.license(entry, "is");
  if (const toml::node* node = entry.get("likeness")) {
    const int64_t likeness = node->value_exact<int64_t>().value_or(0);
    if (likeness < 1 || likeness > 100) {
      reader.error(node->source(), "likeness must be a number from 1 to 100");
    }
    result.likeness = static_cast<int>(likeness);
  }
  return result;
}

TextRules::NoLicense read_no_license(const toml::table& entry, TomlEntries& reader) {
  static constexpr std::array<std::string_view, 3> kBeside{"kept", "dropped", "decides"};
  TextRules::NoLicense result;
  if (const toml::node* node = entry.get("beside")) {
    const std::string value = reader.text(*node, "beside");
    const auto* const known = std::find(kBeside.begin(), kBeside.end(), value);
    if (known == kBeside.end()) {
      reader.error(node->source(),
                   "unknown beside \"" + value + "\"" + did_you_mean(value, kBeside));
    } else {
      result.beside = static_cast<TextRules::Beside>(known - kBeside.begin());
    }
  }
  if (const toml::node* node = entry.get("on")) {
    result.on_pages_only = reader.text(*node, "on") == "pages";
    if (!result.on_pages_only) reader.error(node->source(), "on must be \"pages\", or left out");
  }
  return result;
}

}  // namespace

Result<TextRules> read_text_rules(const std::filesystem::path& path, std::string_view bytes,
                                  const LicenseTable& licenses) {
  using Keys = std::array<std::string_view, 4>;
  static constexpr Keys kFile{"alias", "correction", "no_license", "inside"};
  static constexpr Keys kAlias{"license", "is", "likeness", "why"};
  static constexpr Keys kCorrection{"rule", "is", "likeness", "why"};
  static constexpr Keys kNoLicense{"license", "beside", "on", "why"};
  static constexpr std::array<std::string_view, 3> kInside{"license", "drop", "why"};
  TomlEntries reader(path, licenses);
  const Result<toml::table> file = reader.parse(bytes, kFile, "a file of text rules");
  if (!file) return fail(file.error().message);
  TextRules rules;
  reader.each(*file, "alias", kAlias, [&](const toml::table& entry) {
    reader.put(rules.aliases, entry, reader.text(entry, "license"), read_name(entry, reader));
  });
  reader.each(*file, "correction", kCorrection, [&](const toml::table& entry) {
    reader.put(rules.corrections, entry, reader.text(entry, "rule"), read_name(entry, reader));
  });
  reader.each(*file, "no_license", kNoLicense, [&](const toml::table& entry) {
    reader.put(rules.no_license, entry, reader.text(entry, "license"),
               read_no_license(entry, reader));
  });
  reader.each(*file, "inside", kInside, [&](const toml::table& entry) {
    reader.put(rules.inside, entry, reader.license(entry, "license"),
               reader.licenses(entry, "drop"));
  });
  if (!reader.first_error().empty()) return fail(reader.first_error());
  return rules;
}

}  // namespace licensus
