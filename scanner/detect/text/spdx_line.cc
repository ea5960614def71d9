#include "detect/text/spdx_line.h"

#include <re2/re2.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "base/ascii.h"

namespace licensus {
namespace {

constexpr std::string_view kUnknown = "unknown-spdx";
constexpr size_t kMaxWords = 1000;
constexpr size_t kMaxDepth = 64;
constexpr std::string_view kPunctuation = "!\"#$%&'*,-./:;<=>?@[\\]^_`{|}~\t\r\n ";

// Ids that SPDX has replaced by expressions.
constexpr std::string_view kReplaced[][3] = {
    {"ecos-2.0", "gpl-2.0-or-later", "ecos-exception-2.0"},
    {"gpl-2.0-with-autoconf-exception", "gpl-2.0-only", "autoconf-exception-2.0"},
    {"gpl-2.0-with-bison-exception", "gpl-2.0-only", "bison-exception-2.2"},
    {"gpl-2.0-with-classpath-exception", "gpl-2.0-only", "classpath-exception-2.0"},
    {"gpl-2.0-with-font-exception", "gpl-2.0-only", "font-exception-2.0"},
    {"gpl-2.0-with-gcc-exception", "gpl-2.0-only", "gcc-exception-2.0"},
    {"gpl-3.0-with-autoconf-exception", "gpl-3.0-only", "autoconf-exception-3.0"},
    {"gpl-3.0-with-gcc-exception", "gpl-3.0-only", "gcc-exception-3.1"},
    {"wxwindows", "lgpl-2.0-or-later", "wxwindows-exception-3.1"},
};

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string one_space(std::string_view text) {
  std::string result;
  for (size_t at = 0; at < text.size(); ++at) {
    if (is_space(text[at])) continue;
    if (at != 0 && is_space(text[at - 1]) && !result.empty()) result += ' ';
    result += text[at];
  }
  return result;
}

std::string_view behind_last_mark(std::string_view line) {
  static const RE2 spdx("(?i)spd[xz][-\\s]+lin?[cs]en?[sc]es?[-\\s]+identifi?er\\s*:?\\s*");
  static const RE2 nuget("(?i)licenses[.\\s]+nuget[.\\s]+org\\s*:?\\s*");
  for (const RE2* mark : {&spdx, &nuget}) {
    re2::StringPiece rest(line.data(), line.size());
    bool found = false;
    while (RE2::FindAndConsume(&rest, *mark)) found = true;
    if (found) return {rest.data(), rest.size()};
  }
  return line;
}

// Tags (all but those of licenses and addresses) and entities as blanks, where a line is markup.
std::string without_markup(std::string_view text) {
  static const RE2 tag("(?i)</?[^\\s></]+[>\\s]?|&[^\\s&]+;|['\"]?/>|href");
  const auto opened = std::count(text.begin(), text.end(), '<');
  const auto closed = std::count(text.begin(), text.end(), '>');
  const auto blanks = std::count_if(text.begin(), text.end(), is_space);
  const bool balanced =
      opened != 0 && closed != 0 &&
      std::abs(1 - static_cast<double>(closed) / static_cast<double>(opened)) < .2;
  const bool many = static_cast<double>(opened + closed) >
                    .05 * static_cast<double>(static_cast<ptrdiff_t>(text.size()) - blanks);
  if (!text.starts_with('<') && !(balanced && many)) return std::string(text);
  std::string result;
  re2::StringPiece rest(text.data(), text.size()), found;
  size_t at = 0;
  while (tag.Match({text.data(), text.size()}, at, text.size(), RE2::UNANCHORED, &found, 1)) {
    const size_t begin = static_cast<size_t>(found.data() - text.data());
    result += text.substr(at, begin - at);
    const std::string word = ascii_lower(std::string_view(found.data(), found.size()));
    const bool kept = word.find("lic") != std::string::npos ||
                      word.find("http") != std::string::npos ||
                      word.find("www") != std::string::npos || word == "<s>" || word == "</s>";
    if (kept) {
      result.append(found.data(), found.size());
    } else {
      result += ' ';
    }
    at = begin + found.size();
  }
  result += text.substr(at);
  return one_space(result);
}

void erase_all(std::string& text, std::string_view part) {
  for (size_t at; (at = text.find(part)) != std::string::npos;) text.erase(at, part.size());
}

std::vector<std::string> cut_into_words(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (const char c : text) {
    if (words.size() > kMaxWords) break;
    if (is_space(c)) {
      finish();
    } else if (c == '(' || c == ')') {
      finish();
      words.emplace_back(1, c);
    } else {
      word += c;
    }
  }
  finish();
  return words;
}

// What ScanCode takes as a character of an id. It gives up on an expression with any other.
bool is_id_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view("-:_.+").find(c) != std::string_view::npos;
}

bool is_readable(const std::string& word) {
  return word == "(" || word == ")" || std::all_of(word.begin(), word.end(), is_id_char);
}

bool is_keyword(const std::string& word) { return word == "and" || word == "or" || word == "with"; }

std::string key_of(const std::string& id, const TextIndex& index) {
  const auto license = index.license_of_spdx_id(id);
  return std::string(license ? license->key : kUnknown);
}

// A license, or one with an exception, or an expression that is more than that.
struct Part {
  std::string text;
  bool is_license = true;
};

// AND binds tighter than OR. Fails (nullopt) where ScanCode's parser does.
class Parser {
 public:
  Parser(const std::vector<std::string>& words, const TextIndex& index)
      : words_(words), index_(index) {}

