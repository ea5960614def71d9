#include "detect/field_rules.h"

#include <array>

#include "base/ascii.h"
#include "detect/toml_entries.h"

namespace licensus {
namespace {

// "license = mit -> MIT"
bool read_example(std::string_view text, FieldRules::Example& example) {
  const size_t equals = text.find(" = ");
  const size_t arrow = text.rfind("->");
  if (equals == text.npos || arrow == text.npos || arrow < equals + 3) return false;
  example.path = text.substr(0, equals);
  example.value = trim_spaces(text.substr(equals + 3, arrow - equals - 3));
  example.license = trim_spaces(text.substr(arrow + 2));
  return true;
}

void read_field(const toml::table& entry, TomlEntries& reader, FieldRules& rules) {
  const std::string rule = reader.text(entry, "rule");
  for (const std::string& name : reader.texts(entry, "names")) {
    reader.put(rules.rule_by_name, entry, ascii_lower(name), rule);
  }
  if (entry["only_known"].value_or(false)) rules.only_known.insert(rule);
  std::vector<FieldRules::Example> examples;
  for (const std::string& text : reader.texts(entry, "examples")) {
    if (!read_example(text, examples.emplace_back())) {
      reader.error(entry.source(),
                   "write the example \"" + text + "\" as \"field = value -> license\"");
    }
  }
  reader.put(rules.examples, entry, rule, std::move(examples));
}

}  // namespace

std::string_view FieldRules::rule_of(std::string_view path) const {
  const std::string lower = ascii_lower(path);
  for (std::string_view end = lower;;) {
    if (const auto found = rule_by_name.find(end); found != rule_by_name.end()) {
      return found->second;
    }
    const size_t dot = end.find('.');
    if (dot == end.npos) return {};
    end.remove_prefix(dot + 1);
  }
}

std::string_view FieldRules::meaning_of(std::string_view value) const {
  const std::string_view text = trim_spaces(value);
  if (text.empty()) return "NOASSERTION";
  const auto found = meanings.find(ascii_lower(text));
  return found == meanings.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view FieldRules::without_catalogue(std::string_view value) const {
  std::string_view rest = trim_spaces(value);
  for (const std::string_view scheme : {"http://", "https://", "www."}) {
    if (rest.starts_with(scheme)) rest.remove_prefix(scheme.size());
  }
  for (const std::string& url : catalogues) {
    if (!rest.starts_with(url)) continue;
    rest.remove_prefix(url.size());
    for (const std::string_view end : {"/", ".html", ".json", ".txt"}) {
      if (rest.ends_with(end)) rest.remove_suffix(end.size());
    }
    return rest.find('/') == rest.npos ? rest : value;
  }
  return value;
}

Result<FieldRules> read_field_rules(const std::filesystem::path& path, std::string_view bytes,
                                    const LicenseTable& licenses) {
  static constexpr std::array<std::string_view, 4> kFile{"field", "unknown", "value", "catalogue"};
  static constexpr std::array<std::string_view, 5> kField{"rule", "names", "examples", "only_known",
                                                          "why"};
  static constexpr std::array<std::string_view, 2> kUnknown{"values", "why"};
  static constexpr std::array<std::string_view, 3> kValue{"values", "is", "why"};
  static constexpr std::array<std::string_view, 2> kCatalogue{"urls", "why"};
  TomlEntries reader(path, licenses);
  const Result<toml::table> file = reader.parse(bytes, kFile, "a file of field rules");
  if (!file) return fail(file.error().message);
  FieldRules rules;
  reader.each(*file, "field", kField,
              [&](const toml::table& entry) { read_field(entry, reader, rules); });
  reader.each(*file, "unknown", kUnknown, [&](const toml::table& entry) {
    for (const std::string& value : reader.texts(entry, "values")) {
      reader.put(rules.meanings, entry, ascii_lower(value), std::string("NOASSERTION"));
    }
  });
  reader.each(*file, "value", kValue, [&](const toml::table& entry) {
    const std::string is = reader.license(entry, "is");
    for (const std::string& value : reader.texts(entry, "values")) {
      reader.put(rules.meanings, entry, ascii_lower(value), is);
    }
  });
  reader.each(*file, "catalogue", kCatalogue, [&](const toml::table& entry) {
    for (std::string& url : reader.texts(entry, "urls")) rules.catalogues.push_back(std::move(url));
  });
  if (!reader.first_error().empty()) return fail(reader.first_error());
  return rules;
}

}  // namespace licensus
