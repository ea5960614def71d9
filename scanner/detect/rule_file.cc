#include "detect/rule_file.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <initializer_list>
#include <optional>

#include "base/ascii.h"
#include "base/nearest.h"

namespace licensus {
namespace {

constexpr int kMaxMacroDepth = 8;
constexpr size_t kMaxPatternBytes = 64 << 10;
constexpr std::string_view kFileKeys[] = {"stems",      "prints", "page_marks",
                                          "text_stems", "macros", "rule"};
constexpr std::string_view kRuleKeys[] = {
    "id",     "kind",     "license",   "pattern",     "stems", "scope", "score", "case_sensitive",
    "values", "examples", "page_only", "near_misses", "needs"};
constexpr std::string_view kExampleKeys[] = {"text", "license"};

// Reads one file. The first error stays; reading goes on with empty values, as nothing of a bad
// file is used.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& path) : file_(path.string()) {}

  Result<RuleFile> read(std::string_view bytes);

 private:
  void error(const toml::source_region& at, const std::string& reason) {
    if (error_.empty()) error_ = place(at) + ": " + reason;
  }
  std::string place(const toml::source_region& at) const {
    return file_ + ":" + std::to_string(at.begin.line);
  }
  void check_keys(const toml::table& table, std::span<const std::string_view> known,
                  std::string_view what);
  std::string text(const toml::node& node, std::string_view key);
  std::string text(const toml::table& table, std::string_view key, bool needed);
  template <class T>
  T scalar(const toml::table& table, std::string_view key, T otherwise, std::string_view type);
  template <class Each>
  void each(const toml::table& table, std::string_view key, Each each);
  template <class Each>
  void each(const toml::node& node, std::string_view what, Each each);
  std::vector<Literal> literals(const toml::node& node, std::string_view what);
  std::vector<Literal> literals(const toml::table& table, std::string_view key);
  template <class Word, size_t N>
  Word word(const toml::table& table, std::string_view key, Word otherwise,
            const std::array<Word, N>& known);
  Rule rule(const toml::table& table);
  Rule::Example example(const toml::node& node);
  void values(const toml::table& table, Rule& rule);

  std::string file_;
  std::string error_;
};

void Reader::check_keys(const toml::table& table, std::span<const std::string_view> known,
                        std::string_view what) {
  for (const auto& [key, node] : table) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    error(key.source(), "unknown key \"" + std::string(key.str()) + "\" of " + std::string(what) +
                            did_you_mean(key.str(), known));
  }
}

std::string Reader::text(const toml::node& node, std::string_view key) {
  if (const std::optional<std::string> value = node.value_exact<std::string>()) {
    if (!value->empty()) return *value;
  }
  error(node.source(), std::string(key) + " must be text that is not empty");
  return "";
}

std::string Reader::text(const toml::table& table, std::string_view key, bool needed) {
  if (const toml::node* node = table.get(key)) return text(*node, key);
  if (needed) error(table.source(), "the rule needs the key \"" + std::string(key) + "\"");
  return "";
}

template <class T>
T Reader::scalar(const toml::table& table, std::string_view key, T otherwise,
                 std::string_view type) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return otherwise;
  const std::optional<T> value = node->value_exact<T>();
  if (!value) error(node->source(), std::string(key) + " must be " + std::string(type));
  return value.value_or(otherwise);
}

template <class Each>
void Reader::each(const toml::table& table, std::string_view key, Each each) {
  if (const toml::node* node = table.get(key)) this->each(*node, key, each);
}

template <class Each>
void Reader::each(const toml::node& node, std::string_view what, Each each) {
  const toml::array* array = node.as_array();
  if (array == nullptr) return error(node.source(), std::string(what) + " must be an array: [...]");
  for (const toml::node& element : *array) each(element);
}

std::vector<Literal> Reader::literals(const toml::node& node, std::string_view what) {
  std::vector<Literal> result;
  each(node, what, [&](const toml::node& element) {
    result.push_back({text(element, what), place(element.source())});
  });
  return result;
}

std::vector<Literal> Reader::literals(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  return node == nullptr ? std::vector<Literal>() : literals(*node, key);
}

template <class Word, size_t N>
Word Reader::word(const toml::table& table, std::string_view key, Word otherwise,
                  const std::array<Word, N>& known) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return otherwise;
  const std::string value = text(*node, key);
  std::vector<std::string_view> words;
  for (const Word candidate : known) {
    if (to_string(candidate) == value) return candidate;
    words.push_back(to_string(candidate));
  }
  error(node->source(),
        "unknown " + std::string(key) + " \"" + value + "\"" + did_you_mean(value, words));
  return otherwise;
}

Rule::Example Reader::example(const toml::node& node) {
  const toml::table* table = node.as_table();
  if (table == nullptr) return {text(node, "an example"), ""};
  check_keys(*table, kExampleKeys, "an example");
  return {text(*table, "text", true), text(*table, "license", true)};
}

