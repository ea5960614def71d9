#include "detect/html_tokens.h"

#include <algorithm>
#include <array>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

#ifdef __SSE2__
// One bit for each of the 16 bytes at `text` that is `c`.
uint32_t bytes_equal(__m128i text, char c) {
  return static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(text, _mm_set1_epi8(c))));
}

__m128i load(const char* text) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text)); }
#endif

struct Name {
  uint64_t key;
  size_t end;
};

Name read_name(std::string_view html, size_t start) {
#ifdef __SSE2__
  if (start + 16 <= html.size()) {
    const __m128i lower = _mm_or_si128(load(html.data() + start), _mm_set1_epi8(0x20));
    // What is no ASCII letter or digit ends most names.
    const __m128i letter = _mm_and_si128(_mm_cmpgt_epi8(lower, _mm_set1_epi8('a' - 1)),
                                         _mm_cmplt_epi8(lower, _mm_set1_epi8('z' + 1)));
    const __m128i digit = _mm_and_si128(_mm_cmpgt_epi8(lower, _mm_set1_epi8('0' - 1)),
                                        _mm_cmplt_epi8(lower, _mm_set1_epi8('9' + 1)));
    const auto others =
        static_cast<uint32_t>(~_mm_movemask_epi8(_mm_or_si128(letter, digit))) & 0xffffU;
    const auto length = static_cast<unsigned>(__builtin_ctz(others | 0x10000U));
    if (length <= 8 && is(html[start + length], kTagNameEnd)) {
      const auto bytes = static_cast<uint64_t>(_mm_cvtsi128_si64(lower));
      return {__builtin_bswap64(bytes) >> (64 - 8 * length), start + length};
    }
  }
#endif
  size_t end = start;
  while (end < html.size() && !is(html[end], kTagNameEnd)) ++end;
  return {name_key(html.substr(start, end - start)), end};
}

#ifdef __SSE2__
// One bit for each of the 64 bytes at `text` that is `c`.
inline uint64_t bytes_equal_64(const __m128i (&text)[4], char c) {
  return bytes_equal(text[0], c) | (uint64_t{bytes_equal(text[1], c)} << 16U) |
         (uint64_t{bytes_equal(text[2], c)} << 32U) | (uint64_t{bytes_equal(text[3], c)} << 48U);
}

// What the tag at `start` is, if it ends within 64 bytes and has a short name, as most do. False
// where another look is needed.
inline bool read_short_tag(std::string_view html, size_t start, HtmlToken& token) {
  constexpr size_t kWindow = 64;
  if (start + kWindow > html.size()) return false;
  const char* const at = html.data() + start;
  const bool end_tag = at[1] == '/';
  const size_t name = end_tag ? 2 : 1;
  if (!is_ascii_alpha(at[name])) return false;
  const __m128i window[4] = {load(at), load(at + 16), load(at + 32), load(at + 48)};
  const uint64_t ends = bytes_equal_64(window, '>');
  if (ends == 0) return false;
  const uint64_t before = (ends & (0U - ends)) - 1;
  const uint64_t twice = bytes_equal_64(window, '"') & before;
  const uint64_t once = bytes_equal_64(window, '\'') & before;
  if ((__builtin_parityll(twice) | __builtin_parityll(once)) != 0) return false;
  // No byte of a short name is below '0' or above 127.
  const auto others =
      static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmplt_epi8(load(at + name), _mm_set1_epi8('0'))));
  const auto tag_end = static_cast<unsigned>(__builtin_ctzll(ends));
  const auto length = static_cast<unsigned>(
      __builtin_ctz(others | (1U << std::min<unsigned>(tag_end - name, 16U))));
  if (length > 8 || !is(at[name + length], kTagNameEnd)) return false;
  uint64_t bytes = 0;
  std::memcpy(&bytes, at + name, sizeof bytes);
  token.key = __builtin_bswap64(bytes | 0x2020202020202020U) >> (64 - 8 * length);
  token.type = end_tag ? HtmlToken::Type::kEndTag : HtmlToken::Type::kStartTag;
  token.traits = traits_of(token.key);
  token.self_closing = at[tag_end - 1] == '/';
  token.end = start + tag_end + 1;
  return true;
}
#else
bool read_short_tag(std::string_view, size_t, HtmlToken&) { return false; }
#endif

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
  if (html_[pos_] != '<') {
    read_text(token);
    return true;
  }
  if (read_short_tag(html_, pos_, token)) {
    if ((token.traits & Trait::kRawText) != 0) expect_raw_text(token);
    pos_ = token.end;
    return true;
  }
  if (!read_markup(token)) read_text(token);
  return true;
}

// Behind the start tag of an element that holds text only.
void HtmlTokens::expect_raw_text(const HtmlToken& token) {
  if (foreign_ || token.type != HtmlToken::Type::kStartTag) return;
  raw_ = token.key;
  raw_name_ = html_.substr(token.start + 1);
  raw_name_ = raw_name_.substr(0, read_name(raw_name_, 0).end);
}

// The next `<` that may open markup, or the end.
size_t HtmlTokens::find_text_end(size_t from) const {
  size_t at = from;
  for (;; ++at) {
#ifdef __SSE2__
    for (; at + 16 <= html_.size(); at += 16) {
      const uint32_t hits = bytes_equal(load(html_.data() + at), '<');
      if (hits == 0) continue;
      at += static_cast<unsigned>(__builtin_ctz(hits));
      break;
    }
#endif
    if (at >= html_.size() || html_[at] != '<') at = find_from('<', at);
    if (at + 1 >= html_.size()) return html_.size();
    const char c = html_[at + 1];
    if (is_ascii_alpha(c) || c == '/' || c == '!' || c == '?') return at;
  }
}

void HtmlTokens::read_text(HtmlToken& token) {
  token.type = HtmlToken::Type::kText;
  token.end = pos_ = find_text_end(pos_ + (html_[pos_] == '<' ? 1 : 0));
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
#ifdef __SSE2__
  uint32_t odd = 0;  // of double quotes, of single quotes
  for (size_t at = from; at + 32 <= html_.size(); at += 32) {
    const __m128i low = load(html_.data() + at);
    const __m128i high = load(html_.data() + at + 16);
    const uint32_t ends = bytes_equal(low, '>') | (bytes_equal(high, '>') << 16U);
    const uint32_t before = ends == 0 ? ~0U : (ends & (0U - ends)) - 1;
    const uint32_t twice = bytes_equal(low, '"') | (bytes_equal(high, '"') << 16U);
    const uint32_t once = bytes_equal(low, '\'') | (bytes_equal(high, '\'') << 16U);
    odd ^= static_cast<uint32_t>(__builtin_parity(twice & before) |
                                 (__builtin_parity(once & before) << 1));
    if (ends == 0) continue;
    if (odd == 0) return at + static_cast<unsigned>(__builtin_ctz(ends));
    break;
  }
#endif
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
