#include "detect/pattern_shape.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace licensus {
namespace {

using Assertion = PatternShape::Assertion;
using Kind = PatternShape::Kind;
using Range = PatternShape::Range;

constexpr Range kEverything{0, 0x10FFFF};
constexpr Range kAscii{0, 0x7F};
constexpr int kMaxDepth = 1000;  // as RE2's own

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What "(?is:" and the like say.
struct Flags {
  bool any_case = false;
  bool dot_all = false;
};

// Asks for no closing brackets, as RE2 has seen them.
class ShapeReader {
 public:
  ShapeReader(std::string_view pattern, bool case_sensitive)
      : rest_(pattern), flags_{.any_case = !case_sensitive} {}

  PatternShape read() {
    PatternShape shape = choice(0);
    shape.is_exact = is_exact_;
    return shape;
  }
  const std::map<std::string, int>& groups() const { return groups_; }

 private:
  PatternShape choice(int depth);
  PatternShape one(int depth);
  PatternShape group(int depth);
  void read_flags();
  PatternShape characters(std::vector<Range> ranges) const;
  PatternShape inexact();
  PatternShape escaped();
  PatternShape char_class();
  PatternShape quoted();
  PatternShape repeated(PatternShape shape);
  std::vector<Range> escape();
  char32_t number(int base, size_t most_digits);
  char32_t character();

  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  std::string_view take_past(char c) {
    const std::string_view before = rest_.substr(0, rest_.find(c));
    rest_.remove_prefix(std::min(rest_.size(), before.size() + 1));
    return before;
  }