void Reader::values(const toml::table& table, Rule& rule) {
  const toml::node* node = table.get("values");
  if (node == nullptr) return;
  const toml::table* groups = node->as_table();
  if (groups == nullptr) return error(node->source(), "values must be written values.<group> = {}");
  for (const auto& [group, entries] : *groups) {
    const toml::table* replacements = entries.as_table();
    if (replacements == nullptr) {
      return error(entries.source(), "values." + std::string(group.str()) +
                                         " must be a table: {\"bytes\" = \"replacement\"}");
    }
    for (const auto& [bytes, replacement] : *replacements) {
      const std::optional<std::string> value = replacement.value_exact<std::string>();
      if (!value) error(replacement.source(), "a replacement must be text");
      rule.values[std::string(group.str())][ascii_lower(bytes.str())] = value.value_or("");
    }
  }
}

Rule Reader::rule(const toml::table& table) {
  static constexpr std::array kKinds{Kind::kText, Kind::kNotice, Kind::kReference,
                                     Kind::kTag,  Kind::kIntro,  Kind::kClue,
                                     Kind::kLink, Kind::kField,  Kind::kUnknown};
  static constexpr std::array kScopes{Scope::kDocument,   Scope::kEmbedded, Scope::kDataset,
                                      Scope::kAnnotation, Scope::kMetadata, Scope::kCode};
  check_keys(table, kRuleKeys, "a rule");
  Rule rule;
  rule.file = file_;
  rule.line = static_cast<int>(table.source().begin.line);
  rule.id = text(table, "id", true);
  if (text(table, "kind", true).empty()) return rule;
  rule.kind = word(table, "kind", rule.kind, kKinds);
  rule.license = text(table, "license", true);
  rule.pattern = text(table, "pattern", true);
  rule.case_sensitive = scalar<bool>(table, "case_sensitive", false, "true or false");
  for (Literal& stem : literals(table, "stems")) rule.stems.push_back(std::move(stem.text));
  if (rule.stems.empty()) error(table.source(), "the rule needs the key \"stems\"");
  for (Literal& need : literals(table, "needs")) rule.needs.push_back(std::move(need.text));
  rule.scope = word(table, "scope", rule.scope, kScopes);
  const int64_t score = scalar<int64_t>(table, "score", 100, "a number from 0 to 100");
  if (score < 0 || score > 100) error(table.source(), "score must be a number from 0 to 100");
  rule.score = static_cast<int>(score);
  rule.page_only = scalar<bool>(table, "page_only", false, "true or false");
  values(table, rule);
  each(table, "examples", [&](const toml::node& node) { rule.examples.push_back(example(node)); });
  for (Literal& miss : literals(table, "near_misses")) {
    rule.near_misses.push_back(std::move(miss.text));
  }
  return rule;
}

Result<RuleFile> Reader::read(std::string_view bytes) {
  const toml::parse_result parsed = toml::parse(bytes, file_);
  if (!parsed) {
    return fail(place(parsed.error().source()) +
                ": bad TOML: " + std::string(parsed.error().description()));
  }
  const toml::table& table = parsed.table();
  RuleFile file;
  check_keys(table, kFileKeys, "a rule file");
  file.stems = literals(table, "stems");
  each(table, "prints", [&](const toml::node& group) {
    file.prints.push_back(literals(group, "a group of prints"));
  });
  file.page_marks = literals(table, "page_marks");
  file.text_stems = literals(table, "text_stems");
  if (const toml::node* macros = table.get("macros")) {
    const toml::table* named = macros->as_table();
    if (named == nullptr)
      return fail(place(macros->source()) + ": macros must be a table: [macros]");
    for (const auto& [name, node] : *named) {
      file.macros[std::string(name.str())] = {text(node, name.str()), place(node.source())};
    }
  }
  each(table, "rule", [&](const toml::node& node) {
    if (!node.is_table()) return error(node.source(), "a rule must be written as [[rule]]");
    file.rules.push_back(rule(*node.as_table()));
  });
  if (!error_.empty()) return fail(error_);
  return file;
}

Result<std::string> expand(std::string_view pattern,
                           const std::map<std::string, std::string>& macros, int depth) {
  if (depth > kMaxMacroDepth) return fail("macros stand inside each other too deep");
  std::string expanded;
  while (true) {
    const size_t open = pattern.find("{{");
    expanded += pattern.substr(0, open);
    if (open == std::string_view::npos) break;
    const size_t close = pattern.find("}}", open);
    if (close == std::string_view::npos) return fail("\"{{\" of a macro has no \"}}\"");
    const std::string name(pattern.substr(open + 2, close - open - 2));
    const auto macro = macros.find(name);
    if (macro == macros.end()) {
      std::vector<std::string_view> names;
      for (const auto& [known, text] : macros) names.push_back(known);
      return fail("unknown macro {{" + name + "}}" + did_you_mean(name, names));
    }
    Result<std::string> inner = expand(macro->second, macros, depth + 1);
    if (!inner) return inner;
    expanded += "(?:" + *inner + ")";
    if (expanded.size() > kMaxPatternBytes) return fail("the pattern is longer than 64 KB");
    pattern.remove_prefix(close + 2);
  }
  return expanded;
}

}  // namespace

Result<RuleFile> read_rule_file(const std::filesystem::path& path, std::string_view bytes) {
  return Reader(path).read(bytes);
}

Result<std::string> expand_macros(std::string_view pattern,
                                  const std::map<std::string, std::string>& macros) {
  return expand(pattern, macros, 0);
}

}  // namespace licensus
