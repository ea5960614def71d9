#include "detect/finding.h"

#include <algorithm>
#include <array>

namespace licensus {
namespace {

template <size_t N, class T>
std::string_view word(const std::array<std::string_view, N>& words, T value) {
  return words.at(static_cast<size_t>(value));
}

constexpr std::array<std::string_view, 6> kScopeWords{"document",   "embedded", "dataset",
                                                      "annotation", "metadata", "code"};

}  // namespace

std::string_view to_string(Kind value) {
  static constexpr std::array<std::string_view, 10> kWords{
      "text", "notice", "reference", "tag", "intro", "clue", "link", "field", "dataset", "unknown"};
  return word(kWords, value);
}

std::string_view to_string(Scope value) { return word(kScopeWords, value); }

std::optional<Scope> scope_named(std::string_view name) {
  const auto found = std::find(kScopeWords.begin(), kScopeWords.end(), name);
  if (found == kScopeWords.end()) return std::nullopt;
  return static_cast<Scope>(found - kScopeWords.begin());
}

std::string_view to_string(Element value) {
  static constexpr std::array<std::string_view, 10> kWords{
      "", "meta", "http-header", "json-ld", "link", "rdfa", "microdata", "a", "area", "img"};
  return word(kWords, value);
}

std::string_view to_string(Where value) {
  static constexpr std::array<std::string_view, 4> kWords{"", "head", "body", "footer"};
  return word(kWords, value);
}

std::string_view to_string(Status value) {
  static constexpr std::array<std::string_view, 6> kWords{
      "stated", "none_found", "declared_unknown", "reserved", "contradictory", "unreadable"};
  return word(kWords, value);
}

}  // namespace licensus
