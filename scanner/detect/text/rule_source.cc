#include "detect/text/rule_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>

#include "detect/text/front_matter.h"
#include "detect/text/text_index.h"

namespace licensus {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSpace = " \t\n\r\v\f";

Result<std::string> read_whole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(path.string() + " cannot be read");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<std::vector<fs::path>> list_files(const fs::path& folder, std::string_view ending) {
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().native().ends_with(ending)) files.push_back(at->path());
  }
  if (error) return fail(folder.string() + ": " + error.message());
  return files;
}

std::string without_leading_space(std::string_view text) {
  return std::string(text.substr(std::min(text.find_first_not_of(kSpace), text.size())));
}

// Each line without white space around it.
std::string with_trimmed_lines(std::string_view text) {
  std::string lines;
  text.remove_prefix(std::min(text.find_first_not_of('\n'), text.size()));
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const size_t begin = line.find_first_not_of(kSpace);
    if (begin != line.npos) lines += line.substr(begin, line.find_last_not_of(kSpace) - begin + 1);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!text.empty()) lines += '\n';
  }
  return lines;
}

struct NamedFlag {
  std::string_view name;
  uint32_t flag;
};
constexpr NamedFlag kFlags[] = {{"is_license_text", kRuleText},
                                {"is_license_notice", kRuleNotice},
                                {"is_license_reference", kRuleReference},
                                {"is_license_tag", kRuleTag},
                                {"is_license_intro", kRuleIntro},
                                {"is_license_clue", kRuleClue},
                                {"is_false_positive", kRuleFalsePositive},
                                {"is_continuous", kRuleContinuous},
                                {"is_required_phrase", kRuleRequiredPhrase}};

Result<uint32_t> read_flags(const FrontMatter& front) {
  uint32_t flags = 0;
  for (const NamedFlag& named : kFlags) {
    const auto is_set = front.flag(named.name);
    if (!is_set) return fail(is_set.error().message);
    if (*is_set) flags |= named.flag;
  }
  return flags;
}

// nullopt: a rule that ScanCode leaves out.
Result<std::optional<SourceRule>> read_rule(const FrontMatter& front, std::string identifier) {
  const auto deprecated = front.flag("is_deprecated");
  const auto flags = read_flags(front);
  const auto relevance = front.percentage("relevance");
  const auto coverage = front.percentage("minimum_coverage");
  if (!deprecated) return fail(deprecated.error().message);
  if (!flags) return fail(flags.error().message);
  if (!relevance) return fail(relevance.error().message);
  if (!coverage) return fail(coverage.error().message);
  const std::string_view language = front.value("language");
  if (*deprecated || (!language.empty() && language != "en")) return std::optional<SourceRule>();

  SourceRule rule;
  rule.identifier = std::move(identifier);
  rule.flags = *flags;
  rule.expression = front.value("license_expression");
  if (rule.expression.empty() != ((*flags & kRuleFalsePositive) != 0)) {
    return fail("a rule has a license_expression, a false positive has none");
  }
  rule.text = without_leading_space(front.text);
  rule.relevance = *relevance;
  rule.coverage = *coverage == 0 ? -1 : *coverage;
  return rule;
}

Result<std::optional<SourceRule>> read_license(const FrontMatter& front, const std::string& key,
                                               SourceLicense& license) {
  const auto deprecated = front.flag("is_deprecated");
  const auto exception = front.flag("is_exception");
  const auto coverage = front.percentage("minimum_coverage");
  if (!deprecated) return fail(deprecated.error().message);
  if (!exception) return fail(exception.error().message);
  if (!coverage) return fail(coverage.error().message);
  if (front.value("key") != key) return fail("its key is not its name");
  license.key = key;
  license.spdx_id = front.value("spdx_license_key");
  const auto others = front.fields.find("other_spdx_license_keys");
  if (others != front.fields.end()) license.other_spdx_ids = others->second.items;
  license.is_exception = *exception;
  license.is_deprecated = *deprecated;

  SourceRule rule;
  rule.text = with_trimmed_lines(front.text);
  if (*deprecated || rule.text.empty()) return std::optional<SourceRule>();
  rule.identifier = key + ".LICENSE";
  rule.expression = key;
  rule.flags = kRuleText | kRuleFromLicense;
  rule.relevance = 100;
  rule.coverage = *coverage == 0 ? -1 : *coverage;
  return rule;
}

