#include "detect/html_tokens.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/ascii.h"

namespace licensus {
namespace {

constexpr uint8_t kSpace = 1;
constexpr uint8_t kTagNameEnd = 2;
constexpr uint8_t kAttributeNameEnd = 4;
constexpr uint8_t kUnquotedEnd = 8;

constexpr std::array<uint8_t, 256> make_classes() {
  std::array<uint8_t, 256> classes{};
  for (char c : {' ', '\t', '\n', '\f', '\r'}) {
    classes.at(static_cast<uint8_t>(c)) = kSpace | kTagNameEnd | kAttributeNameEnd | kUnquotedEnd;
  }
  classes['/'] = kTagNameEnd | kAttributeNameEnd;
  classes['>'] = kTagNameEnd | kAttributeNameEnd | kUnquotedEnd;
  classes['='] = kAttributeNameEnd;
  return classes;
}
constexpr std::array<uint8_t, 256> kClasses = make_classes();

bool is(char c, uint8_t mask) { return (kClasses[static_cast<uint8_t>(c)] & mask) != 0; }

// Reads attributes one by one; a view of one tag or more.
class Attributes {
 public:
  // `at`: behind the tag's name.
  Attributes(std::string_view html, size_t at) : html_(html), pos_(at) {}

  // The next attribute; false at the tag's `>`, or where the text ends first: then `end` is npos.
  bool next(HtmlAttribute& attribute) {
    while (pos_ < html_.size()) {
      const char c = html_[pos_];
      if (c == '>') {
        end = pos_;
        return false;
      }
      if (c == '/' || is(c, kSpace)) {
        ++pos_;
        continue;
      }
      const size_t name_start = pos_++;  // the first byte may be `=`
      while (pos_ < html_.size() && !is(html_[pos_], kAttributeNameEnd)) ++pos_;
      attribute.key = name_key(html_.substr(name_start, pos_ - name_start));
      attribute.value = {};
      return read_value(attribute);
    }
    return false;
  }

  size_t end = std::string_view::npos;  // of the tag's `>`

 private:
  // From behind an attribute's name to behind its value; false at the end of the text.
  bool read_value(HtmlAttribute& attribute) {
    size_t at = pos_;
    while (at < html_.size() && is(html_[at], kSpace)) ++at;
    if (at >= html_.size() || html_[at] != '=') return at < html_.size();
    ++at;
    while (at < html_.size() && is(html_[at], kSpace)) ++at;
    if (at >= html_.size()) return false;
    const char quote = html_[at];
    size_t value_end = at;
    if (quote == '"' || quote == '\'') {
      value_end = html_.find(quote, ++at);
      if (value_end == std::string_view::npos) return false;
      pos_ = value_end + 1;
    } else {
      while (value_end < html_.size() && !is(html_[value_end], kUnquotedEnd)) ++value_end;
      if (value_end == html_.size()) return false;
      pos_ = value_end;
    }
    attribute.value = html_.substr(at, value_end - at);
    return true;
  }