  std::string_view rest_;
  Flags flags_;
  bool is_exact_ = true;
  int opened_ = 0;  // capturing groups so far
  std::map<std::string, int> groups_;
};

PatternShape asserted(PatternShape::Assertion assertion) {
  PatternShape shape;
  shape.assertion = assertion;
  return shape;
}

bool is_everything(const Range& range) {
  return range.first == kEverything.first && range.last == kEverything.last;
}

// What a negated class leaves out in any case: ASCII letters, the Kelvin sign (K), the long s (S).
// Other letters of `ranges` are taken not to be left out in the case that is not written.
std::vector<Range> in_any_case(std::vector<Range> ranges) {
  const std::vector<Range> written = ranges;
  for (const Range& range : written) {
    for (const auto& [from, to] : {std::pair{U'a', U'A'}, std::pair{U'A', U'a'}}) {
      const char32_t first = std::max(range.first, from);
      const char32_t last = std::min<char32_t>(range.last, from + 25);
      if (first <= last) ranges.push_back({first - from + to, last - from + to});
      const auto holds = [&](char32_t letter) { return first <= letter && letter <= last; };
      if (holds(from + ('k' - 'a'))) ranges.push_back({0x212A, 0x212A});
      if (holds(from + ('s' - 'a'))) ranges.push_back({0x17F, 0x17F});
    }
  }
  return ranges;
}

PatternShape ShapeReader::characters(std::vector<Range> ranges) const {
  PatternShape shape;
  shape.kind = Kind::kCharacters;
  shape.ranges = std::move(ranges);
  shape.any_case = flags_.any_case;
  return shape;
}

// Every character, in place of those that only RE2 knows.
PatternShape ShapeReader::inexact() {
  is_exact_ = false;
  return characters({kEverything});
}

PatternShape ShapeReader::choice(int depth) {
  PatternShape shape;
  shape.kind = Kind::kChoice;
  shape.parts.emplace_back();
  while (!rest_.empty() && !rest_.starts_with(')')) {
    if (take("|")) {
      shape.parts.emplace_back();
    } else {
      shape.parts.back().parts.push_back(repeated(one(depth)));
    }
  }
  return shape.parts.size() == 1 ? std::move(shape.parts.front()) : std::move(shape);
}

PatternShape ShapeReader::one(int depth) {
  if (take("(")) return group(depth);
  if (take("[")) return char_class();
  if (take("\\Q")) return quoted();
  if (take("\\")) return escaped();
  if (take("^")) return asserted(Assertion::kTextStart);
  if (take("$")) return asserted(Assertion::kTextEnd);
  if (take(".")) {
    PatternShape dot = characters({{'\n', '\n'}});
    dot.is_negated = true;
    return flags_.dot_all ? characters({kEverything}) : dot;
  }
  const char32_t c = character();
  return characters({{c, c}});
}

PatternShape ShapeReader::escaped() {
  if (take("b")) return asserted(Assertion::kWordEdge);
  if (take("B")) return asserted(Assertion::kNoWordEdge);
  if (take("A")) return asserted(Assertion::kTextStart);
  if (take("z")) return asserted(Assertion::kTextEnd);
  std::vector<Range> ranges = escape();
  return is_everything(ranges.front()) ? inexact() : characters(std::move(ranges));
}

// "i:", "s-i)" and so on, up to the colon; a bracket is left.
void ShapeReader::read_flags() {
  for (bool on = true; !rest_.empty() && rest_.front() != ')'; rest_.remove_prefix(1)) {
    switch (rest_.front()) {
      case ':':
        return;
      case '-':
        on = false;
        break;
      case 'i':
        flags_.any_case = on;
        break;
      case 's':
        flags_.dot_all = on;
        break;
      default:
        is_exact_ = false;
    }
  }
}

PatternShape ShapeReader::group(int depth) {
  const Flags outer = flags_;
  int number = 0;
  if (take("?P<")) {
    number = ++opened_;
    groups_.emplace(take_past('>'), number);
  } else if (take("?")) {
    read_flags();
    if (take(")")) return {};  // they are for what follows
    take(":");
  } else {
    number = ++opened_;
  }
  PatternShape shape = depth < kMaxDepth ? choice(depth + 1) : inexact();
  take(")");
  shape.group = number;
  flags_ = outer;
  return shape;
}

PatternShape ShapeReader::char_class() {
  PatternShape shape = characters({});
  shape.is_negated = take("^");
  for (bool first = true; !rest_.empty() && (first || !rest_.starts_with(']')); first = false) {
    if (take("[:")) {
      shape.ranges.push_back(rest_.starts_with('^') ? kEverything : kAscii);
      take_past(']');
      is_exact_ = false;
      continue;
    }
    std::vector<Range> ranges;
    if (take("\\")) {
      ranges = escape();
    } else {
      const char32_t c = character();
      ranges.push_back({c, c});
    }
    if (rest_.starts_with('-') && rest_.size() > 1 && rest_[1] != ']' && ranges.size() == 1) {
      take("-");
      const std::vector<Range> last = take("\\") ? escape() : std::vector<Range>{{0, character()}};
      if (!last.empty()) ranges.front().last = last.front().last;
    }
    shape.ranges.insert(shape.ranges.end(), ranges.begin(), ranges.end());
  }
  take("]");
  // What a negated class leaves out is certain only of plain ranges, not of \S, \W, \pL.
  if (std::any_of(shape.ranges.begin(), shape.ranges.end(), is_everything)) {
    is_exact_ = false;
    if (std::exchange(shape.is_negated, false)) shape.ranges = {kEverything};
  }
  if (shape.is_negated && shape.any_case) shape.ranges = in_any_case(std::move(shape.ranges));
  return shape;
}

PatternShape ShapeReader::quoted() {
  PatternShape shape;
  while (!rest_.empty() && !take("\\E")) {
    const char32_t c = character();
    shape.parts.push_back(characters({{c, c}}));
  }
  return shape;
}

char32_t ShapeReader::number(int base, size_t most_digits) {
  unsigned value = 0;
  const size_t size = std::min(rest_.size(), most_digits);
  const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + size, value, base);
  rest_.remove_prefix(static_cast<size_t>(end - rest_.data()));
  return value;
}

