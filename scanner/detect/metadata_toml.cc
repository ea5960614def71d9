// The strings of a TOML document (https://toml.io/en/v1.0.0). Our own, as both of Debian's
// libraries fail on hostile input: toml++ ends the program at "[[[", toml11 reads beyond a key that
// is not closed. Numbers, dates and truth values are passed over, not checked.
#include <algorithm>
#include <string>
#include <vector>

#include "detect/metadata_values.h"

namespace licensus {
namespace {

class TomlWalk {
 public:
  TomlWalk(std::string_view text, const TakeValue& take) : text_(text), take_(take) {}

  // `one_table`: up to the next header.
  std::string walk(bool one_table = false) {
    std::string table;
    for (;;) {
      skip_blanks(true);
      if (at_ == text_.size()) return {};
      path_.up(0);
      if (text_[at_] == '[') {
        if (one_table) return {};
        if (!take_header(table)) return problem();
        continue;
      }
      if (!table.empty()) path_.down(table);
      if (!take_pair(0)) return problem();
      skip_blanks(false);
      if (at_ < text_.size() && text_[at_] != '\n') return problem();
    }
  }

 private:
  std::string problem() const {
    const auto line = std::count(text_.begin(), text_.begin() + static_cast<ptrdiff_t>(at_), '\n');
    return "no TOML in line " + std::to_string(line + 1);
  }

  bool is(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!is(c)) return false;
    ++at_;
    return true;
  }

  // Also comments, and the ends of lines.
  void skip_blanks(bool lines) {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (c == ' ' || c == '\t' || c == '\r' || (lines && c == '\n')) {
        ++at_;
      } else {
        return;
      }
    }
  }

  bool take_header(std::string& table) {
    const bool array = text_.substr(at_).starts_with("[[");
    at_ += array ? 2 : 1;
    if (!take_key(table) || !take(']') || (array && !take(']'))) return false;
    if (array) table += paths_of_entry();
    return true;
  }

  // What the entry that begins here says it is of, as a selector; "" for nothing.
  std::string paths_of_entry() const {
    std::string paths;
    const TakeValue take = [&](std::string_view key, std::string_view value, ValueSpan) {
      if (key != "path" || paths.size() >= kMaxSelectorBytes) return;
      paths += (paths.empty() ? "" : " ") + std::string(value);
    };
    TomlWalk(text_.substr(at_), take).walk(true);
    return paths.empty() ? std::string() : selector(paths);
  }

  // Dotted parts, bare or quoted, joined by dots.
  bool take_key(std::string& key) {
    key.clear();
    do {
      skip_blanks(false);
      std::string part;
      if (is('"') || is('\'')) {
        if (!take_string(part)) return false;
      } else {
        const size_t begin = at_;
        while (at_ < text_.size() && is_bare(text_[at_])) ++at_;
        part = text_.substr(begin, at_ - begin);
        if (part.empty()) return false;
      }
      key += (key.empty() ? "" : ".") + part;
      skip_blanks(false);
    } while (take('.'));
    return true;
  }

  static bool is_bare(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  }

  bool take_pair(size_t depth) {
    std::string key;
    if (!take_key(key) || !take('=')) return false;
    const size_t before = path_.down(key);
    skip_blanks(false);
    const bool good = take_value(depth);
    path_.up(before);
    return good;
  }

  bool take_value(size_t depth) {
    if (depth > ValuePath::kMaxDepth) return false;
    if (is('"') || is('\'')) {
      std::string value;
      if (!take_string(value)) return false;
      take_(path_.text(), value, {});
      return true;
    }
    if (take('[')) return take_list(']', [&] { return take_value(depth + 1); });
    if (take('{')) return take_list('}', [&] { return take_pair(depth + 1); });
    const size_t begin = at_;
    at_ = std::min(text_.find_first_of(",]}#\n", at_), text_.size());
    return at_ > begin;
  }

  template <class Each>
  bool take_list(char close, Each each) {
    for (;;) {
      skip_blanks(true);
      if (take(close)) return true;
      if (!each()) return false;
      skip_blanks(true);
      if (take(',')) continue;
      return take(close);
    }
  }

  // Escapes of a byte are resolved; \u stays as it is, as no license is spelt by it.
  bool take_string(std::string& value) {
    const char quote = text_[at_];
    const std::string three(3, quote);
    const bool multi = text_.substr(at_).starts_with(three);
    at_ += multi ? 3 : 1;
    while (at_ < text_.size()) {
      if (multi ? text_.substr(at_).starts_with(three) : text_[at_] == quote) {
        at_ += multi ? 3 : 1;
        return true;
      }
      const char c = text_[at_++];
      if (c == '\n' && !multi) return false;
      if (c != '\\' || quote == '\'' || at_ == text_.size()) {
        value += c;
        continue;
      }
      const char escaped = text_[at_++];
      constexpr std::string_view kNames = "btnfr";
      constexpr std::string_view kBytes = "\b\t\n\f\r";
      const size_t named = kNames.find(escaped);
      if (named != kNames.npos) {
        value += kBytes[named];
      } else {
        if (escaped != '"' && escaped != '\\') value += c;
        value += escaped;
      }
    }
    return false;
  }

  std::string_view text_;
  const TakeValue& take_;
  ValuePath path_;
  size_t at_ = 0;
};

}  // namespace

std::string for_each_toml_value(std::string_view text, const TakeValue& take) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return TomlWalk(text, take).walk();
}

}  // namespace licensus
