#include "detect/finding.h"

#include <array>

namespace licensus {
namespace {

template <size_t N, class T>
std::string_view word(const std::array<std::string_view, N>& words, T value) {
  return words.at(static_cast<size_t>(value));
}

}  // namespace

std::string_view to_string(Kind value) {
  static constexpr std::array<std::string_view, 10> kWords{
      "text", "notice", "reference", "tag", "intro", "clue", "link", "field", "dataset", "unknown"};
  return word(kWords, value);
}

std::string_view to_string(Scope value) {
  static constexpr std::array<std::string_view, 6> kWords{"document",   "embedded", "dataset",
                                                          "annotation", "metadata", "code"};
  return word(kWords, value);
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