// The characters that stand behind a backslash; of those that only RE2 knows, every one.
std::vector<Range> ShapeReader::escape() {
  if (take("d")) return {{'0', '9'}};
  if (take("s")) return {{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}};
  if (take("w")) return {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
  if (take("D") || take("S") || take("W") || take("C")) return {kEverything};
  if (take("p") || take("P")) {
    if (take("{")) {
      take_past('}');
    } else {
      character();
    }
    return {kEverything};
  }
  char32_t c = 0;
  if (take("x")) {
    const bool braces = take("{");
    c = number(16, braces ? 8 : 2);
    if (braces) take_past('}');
  } else if (!rest_.empty() && is_digit(rest_.front())) {
    c = number(8, 3);
  } else {
    constexpr std::string_view kLetters = "afnrtv";
    constexpr std::string_view kMeanings = "\a\f\n\r\t\v";
    c = character();
    const size_t letter = c < 0x80 ? kLetters.find(static_cast<char>(c)) : std::string_view::npos;
    if (letter != std::string_view::npos) c = static_cast<char32_t>(kMeanings[letter]);
  }
  return {{c, c}};
}

char32_t ShapeReader::character() {
  int32_t at = 0;
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(reinterpret_cast<const uint8_t*>(rest_.data()), at,
                  static_cast<int32_t>(rest_.size()), c);
  rest_.remove_prefix(static_cast<size_t>(at));
  return static_cast<char32_t>(c);
}

PatternShape ShapeReader::repeated(PatternShape shape) {
  while (!rest_.empty()) {
    size_t least = 0;
    size_t most = PatternShape::kUnlimited;
    if (take("+")) {
      least = 1;
    } else if (take("?")) {
      most = 1;
    } else if (rest_.size() > 1 && rest_[0] == '{' && is_digit(rest_[1])) {
      take("{");
      most = least = number(10, 5);
      if (take(",")) {
        most = rest_.starts_with('}') ? PatternShape::kUnlimited : number(10, 5);
      }
      take_past('}');
    } else if (!take("*")) {
      break;
    }
    PatternShape outer;
    outer.kind = Kind::kRepeat;
    outer.is_lazy = take("?");
    outer.least = least;
    outer.most = most;
    outer.parts.push_back(std::move(shape));
    shape = std::move(outer);
  }
  return shape;
}

// In any case "k" is also the Kelvin sign and "s" the long s; a letter beyond ASCII may have a
// partner that is one byte longer.
size_t longest_character(const PatternShape& shape) {
  if (shape.is_negated) return 4;
  size_t longest = 1;
  for (const Range& range : shape.ranges) {
    const auto holds = [&](char32_t c) { return range.first <= c && c <= range.last; };
    if (range.last > 0xFF) {
      longest = 4;
    } else if (range.last > 0x7F || holds('k') || holds('K')) {
      longest = std::max<size_t>(longest, 3);
    } else if (holds('s') || holds('S')) {
      longest = std::max<size_t>(longest, 2);
    }
  }
  return longest;
}

// Whether it holds ASCII only and no letter or digit.
bool is_wordless(const PatternShape& shape) {
  if (shape.kind != Kind::kCharacters || shape.is_negated) return false;
  return std::all_of(shape.ranges.begin(), shape.ranges.end(), [](const Range& range) {
    bool is_plain = range.last < 0x80;
    for (char32_t c = range.first; is_plain && c <= range.last; ++c) {
      const auto letter = static_cast<char32_t>(c | 0x20);
      is_plain = !(c >= '0' && c <= '9') && !(letter >= 'a' && letter <= 'z');
    }
    return is_plain;
  });
}

}  // namespace

PatternShape read_shape(std::string_view pattern, bool case_sensitive,
                        std::map<std::string, int>* groups) {
  ShapeReader reader(pattern, case_sensitive);
  PatternShape shape = reader.read();
  if (groups != nullptr) groups->insert(reader.groups().begin(), reader.groups().end());
  return shape;
}

size_t longest_match(const PatternShape& shape) {
  if (shape.kind == Kind::kCharacters) return longest_character(shape);
  size_t longest = 0;
  for (const PatternShape& part : shape.parts) {
    const size_t bytes = longest_match(part);
    if (bytes == PatternShape::kUnlimited) return bytes;
    longest = shape.kind == Kind::kChoice ? std::max(longest, bytes) : longest + bytes;
  }
  if (shape.kind != Kind::kRepeat || longest == 0) return longest;
  if (shape.most == PatternShape::kUnlimited && is_wordless(shape.parts.front())) return longest;
  return shape.most == PatternShape::kUnlimited ? shape.most : longest * shape.most;
}

}  // namespace licensus