  std::string_view html_;
  size_t pos_;
};

struct Name {
  uint64_t key;
  size_t end;
};

Name read_name(std::string_view html, size_t start) {
  size_t end = start;
  while (end < html.size() && !is(html[end], kTagNameEnd)) ++end;
  return {name_key(html.substr(start, end - start)), end};
}

}  // namespace

const HtmlAttribute* HtmlTag::find(uint64_t name) const {
  for (const HtmlAttribute& attribute : attributes) {
    if (attribute.key == name) return &attribute;
  }
  return nullptr;
}

std::string_view HtmlTag::get(uint64_t name) const {
  const HtmlAttribute* attribute = find(name);
  return attribute == nullptr ? std::string_view() : attribute->value;
}

void read_tag(std::string_view html, HtmlTag& tag) {
  const Name name = read_name(html, 1);
  tag.key = name.key;
  tag.attributes.clear();
  Attributes attributes(html, name.end);
  HtmlAttribute attribute;
  while (attributes.next(attribute)) {
    if (tag.attributes.size() < HtmlTag::kMaxAttributes) tag.attributes.push_back(attribute);
  }
}

HtmlTokens::HtmlTokens(std::string_view html, size_t start) : html_(html), pos_(start) {
#ifdef LICENSUS_AVX2
  fast_ = has_avx2();
#endif
}

size_t HtmlTokens::find_from(char c, size_t from) const {
  if (from >= html_.size()) return html_.size();
  const void* hit = std::memchr(html_.data() + from, c, html_.size() - from);
  return hit == nullptr ? html_.size()
                        : static_cast<size_t>(static_cast<const char*>(hit) - html_.data());
}

bool HtmlTokens::next(HtmlToken& token) {
  if (pos_ >= html_.size()) return false;
  token.self_closing = false;
  token.traits = 0;
  token.key = 0;
  token.start = pos_;
  if (raw_ != 0) {
    read_raw_text(token);
    if (token.end > token.start) return true;
  }
#ifdef LICENSUS_AVX2
  if (fast_ && next_fast(token)) return true;
#endif
  if (html_[pos_] != '<' || !read_markup(token)) read_text(token);
  return true;
}

// Behind the start tag of an element that holds text only.
void HtmlTokens::expect_raw_text(const HtmlToken& token) {
  if (foreign_ || token.type != HtmlToken::Type::kStartTag) return;
  raw_ = token.key;
  raw_name_ = html_.substr(token.start + 1);
  raw_name_ = raw_name_.substr(0, read_name(raw_name_, 0).end);
}

// Text up to the next `<` that opens markup.
void HtmlTokens::read_text(HtmlToken& token) {
  token.type = HtmlToken::Type::kText;
  size_t at = pos_ + (html_[pos_] == '<' ? 1 : 0);
  for (;; ++at) {
    at = find_from('<', at);
    if (at + 1 >= html_.size()) {
      at = html_.size();
      break;
    }
    if (opens_markup(html_[at + 1])) break;
  }
  token.end = pos_ = at;
}

// At `<`. False where it opens nothing; then it is text.
bool HtmlTokens::read_markup(HtmlToken& token) {
  if (pos_ + 1 >= html_.size()) return false;
  const char c = html_[pos_ + 1];
  if (is_ascii_alpha(c)) return read_tag(token, pos_ + 1, false);
  if (c == '/') {
    if (pos_ + 2 >= html_.size()) return false;
    if (is_ascii_alpha(html_[pos_ + 2])) return read_tag(token, pos_ + 2, true);
    read_bogus_comment(token);
    return true;
  }
  if (c == '!') {
    const std::string_view rest = html_.substr(pos_ + 2);
    if (rest.starts_with("--")) {
      read_comment(token);
    } else if (foreign_ && rest.starts_with("[CDATA[")) {
      read_cdata(token);
    } else {
      read_bogus_comment(token);
    }
    return true;
  }
  if (c == '?') {
    read_bogus_comment(token);
    return true;
  }
  return false;
}

// The `>` of a tag, looked for from behind its name; npos where the text ends before it.
size_t HtmlTokens::find_tag_end(size_t from) const {
  const size_t first = find_from('>', from);
  const std::string_view before = html_.substr(from, first - from);
  const auto odd = [&](char c) { return std::count(before.begin(), before.end(), c) % 2 != 0; };
  if (first < html_.size() && !odd('"') && !odd('\'')) return first;
  Attributes attributes(html_, from);
  HtmlAttribute attribute;
  while (attributes.next(attribute)) {
  }
  return attributes.end;
}

bool HtmlTokens::read_tag(HtmlToken& token, size_t name_start, bool end_tag) {
  const Name name = read_name(html_, name_start);
  const size_t end = find_tag_end(name.end);
  if (end == std::string_view::npos) {  // cut off by the end of the text: all that is left is text
    token.type = HtmlToken::Type::kText;
    token.end = pos_ = html_.size();
    return true;
  }
  token.type = end_tag ? HtmlToken::Type::kEndTag : HtmlToken::Type::kStartTag;
  token.key = name.key;
  token.traits = traits_of(name.key);
  token.self_closing = html_[end - 1] == '/';
  token.end = pos_ = end + 1;
  if ((token.traits & Trait::kRawText) != 0) expect_raw_text(token);
  return true;
}

// Up to the end tag of the raw element; the end of the text closes it too.
void HtmlTokens::read_raw_text(HtmlToken& token) {
  token.type = HtmlToken::Type::kRawText;
  token.key = raw_;
  size_t at = pos_;
  for (; raw_ != name_key("plaintext"); ++at) {
    at = find_from('<', at);
    if (at == html_.size()) break;
    const std::string_view rest = html_.substr(at);
    if (rest.size() > raw_name_.size() + 2 && rest[1] == '/' &&
        equals_caseless(rest.substr(2, raw_name_.size()), raw_name_) &&
        is(rest[raw_name_.size() + 2], kTagNameEnd)) {
      break;
    }
  }
  token.end = pos_ = raw_ == name_key("plaintext") ? html_.size() : at;
  raw_ = 0;
}

// At `<!--`: to `-->` or `--!>`; `<!-->` and `<!--->` are whole comments.
void HtmlTokens::read_comment(HtmlToken& token) {
  token.type = HtmlToken::Type::kComment;
  const size_t body = pos_ + 4;
  size_t at = body;
  for (;; ++at) {
    at = find_from('>', at);
    if (at == html_.size()) break;
    const std::string_view inner = html_.substr(body, at - body);
    if (inner.empty() || inner == "-" || inner.ends_with("--") || inner.ends_with("--!")) break;
  }
  token.end = pos_ = at == html_.size() ? at : at + 1;
}

void HtmlTokens::read_cdata(HtmlToken& token) {
  token.type = HtmlToken::Type::kText;
  const size_t close = html_.find("]]>", pos_);
  token.end = pos_ = close == std::string_view::npos ? html_.size() : close + 3;
}

void HtmlTokens::read_bogus_comment(HtmlToken& token) {
  token.type = HtmlToken::Type::kComment;
  const size_t close = find_from('>', pos_ + 2);
  token.end = pos_ = close == html_.size() ? close : close + 1;
}

}  // namespace licensus
