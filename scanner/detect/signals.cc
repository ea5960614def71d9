#include "detect/signals.h"

#include <algorithm>
#include <array>

#include "detect/ascii.h"
#include "detect/evidence.h"

namespace licensus {
namespace {

constexpr std::array<std::string_view, 3> kLearningDirectives = {"noai", "noimageai", "noml"};
constexpr size_t kMaxValueBytes = 1024;

template <size_t N>
bool is_any(const std::array<std::string_view, N>& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return equals_caseless(text, word); });
}

// Directives that take a value behind a colon; other words before a colon name a robot.
bool takes_value(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames = {"unavailable_after", "max-snippet",
                                                      "max-image-preview", "max-video-preview"};
  return is_any(kNames, name);
}

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
      return is_ascii_alpha(t) || is_ascii_digit(t) ||
             kTokenMarks.find(t) != std::string_view::npos;
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

void read_robots(std::string_view directives, std::string_view agent, Element element,
                 std::vector<Signal>& signals) {
  for_each_token(directives, ",; \t\n\r\f", [&](std::string_view token) {
    if (is_any(kLearningDirectives, token)) {
      signals.push_back({ascii_lower(token), excerpt(agent, kMaxValueBytes), element});
    }
  });
}

void read_robots_header(std::string_view value, std::vector<Signal>& signals) {
  std::string_view agent = "*";
  for_each_token(value, ",", [&](std::string_view token) {
    const size_t colon = token.find(':');
    if (colon != std::string_view::npos) {
      const std::string_view name = trim_spaces(token.substr(0, colon));
      if (name.empty() || name.find_first_of(kHtmlSpaces) != std::string_view::npos ||
          takes_value(name)) {
        return;
      }
      agent = name;
      token.remove_prefix(colon + 1);
    }
    read_robots(token, agent, Element::kHttpHeader, signals);
  });
}

bool read_preference(std::string_view name, std::string_view value, Element element,
                     std::vector<Signal>& signals) {
  value = trim_spaces(value);
  const bool epub = name.size() > 4 && equals_caseless(name.substr(0, 4), "tdm:");
  const std::string_view tdm =
      name.size() > 4 && (epub || equals_caseless(name.substr(0, 4), "tdm-")) ? name.substr(4)
                                                                              : std::string_view();
  if (equals_caseless(tdm, "reservation")) {
    if (value == "0" || value == "1") {
      signals.push_back({"tdm-reservation", excerpt(value, kMaxValueBytes), element});
    }
    return true;
  }
  if (equals_caseless(tdm, "policy")) {
    if (!value.empty()) signals.push_back({"tdm-policy", excerpt(value, kMaxValueBytes), element});
    return true;
  }
  if (equals_caseless(name, "content-usage")) {
    if (is_dictionary(value))
      signals.push_back({"content-usage", excerpt(value, kMaxValueBytes), element});
    return true;
  }
  return false;
}

bool is_robot_name(std::string_view name) {
  constexpr std::array<std::string_view, 10> kNames = {"robots",
                                                       "google-extended",
                                                       "bytespider",
                                                       "img2dataset",
                                                       "slurp",
                                                       "laiondownloader",
                                                       "teoma",
                                                       "anthropic-ai",
                                                       "applebot-extended",
                                                       "meta-externalagent"};
  const bool bot = name.size() > 3 && equals_caseless(name.substr(name.size() - 3), "bot");
  return bot || is_any(kNames, name);
}

bool is_rsl_type(std::string_view type) {
  return equals_caseless(trim_spaces(type.substr(0, type.find(';'))), "application/rsl+xml");
}

}  // namespace licensus
