#include "detect/compiled_rule.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace licensus {
namespace {

constexpr int64_t kPatternMemoryBytes = 16 << 20;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

re2::RE2::Options pattern_options(const Rule& rule) {
  re2::RE2::Options options;
  options.set_case_sensitive(rule.case_sensitive);
  options.set_log_errors(false);
  options.set_max_mem(kPatternMemoryBytes);
  return options;
}

CompiledRule::CompiledRule(const Rule& rule)
    : rule_(rule), pattern_(piece(rule.pattern), pattern_options(rule)) {
  for (const std::string& stem : rule.stems) stems_.push_back(ascii_lower(stem));
  for (const std::string& need : rule.needs) needs_.push_back(ascii_lower(need));
}

Result<std::unique_ptr<CompiledRule>> CompiledRule::compile(const Rule& rule) {
  std::unique_ptr<CompiledRule> compiled(new CompiledRule(rule));
  const re2::RE2& pattern = compiled->pattern_;
  if (!pattern.ok()) return fail("RE2 refuses the pattern: " + pattern.error());
  Result<LicenseTemplate> license =
      LicenseTemplate::parse(rule.license, pattern.NamedCapturingGroups());
  if (!license) return fail(license.error().message);
  for (const auto& [group, replacements] : rule.values) {
    if (!pattern.NamedCapturingGroups().contains(group)) {
      return fail("values." + group + ": the pattern has no group (?P<" + group + ">...)");
    }
  }
  compiled->license_ = std::move(*license);
  return compiled;
}

bool CompiledRule::holds_stem(std::string_view match) const {
  std::array<char, kMaxMatchBytes> lower;
  std::transform(match.begin(), match.end(), lower.begin(), [](char c) { return ascii_lower(c); });
  const std::string_view folded(lower.data(), match.size());
  return std::any_of(stems_.begin(), stems_.end(), [&](const std::string& stem) {
    return folded.substr(0, kMaxBytesBeforeStem + stem.size()).find(stem) != std::string_view::npos;
  });
}

// That every match does is proven of letters without case; only beyond ASCII are there letters that
// have the same lower case and other bytes.
bool CompiledRule::holds_need(std::string_view match) const {
  if (needs_.empty() || std::none_of(match.begin(), match.end(), [](char c) { return c & 0x80; })) {
    return true;
  }
  const std::string folded = ascii_lower(match);
  return std::any_of(needs_.begin(), needs_.end(), [&](const std::string& need) {
    return folded.find(need) != std::string::npos;
  });
}

std::optional<Span> CompiledRule::find(std::string_view text, size_t from, size_t to) const {
  re2::StringPiece whole;
  while (from < to && pattern_.Match(piece(text), from, to, re2::RE2::UNANCHORED, &whole, 1)) {
    const auto start = static_cast<size_t>(whole.data() - text.data());
    const bool fits =
        whole.size() <= kMaxMatchBytes || pattern_.Match(piece(text), start, start + kMaxMatchBytes,
                                                         re2::RE2::ANCHOR_START, &whole, 1);
    const std::string_view match(whole.data(), whole.size());
    if (fits && holds_stem(match) && holds_need(match)) return Span{start, start + match.size()};
    from = start + 1;
  }
  return std::nullopt;
}

std::string CompiledRule::fill(std::string_view text, Span span) const {
  const int groups = license_.is_static() ? 0 : pattern_.NumberOfCapturingGroups();
  std::vector<re2::StringPiece> pieces(static_cast<size_t>(groups) + 1);
  std::vector<std::string> values(pieces.size());
  if (groups > 0 && pattern_.Match(piece(text), span.start, span.end, re2::RE2::ANCHOR_BOTH,
                                   pieces.data(), groups + 1)) {
    for (const auto& [name, number] : pattern_.NamedCapturingGroups()) {
      std::string& value = values[static_cast<size_t>(number)];
      value = std::string(pieces[static_cast<size_t>(number)]);
      const auto replacements = rule_.values.find(name);
      if (replacements == rule_.values.end()) continue;
      const auto replacement = replacements->second.find(ascii_lower(value));
      if (replacement != replacements->second.end()) value = replacement->second;
    }
  }
  return license_.fill(values);
}

}  // namespace licensus
