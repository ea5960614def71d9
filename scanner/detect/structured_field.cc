#include "detect/structured_field.h"

#include <algorithm>

#include "base/ascii.h"

namespace licensus {
namespace {

// A cursor over a structured field (RFC 9651, section 4.2). Each step is false where the text is
// not what it reads.
class FieldParser {
 public:
  explicit FieldParser(std::string_view text) : rest_(text) {}

  bool dictionary() {
    skip(" ");
    if (rest_.empty()) return false;
    for (;;) {
      if (!key() || (take('=') && !value()) || !parameters()) return false;
      skip(" \t");
      if (rest_.empty()) return true;
      if (!take(',')) return false;
      skip(" \t");
      if (rest_.empty()) return false;
    }
  }

 private:
  void skip(std::string_view set) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(set), rest_.size()));
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  template <class Test>
  size_t run(Test test) {
    size_t length = 0;
    while (length < rest_.size() && test(rest_[length])) ++length;
    rest_.remove_prefix(length);
    return length;
  }
  static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

  bool key() {
    if (rest_.empty() || (!is_lower(rest_.front()) && rest_.front() != '*')) return false;
    run([](char c) {
      return is_lower(c) || is_ascii_digit(c) || c == '_' || c == '-' || c == '.' || c == '*';
    });
    return true;
  }
  bool value() {
    if (!take('(')) return item();
    for (;;) {
      skip(" ");
      if (take(')')) return true;
      if (!item() || !parameters()) return false;
      if (rest_.empty() || (rest_.front() != ' ' && rest_.front() != ')')) return false;
    }
  }
  bool parameters() {
    while (take(';')) {
      skip(" ");
      if (!key() || (take('=') && !item())) return false;
    }
    return true;
  }
  bool item() {
    if (rest_.empty()) return false;
    const char c = rest_.front();
    if (c == '"') return string();
    if (c == ':') return delimited(':');
    if (c == '?') return take('?') && (take('0') || take('1'));
    if (c == '@') return take('@') && number();
    if (c == '-' || is_ascii_digit(c)) return number();
    if (c == '%') return take('%') && string();
    if (!is_ascii_alpha(c) && c != '*') return false;
    run([](char t) {
      constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~:/";
      return is_ascii_alnum(t) || kTokenMarks.find(t) != std::string_view::npos;
    });
    return true;
  }
  bool number() {
    take('-');
    if (run(is_ascii_digit) == 0) return false;
    return !take('.') || run(is_ascii_digit) > 0;
  }
  bool delimited(char mark) {
    take(mark);
    run([mark](char c) { return c != mark; });
    return take(mark);
  }
  bool string() {
    if (!take('"')) return false;
    while (!rest_.empty()) {
      if (take('"')) return true;
      if (take('\\') && (rest_.empty() || (rest_.front() != '"' && rest_.front() != '\\'))) {
        return false;
      }
      rest_.remove_prefix(1);
    }
    return false;
  }

  std::string_view rest_;
};

}  // namespace

bool is_dictionary(std::string_view text) { return FieldParser(text).dictionary(); }

}  // namespace licensus
