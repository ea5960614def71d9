#include "license/id_key.h"

#include <algorithm>
#include <array>

namespace licensus {
namespace {

constexpr std::array<std::string_view, 13> kNoise{
    "a",        "an",  "international", "licence",  "licences", "license", "licensed",
    "licenses", "the", "under",         "unported", "v",        "version"};
static_assert(std::is_sorted(kNoise.begin(), kNoise.end()));

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Bytes of the separator at `at` that is no ASCII: no-break space, U+2010 to U+2015; else 0.
size_t wide_separator(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("\xC2\xA0")) return 2;
  const bool dash =
      rest.size() >= 3 && rest.starts_with("\xE2\x80") && rest[2] >= '\x90' && rest[2] <= '\x95';
  return dash ? 3 : 0;
}

// "v2" -> "2", "gplv3" -> "gpl3"; "3.0" -> "3", "1.0.0+" -> "1+".
std::string fold(std::string word) {
  for (size_t i = 0; i + 1 < word.size(); ++i) {
    if (word[i] == 'v' && is_digit(word[i + 1]) && (i == 0 || is_lower(word[i - 1]))) {
      word.erase(i, 1);
      break;
    }
  }
  const size_t end = word.find_last_not_of('+') + 1;
  size_t cut = end;
  while (cut > 2 && word[cut - 1] == '0' && word[cut - 2] == '.') cut -= 2;
  return word.erase(cut, end - cut);
}

}  // namespace

std::vector<std::string> id_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool at_least = false;
  const auto finish = [&] {
    if (word.empty()) return;
    if (at_least) word += '+';
    at_least = false;
    if (!std::binary_search(kNoise.begin(), kNoise.end(), word)) words.push_back(fold(word));
    word.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = lower(text[i]);
    const bool inner_dot =
        c == '.' && i > 0 && is_digit(text[i - 1]) && i + 1 < text.size() && is_digit(text[i + 1]);
    if (const size_t separator = wide_separator(text, i); separator > 0) {
      finish();
      i += separator - 1;
    } else if (is_lower(c) || is_digit(c) || c == '+' || inner_dot || (c & '\x80') != 0) {
      word += c;
    } else {
      finish();
      at_least = at_least || text.substr(i).starts_with(">=");
    }
  }
  finish();
  return words;
}

std::string id_key(std::string_view text) {
  std::string key;
  if (text.size() > kMaxIdBytes) return key;
  for (const std::string& word : id_words(text)) key += word;
  return key;
}

}  // namespace licensus
