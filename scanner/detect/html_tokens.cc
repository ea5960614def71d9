#include "detect/html_tokens.h"

#include <array>
#include <cstring>

#include "detect/ascii.h"

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

bool is_raw_text(uint64_t key) {
  switch (key) {
    case name_key("script"):
    case name_key("style"):
    case name_key("title"):
    case name_key("textarea"):
    case name_key("xmp"):
    case name_key("iframe"):
    case name_key("noembed"):
    case name_key("noframes"):
    case name_key("plaintext"):
      return true;
    default:
      return false;
  }
}

}  // namespace

const HtmlAttribute* HtmlToken::find(uint64_t name) const {
  for (const HtmlAttribute& attribute : attributes) {
    if (attribute.key == name) return &attribute;
  }
  return nullptr;
}

std::string_view HtmlToken::get(uint64_t name) const {
  const HtmlAttribute* attribute = find(name);
  return attribute == nullptr ? std::string_view() : attribute->value;
}

size_t HtmlTokens::find_from(char c, size_t from) const {
  if (from >= html_.size()) return html_.size();
  const void* hit = std::memchr(html_.data() + from, c, html_.size() - from);
  return hit == nullptr ? html_.size()
                        : static_cast<size_t>(static_cast<const char*>(hit) - html_.data());
}

bool HtmlTokens::next(HtmlToken& token) {
  if (pos_ >= html_.size()) return false;
  token.attributes.clear();
  token.self_closing = false;
  token.key = 0;
  token.start = pos_;
  if (raw_ != 0) {
    read_raw_text(token);
    if (token.end > token.start) return true;
  }
  if (html_[pos_] != '<' || !read_markup(token)) read_text(token);
  return true;
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
    const char c = html_[at + 1];
    if (is_ascii_alpha(c) || c == '/' || c == '!' || c == '?') break;
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

bool HtmlTokens::read_tag(HtmlToken& token, size_t name_start, bool end_tag) {
  size_t at = name_start;
  while (at < html_.size() && !is(html_[at], kTagNameEnd)) ++at;
  const std::string_view name = html_.substr(name_start, at - name_start);
  token.type = end_tag ? HtmlToken::Type::kEndTag : HtmlToken::Type::kStartTag;
  token.key = name_key(name);
  const size_t tag_start = pos_;
  pos_ = at;
  if (!read_attributes(token)) {  // cut off by the end of the text: all that is left is text
    token.type = HtmlToken::Type::kText;
    token.start = tag_start;
    token.end = pos_ = html_.size();
    token.attributes.clear();
    return true;
  }
  token.end = pos_;
  if (!end_tag && !foreign_ && is_raw_text(token.key)) {
    raw_ = token.key;
    raw_name_ = name;
  }
  return true;
}

// From behind the tag's name to behind its `>`; false at the end of the text.
bool HtmlTokens::read_attributes(HtmlToken& token) {
  while (pos_ < html_.size()) {
    const char c = html_[pos_];
    if (c == '>') {
      token.self_closing = html_[pos_ - 1] == '/';
      ++pos_;
      return true;
    }
    if (c == '/' || is(c, kSpace)) {
      ++pos_;
      continue;
    }
    const size_t name_start = pos_++;  // the first byte may be `=`
    while (pos_ < html_.size() && !is(html_[pos_], kAttributeNameEnd)) ++pos_;
    HtmlAttribute attribute{name_key(html_.substr(name_start, pos_ - name_start)), {}};
    if (!read_value(attribute)) return false;
    if (token.attributes.size() < HtmlToken::kMaxAttributes) token.attributes.push_back(attribute);
  }
  return false;
}

// From behind an attribute's name to behind its value; false at the end of the text.
bool HtmlTokens::read_value(HtmlAttribute& attribute) {
  size_t at = pos_;
  while (at < html_.size() && is(html_[at], kSpace)) ++at;
  if (at >= html_.size() || html_[at] != '=') return at < html_.size();
  ++at;
  while (at < html_.size() && is(html_[at], kSpace)) ++at;
  if (at >= html_.size()) return false;
  const char quote = html_[at];
  size_t end = at;
  if (quote == '"' || quote == '\'') {
    end = find_from(quote, ++at);
    if (end == html_.size()) return false;
    pos_ = end + 1;
  } else {
    while (end < html_.size() && !is(html_[end], kUnquotedEnd)) ++end;
    if (end == html_.size()) return false;
    pos_ = end;
  }
  attribute.value = html_.substr(at, end - at);
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