  std::optional<Part> parse() {
    auto result = parse_operator("or", 0);
    return at_ == words_.size() ? result : std::nullopt;
  }

 private:
  bool at(std::string_view word) const { return at_ < words_.size() && words_[at_] == word; }

  std::optional<Part> parse_operator(std::string_view name, size_t depth) {
    auto result = name == "or" ? parse_operator("and", depth) : parse_operand(depth);
    bool is_first = true;
    while (result && at(name)) {
      ++at_;
      auto next = name == "or" ? parse_operator("and", depth) : parse_operand(depth);
      if (!next) return std::nullopt;
      if (is_first) result = Part{in_parentheses(*result), false};
      is_first = false;
      result->text += name == "or" ? " OR " : " AND ";
      result->text += in_parentheses(*next);
    }
    return result;
  }

  static std::string in_parentheses(const Part& part) {
    return part.is_license ? part.text : '(' + part.text + ')';
  }

  std::optional<Part> parse_operand(size_t depth) {
    if (depth > kMaxDepth || at_ >= words_.size()) return std::nullopt;
    if (at("(")) {
      ++at_;
      auto inside = parse_operator("or", depth + 1);
      if (!inside || !at(")")) return std::nullopt;
      ++at_;
      return inside;
    }
    if (at(")") || is_keyword(words_[at_])) return std::nullopt;
    const std::string& id = words_[at_++];
    for (const auto& [old, license, exception] : kReplaced) {
      if (id == old && !at("with")) {
        return Part{key_of(std::string(license), index_) + " WITH " +
                    key_of(std::string(exception), index_)};
      }
    }
    Part part{key_of(id, index_)};
    if (at("with")) {
      ++at_;
      if (at_ >= words_.size() || is_keyword(words_[at_]) || at("(") || at(")")) {
        return std::nullopt;
      }
      part.text += " WITH " + key_of(words_[at_++], index_);
    }
    return part;
  }

  const std::vector<std::string>& words_;
  const TextIndex& index_;
  size_t at_ = 0;
};

// What does not parse: its ids without operators and parentheses.
std::string read_broken(const std::vector<std::string>& words, const TextIndex& index) {
  const bool has_keyword = std::any_of(words.begin(), words.end(), is_keyword);
  std::vector<std::string> joined;
  for (const std::string& word : words) {
    if (is_keyword(word) || word == "(" || word == ")") continue;
    if (!joined.empty()) joined.emplace_back(has_keyword ? "and" : "or");
    joined.push_back(word);
  }
  const auto part = Parser(joined, index).parse();
  if (!part) return std::string(kUnknown);
  if (!has_keyword) return part->text;
  return (part->is_license ? part->text : '(' + part->text + ')') + " AND " + std::string(kUnknown);
}

}  // namespace

std::string clean_spdx_text(std::string_view line) {
  const std::string plain = without_markup(line);
  std::string text = without_markup(behind_last_mark(plain));
  for (const std::string_view tag : {"</a>", "</p>", "</div>", "</licenseUrl>"}) {
    erase_all(text, tag);
  }
  text = one_space(text);
  const size_t begin = text.find_first_not_of(std::string(kPunctuation) + ")+");
  if (begin == std::string::npos) return "";
  text.erase(0, begin);
  text.erase(text.find_last_not_of(std::string(kPunctuation) + "(") + 1);
  const auto opened = std::count(text.begin(), text.end(), '(');
  const auto closed = std::count(text.begin(), text.end(), ')');
  if (opened == 1 && closed == 0) std::replace(text.begin(), text.end(), '(', ' ');
  if (closed == 1 && opened == 0) std::replace(text.begin(), text.end(), ')', ' ');
  const size_t quote = text.find("\">");
  if (quote != std::string::npos) {
    const std::string second = text.substr(quote + 2, text.find("\">", quote + 2) - quote - 2);
    if (text.substr(0, quote).find(second) != std::string::npos) text.resize(quote);
  }
  return one_space(text);
}

std::string read_spdx_line(std::string_view line, const TextIndex& index) {
  const std::string text = ascii_lower(clean_spdx_text(line));
  if (text.empty()) return "";
  const std::vector<std::string> words = cut_into_words(text);
  if (!std::all_of(words.begin(), words.end(), is_readable)) return std::string(kUnknown);
  const auto part = Parser(words, index).parse();
  return part ? part->text : read_broken(words, index);
}

}  // namespace licensus
