#include "input/glob.h"

#include <algorithm>

#include "base/utf8.h"

namespace licensus {
namespace {

// Bytes outside UTF-8 lie beyond Unicode, so that they equal only themselves.
constexpr char32_t kRawByte = 0x110000;

std::u32string decode(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const size_t length = utf8_length(text);
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    if (length <= 1) {
      out.push_back(length == 1 ? byte(0) : kRawByte + byte(0));
    } else {
      char32_t point = byte(0) & (0x7Fu >> length);
      for (size_t i = 1; i < length; ++i) point = point << 6 | (byte(i) & 0x3F);
      out.push_back(point);
    }
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  return out;
}

tl::unexpected<Error> bad_pattern(std::string_view pattern, std::string_view reason) {
  return fail("the glob \"" + percent_encode_invalid(pattern) + "\" " + std::string(reason));
}

}  // namespace

bool Glob::is_pattern(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

// Reads the set whose "[" stands before `begin`; returns the index after its "]".
Result<size_t> Glob::parse_set(std::u32string_view pattern, size_t begin) {
  Token set{Token::Type::kSet, 0, false, {}};
  size_t i = begin;
  if (i < pattern.size() && (pattern[i] == U'!' || pattern[i] == U'^')) {
    set.negated = true;
    ++i;
  }
  const auto character = [&]() -> char32_t {
    if (pattern[i] == U'\\' && i + 1 < pattern.size()) ++i;
    return pattern[i++];
  };
  for (bool first = true; i < pattern.size(); first = false) {
    if (pattern[i] == U']' && !first) {
      tokens_.push_back(std::move(set));
      return i + 1;
    }
    Range range{};
    range.first = range.last = character();
    if (i + 1 < pattern.size() && pattern[i] == U'-' && pattern[i + 1] != U']') {
      ++i;
      range.last = character();
    }
    if (range.last < range.first) return fail("has a range upside down");
    set.ranges.push_back(range);
  }
  return fail("has a \"[\" without its \"]\"");
}

Result<Glob> Glob::parse(std::string_view text) {
  Glob glob;
  std::u32string decoded = decode(text);
  std::u32string_view pattern = decoded;
  if (pattern.ends_with(U'/')) {
    glob.directories_only_ = true;
    pattern.remove_suffix(1);
  }
  if (pattern.find(U'/') == std::u32string_view::npos) {
    glob.tokens_.push_back({Token::Type::kDirectories, 0, false, {}});
  } else if (pattern.starts_with(U'/')) {
    pattern.remove_prefix(1);
  }
  if (pattern.empty()) return bad_pattern(text, "is empty");

  const auto push = [&](Token::Type type, char32_t character = 0) {
    glob.tokens_.push_back({type, character, false, {}});
  };
  for (size_t i = 0; i < pattern.size();) {
    const bool begins_component = i == 0 || pattern[i - 1] == U'/';
    if (begins_component && pattern.substr(i, 3) == U"**/") {
      push(Token::Type::kDirectories);
      i += 3;
    } else if (begins_component && pattern.substr(i) == U"**") {
      push(Token::Type::kRest);
      i += 2;
    } else if (pattern[i] == U'*') {
      push(Token::Type::kStar);
      while (i < pattern.size() && pattern[i] == U'*') ++i;
    } else if (pattern[i] == U'?') {
      push(Token::Type::kAny);
      ++i;
    } else if (pattern[i] == U'[') {
      const Result<size_t> end = glob.parse_set(pattern, i + 1);
      if (!end) return bad_pattern(text, end.error().message);
      i = *end;
    } else {
      if (pattern[i] == U'\\' && ++i == pattern.size()) return bad_pattern(text, "ends in \"\\\"");
      push(Token::Type::kCharacter, pattern[i++]);
    }
  }
  return glob;
}

// Makes `state` active, and those that need no character to be reached from it.
void Glob::enter(std::vector<bool>& states, size_t state) const {
  states[state] = true;
  while (state < tokens_.size() && (tokens_[state].type == Token::Type::kStar ||
                                    tokens_[state].type == Token::Type::kDirectories)) {
    states[++state] = true;
  }
}

void Glob::step(const std::vector<bool>& states, char32_t character,
                std::vector<bool>& next) const {
  const bool slash = character == U'/';
  for (size_t i = 0; i < tokens_.size(); ++i) {
    if (!states[i]) continue;
    const Token& token = tokens_[i];
    switch (token.type) {
      case Token::Type::kCharacter:
        if (token.character == character) enter(next, i + 1);
        break;
      case Token::Type::kAny:
        if (!slash) enter(next, i + 1);
        break;
      case Token::Type::kSet: {
        const bool in_set =
            std::any_of(token.ranges.begin(), token.ranges.end(), [&](const Range& range) {
              return range.first <= character && character <= range.last;
            });
        if (!slash && in_set != token.negated) enter(next, i + 1);
        break;
      }
      case Token::Type::kStar:
        if (!slash) enter(next, i);
        break;
      case Token::Type::kDirectories:
        // Within a name only this state goes on; after its "/" the rest of the pattern may begin.
        if (slash) {
          enter(next, i);
        } else {
          next[i] = true;
        }
        break;
      case Token::Type::kRest:
        next[i] = true;
        next[i + 1] = true;
        break;
    }
  }
}

bool Glob::matches(std::string_view path, bool is_directory) const {
  if (directories_only_ && !is_directory) return false;
  std::vector<bool> states(tokens_.size() + 1), next(tokens_.size() + 1);
  enter(states, 0);
  for (char32_t character : decode(path)) {
    std::fill(next.begin(), next.end(), false);
    step(states, character, next);
    states.swap(next);
  }
  return states[tokens_.size()];
}

Result<GlobList> GlobList::parse(const std::vector<std::string>& patterns) {
  GlobList list;
  for (std::string_view pattern : patterns) {
    const bool negated = pattern.starts_with('!');
    Result<Glob> glob = Glob::parse(pattern.substr(negated ? 1 : 0));
    if (!glob) return tl::unexpected<Error>(glob.error());
    list.entries_.push_back({std::move(*glob), negated});
  }
  return list;
}

bool GlobList::matches(std::string_view path, bool is_directory) const {
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
    if (entry->glob.matches(path, is_directory)) return !entry->negated;
  }
  return false;
}

}  // namespace licensus
