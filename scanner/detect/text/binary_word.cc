#include "detect/text/binary_word.h"

#include <algorithm>
#include <string>

namespace licensus {
namespace {

constexpr size_t kLongEnough = 5;

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

// One blank in place of several, none at the ends.
std::string squeeze(std::string_view text) {
  std::string squeezed;
  for (const char c : text) {
    if (!is_blank(c)) {
      squeezed += c;
    } else if (!squeezed.empty() && squeezed.back() != ' ') {
      squeezed += ' ';
    }
  }
  if (squeezed.ends_with(' ')) squeezed.pop_back();
  return squeezed;
}

size_t count_characters(std::string_view utf8) {
  return static_cast<size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// Python's istitle: capitals only at the begin of words, small letters only inside.
bool is_title_case(std::string_view text) {
  bool has_letter = false, in_word = false;
  for (const char c : text) {
    if ((is_upper(c) && in_word) || (is_lower(c) && !in_word)) return false;
    in_word = is_upper(c) || is_lower(c);
    has_letter = has_letter || in_word;
  }
  return has_letter;
}

bool is_in_one_case(std::string_view text) {
  return std::none_of(text.begin(), text.end(), is_upper) ||
         std::none_of(text.begin(), text.end(), is_lower);
}

void drop_plus_signs(std::string_view& text) {
  while (text.ends_with('+')) text.remove_suffix(1);
}

}  // namespace

bool may_be_meant(std::string_view seen, std::string_view rule_text, size_t more_characters) {
  const std::string squeezed = squeeze(seen), squeezed_rule = squeeze(rule_text);
  if (squeezed == squeezed_rule) return true;
  const size_t rule_size = count_characters(squeezed_rule);
  if (rule_size >= kLongEnough) return true;
  if (squeezed.size() != rule_size && squeezed.size() != rule_size + more_characters) return false;
  if (rule_text.ends_with('+')) {
    drop_plus_signs(seen);
    drop_plus_signs(rule_text);
  }
  return is_title_case(seen) || is_in_one_case(seen) ||
         seen.find(rule_text) != std::string_view::npos;
}

}  // namespace licensus
