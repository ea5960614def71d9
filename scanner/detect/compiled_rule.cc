#include "detect/compiled_rule.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace licensus {
namespace {

constexpr int64_t kPatternMemoryBytes = 16 << 20;

using Found = PatternProgram::Found;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

re2::RE2::Options pattern_options(const Rule& rule) {
  re2::RE2::Options options;
  options.set_case_sensitive(rule.case_sensitive);
  options.set_log_errors(false);
  options.set_max_mem(kPatternMemoryBytes);
  return options;
}

CompiledRule::CompiledRule(const Rule& rule) : rule_(rule) {
  for (const std::string& stem : rule.stems) stems_.push_back(ascii_lower(stem));
  for (const std::string& need : rule.needs) needs_.push_back(ascii_lower(need));
}

Result<std::unique_ptr<CompiledRule>> CompiledRule::compile(const Rule& rule) {
  std::unique_ptr<CompiledRule> compiled(new CompiledRule(rule));
  Result<LicenseTemplate> license = LicenseTemplate::parse(rule.license, rule.program.groups);
  if (!license) return fail(license.error().message);
  for (const auto& [group, replacements] : rule.values) {
    if (!rule.program.groups.contains(group)) {
      return fail("values." + group + ": the pattern has no group (?P<" + group + ">...)");
    }
  }
  compiled->license_ = std::move(*license);
  return compiled;
}

const re2::RE2& CompiledRule::re2() const {
  std::call_once(re2_once_, [&] {
    re2_ = std::make_unique<re2::RE2>(piece(rule_.pattern), pattern_options(rule_));
  });
  return *re2_;
}

bool CompiledRule::search(std::string_view text, size_t from, size_t last, size_t to, Way way,
                          Span& match) const {
  if (way == Way::kFast && rule_.program.has_code()) {
    const Found found = rule_.program.find(text, from, last, to, match);
    if (found != Found::kUnsure) return found == Found::kMatch;
  }
  re2::StringPiece whole;
  if (!re2().Match(piece(text), from, to, re2::RE2::UNANCHORED, &whole, 1)) return false;
  match.start = static_cast<size_t>(whole.data() - text.data());
  match.end = match.start + whole.size();
  return true;
}

bool CompiledRule::match_at(std::string_view text, size_t start, size_t to, Way way,
                            Span& match) const {
  if (way == Way::kFast && rule_.program.has_code()) {
    const Found found = rule_.program.match_at(text, start, to, match);
    if (found != Found::kUnsure) return found == Found::kMatch;
  }
  re2::StringPiece whole;
  if (!re2().Match(piece(text), start, to, re2::RE2::ANCHOR_START, &whole, 1)) return false;
  match = {start, start + whole.size()};
  return true;
}

bool CompiledRule::capture(std::string_view text, Span whole,
                           std::vector<std::string_view>& groups) const {
  if (rule_.program.has_code()) {
    const Found found = rule_.program.capture(text, whole, groups);
    if (found != Found::kUnsure) return found == Found::kMatch;
  }
  std::vector<re2::StringPiece> pieces(groups.size());
  if (!re2().Match(piece(text), whole.start, whole.end, re2::RE2::ANCHOR_BOTH, pieces.data(),
                   static_cast<int>(pieces.size()))) {
    return false;
  }
  for (size_t i = 0; i < pieces.size(); ++i) groups[i] = {pieces[i].data(), pieces[i].size()};
  return true;
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

std::optional<Span> CompiledRule::find(std::string_view text, size_t from, size_t last, size_t to,
                                       Way way) const {
  Span span{};
  while (from < to && search(text, from, last, to, way, span)) {
    const size_t start = span.start;
    const bool fits = span.end - start <= kMaxMatchBytes ||
                      match_at(text, start, start + kMaxMatchBytes, way, span);
    const std::string_view match = text.substr(start, span.end - start);
    if (fits && holds_stem(match) && holds_need(match)) return span;
    from = start + 1;
  }
  return std::nullopt;
}

std::string CompiledRule::fill(std::string_view text, Span span) const {
  int last = 0;
  for (const auto& [name, number] : rule_.program.groups) last = std::max(last, number);
  std::vector<std::string_view> pieces(static_cast<size_t>(last) + 1);
  std::vector<std::string> values(pieces.size());
  if (pieces.size() > 1 && capture(text, span, pieces)) {
    for (const auto& [name, number] : rule_.program.groups) {
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