Result<void> read_rules(const fs::path& folder, RuleSource& source) {
  const auto files = list_files(folder, ".RULE");
  if (!files) return fail(files.error().message);
  for (const fs::path& path : *files) {
    const auto file = read_whole(path);
    if (!file) return fail(file.error().message);
    const auto front = parse_front_matter(*file);
    if (!front) return fail(path.string() + ": " + front.error().message);
    auto rule = read_rule(*front, path.filename().string());
    if (!rule) return fail(path.string() + ": " + rule.error().message);
    if (*rule) source.rules.push_back(std::move(**rule));
  }
  return {};
}

Result<void> read_licenses(const fs::path& folder, RuleSource& source) {
  const auto files = list_files(folder, ".LICENSE");
  if (!files) return fail(files.error().message);
  for (const fs::path& path : *files) {
    const auto file = read_whole(path);
    if (!file) return fail(file.error().message);
    const auto front = parse_front_matter(*file);
    if (!front) return fail(path.string() + ": " + front.error().message);
    auto rule = read_license(*front, path.stem().string(), source.licenses.emplace_back());
    if (!rule) return fail(path.string() + ": " + rule.error().message);
    if (*rule) source.rules.push_back(std::move(**rule));
  }
  return {};
}

Result<std::vector<std::pair<std::string, int>>> read_words(const fs::path& path,
                                                            std::string_view begin_mark) {
  const auto source = read_whole(path);
  if (!source) return fail(source.error().message);
  auto words = read_python_words(*source, begin_mark);
  if (!words) return fail(path.string() + ": " + words.error().message);
  return words;
}

std::string header_field(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.empty() || line == "\r") break;
    if (line.starts_with(name)) {
      line.remove_prefix(name.size());
      const size_t begin = line.find_first_not_of(kSpace);
      if (begin == line.npos) return "";
      return std::string(line.substr(begin, line.find_last_not_of(kSpace) - begin + 1));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return "";
}

std::string read_name(const fs::path& folder) {
  const auto info = read_whole(folder / "PKG-INFO");
  if (!info) return "";
  const std::string name = header_field(*info, "Name:");
  return name.empty() ? "" : name + " " + header_field(*info, "Version:");
}

}  // namespace

Result<std::vector<std::pair<std::string, int>>> read_python_words(std::string_view source,
                                                                   std::string_view begin_mark) {
  size_t at = source.find(begin_mark);
  if (at == source.npos) return fail(fmt::format("no \"{}\" in it", begin_mark));
  std::vector<std::pair<std::string, int>> words;
  for (at += begin_mark.size(); at < source.size(); ++at) {
    const char c = source[at];
    if (c == '}') return words;
    if (c == '#') {
      at = std::min(source.find('\n', at), source.size());
    } else if (c == '\'' || c == '"') {
      const size_t end = source.find_first_of(c == '\'' ? "'\\\n" : "\"\\\n", at + 1);
      if (end == source.npos || source[end] != c) break;
      words.emplace_back(source.substr(at + 1, end - at - 1), 0);
      at = end;
    } else if (c >= '0' && c <= '9') {
      if (words.empty()) break;
      const char* begin = source.data() + at;
      const auto [end, error] =
          std::from_chars(begin, source.data() + source.size(), words.back().second);
      if (error != std::errc()) break;
      at += static_cast<size_t>(end - begin) - 1;
    } else if (c != ',' && c != ':' && kSpace.find(c) == kSpace.npos) {
      break;
    }
  }
  return fail(fmt::format("what follows \"{}\" is no list of words", begin_mark));
}

Result<RuleSource> read_rule_source(const fs::path& folder) {
  const fs::path code = folder / "src/licensedcode";
  RuleSource source;
  source.name = read_name(folder);
  auto legalese = read_words(code / "legalese.py", "common_license_words = {");
  if (!legalese) return fail(legalese.error().message);
  source.legalese = std::move(*legalese);
  auto stopwords = read_words(code / "stopwords.py", "STOPWORDS = frozenset({");
  if (!stopwords) return fail(stopwords.error().message);
  for (auto& word : *stopwords) source.stopwords.push_back(std::move(word.first));
  auto read = read_rules(code / "data/rules", source);
  if (read) read = read_licenses(code / "data/licenses", source);
  if (!read) return fail(read.error().message);
  std::sort(source.rules.begin(), source.rules.end(),
            [](const SourceRule& a, const SourceRule& b) { return a.identifier < b.identifier; });
  std::sort(source.licenses.begin(), source.licenses.end(),
            [](const SourceLicense& a, const SourceLicense& b) { return a.key < b.key; });
  return source;
}

}  // namespace licensus
