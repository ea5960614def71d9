// HTML cut into tags, text and comments: one pass, no tree, no copies.
//
// Source: the WHATWG HTML standard, section 13.2.5 (tokenization). Simplified: character references
// stay as written, names keep their case, script data is not escaped by `<!--`, and a tag that the
// end of the text cuts off counts as text; and a tag ends at its first `>` with an even number of
// each quote before it, which is another place than the standard's only where values hold odd
// quotes of the other kind.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/avx2.h"
#include "detect/html_elements.h"

namespace licensus {

// Views into the text; a value without its quotes, "" where there is none.
struct HtmlAttribute {
  uint64_t key = 0;  // name_key of the name
  std::string_view value;
};

// A start tag with its attributes, in order, at most kMaxAttributes; the first of a name counts.
struct HtmlTag {
  uint64_t key = 0;  // name_key of the tag
  std::vector<HtmlAttribute> attributes;

  static constexpr size_t kMaxAttributes = 64;

  // The attribute whose name has this key; nullptr where the tag has none.
  const HtmlAttribute* find(uint64_t name) const;
  // Its value; "" where there is none.
  std::string_view get(uint64_t name) const;
};

struct HtmlToken {
  enum class Type : uint8_t {
    kText,
    kRawText,  // the content of script, style, title, textarea and the like
    kStartTag,
    kEndTag,
    kComment,  // also declarations, processing instructions and bogus comments
  };
  Type type = Type::kText;
  bool self_closing = false;
  uint16_t traits = 0;  // of a tag (traits_of)
  size_t start = 0;     // bytes of the text
  size_t end = 0;
  uint64_t key = 0;  // name_key of a tag
};

// Reads the tag that starts with `html` into `tag`, which keeps its memory.
void read_tag(std::string_view html, HtmlTag& tag);

// Walks a text once, front to back, in linear time whatever it holds. Not thread-safe; the text
// must outlive it.
class HtmlTokens {
 public:
  explicit HtmlTokens(std::string_view html, size_t start = 0);

  // The next token into `token`; false at the end.
  bool next(HtmlToken& token);

  // The same, but tokens that end at or before `quiet` may go to use(token) instead, which is
  // quicker. May return one of them all the same.
  template <class Use>
  bool next_beyond(size_t quiet, HtmlToken& token, Use use);

  // Inside svg or math, CDATA sections are text and no element has raw text.
  void set_foreign(bool foreign) { foreign_ = foreign; }

 private:
  bool see_less(size_t at);
  bool see_ends(size_t at);
  bool find_end_fast(size_t& end);
  bool next_fast(HtmlToken& token);
  template <class Use>
  bool skip_fast(size_t quiet, HtmlToken& token, Use use);
  bool read_markup(HtmlToken& token);
  bool read_tag(HtmlToken& token, size_t name_start, bool end_tag);
  size_t find_tag_end(size_t from) const;
  void expect_raw_text(const HtmlToken& token);
  void read_raw_text(HtmlToken& token);
  void read_comment(HtmlToken& token);
  void read_cdata(HtmlToken& token);
  void read_bogus_comment(HtmlToken& token);
  void read_text(HtmlToken& token);
  size_t find_from(char c, size_t from) const;

  std::string_view html_;
  size_t pos_;
  uint64_t raw_ = 0;           // key of the element whose raw text comes next
  std::string_view raw_name_;  // its name as written
  bool foreign_ = false;

  // One bit for each byte of the block of 64 bytes in hand that is `<`, or one of these.
  struct Less {
    size_t block = std::string_view::npos;  // its place
    uint64_t bits = 0;
  };
  struct Ends {
    size_t block = std::string_view::npos;
    uint64_t greater = 0;
    uint64_t twice = 0;  // double quotes
    uint64_t once = 0;
  };
  Less less_;
  Ends ends_;
  bool fast_ = false;  // the processor has AVX2
};

constexpr bool opens_markup(char c) {
  return is_ascii_alpha(c) || c == '/' || c == '!' || c == '?';
}

constexpr bool ends_tag_name(char c) { return is_ascii_space(c) || c == '/' || c == '>'; }

#ifdef LICENSUS_AVX2
// Sees to the marks of the block that holds the byte at `at`; false where it is not whole.
LICENSUS_AVX2 inline bool HtmlTokens::see_less(size_t at) {
  const size_t block = at & ~size_t{63};
  if (block == less_.block) return true;
  if (block + 64 > html_.size()) return false;
  less_ = {block, Bytes64::load(html_.data() + block).equal('<')};
  return true;
}
LICENSUS_AVX2 inline bool HtmlTokens::see_ends(size_t at) {
  const size_t block = at & ~size_t{63};
  if (block == ends_.block) return true;
  if (block + 64 > html_.size()) return false;
  const Bytes64 bytes = Bytes64::load(html_.data() + block);
  ends_ = {block, bytes.equal('>'), bytes.equal('"'), bytes.equal('\'')};
  return true;
}

// Moves `end` from behind a tag's name to its `>`; false where it takes another look.
LICENSUS_AVX2 inline bool HtmlTokens::find_end_fast(size_t& end) {
  int twice = 0;
  int once = 0;
  for (;; end = ends_.block + 64) {
    if (!see_ends(end)) return false;
    const unsigned shift = end & 63U;
    const uint64_t ends = ends_.greater >> shift;
    const uint64_t before = (ends & (0U - ends)) - 1;  // all where there is no end
    twice += __builtin_popcountll((ends_.twice >> shift) & before);
    once += __builtin_popcountll((ends_.once >> shift) & before);
    if (ends == 0) continue;
    end += static_cast<unsigned>(__builtin_ctzll(ends));
    return ((twice | once) & 1) == 0;
  }
}

// As `next`, for text and plain tags; false where it takes another look.
LICENSUS_AVX2 inline bool HtmlTokens::next_fast(HtmlToken& token) {
  const char* const text = html_.data();
  if (text[pos_] != '<') {
    for (size_t at = pos_; see_less(at); at = less_.block + 64) {
      for (uint64_t hits = less_.bits >> (at & 63U); hits != 0; hits &= hits - 1) {
        const size_t hit = at + static_cast<unsigned>(__builtin_ctzll(hits));
        if (hit + 1 == html_.size()) return false;
        if (!opens_markup(text[hit + 1])) continue;
        token.type = HtmlToken::Type::kText;
        token.end = pos_ = hit;
        return true;
      }
    }
    return false;
  }
  const size_t left = html_.size() - pos_;
  if (left < 32) return false;
  const bool end_tag = text[pos_ + 1] == '/';
  const size_t name = pos_ + (end_tag ? 2 : 1);
  if (!is_ascii_alpha(text[name])) return false;
  // What ends a name is below '0', or the tag's end.
  const __m128i first = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + name));
  const __m128i low = _mm_cmplt_epi8(first, _mm_set1_epi8('0'));
  const __m128i close = _mm_cmpeq_epi8(first, _mm_set1_epi8('>'));
  const auto others = static_cast<uint32_t>(_mm_movemask_epi8(_mm_or_si128(low, close)));
  const auto length = static_cast<unsigned>(__builtin_ctz(others | 1U << 16U));
  size_t end = name + length;
  if (length > 8 || !ends_tag_name(text[end])) return false;
  if (text[end] != '>' && !find_end_fast(end)) return false;
  uint64_t key = 0;
  std::memcpy(&key, text + name, sizeof key);
  token.key = __builtin_bswap64(key | 0x2020202020202020U) >> (64 - 8 * length);
  token.type = end_tag ? HtmlToken::Type::kEndTag : HtmlToken::Type::kStartTag;
  token.traits = traits_of(token.key);
  token.self_closing = text[end - 1] == '/';
  token.end = pos_ = end + 1;
  if ((token.traits & Trait::kRawText) != 0) expect_raw_text(token);
  return true;
}

template <class Use>
LICENSUS_AVX2 bool HtmlTokens::skip_fast(size_t quiet, HtmlToken& token, Use use) {
  while (raw_ == 0 && pos_ < html_.size()) {
    token.start = pos_;
    if (!next_fast(token)) return false;
    if (token.end > quiet) return true;
    use(token);
  }
  return false;
}
#endif

template <class Use>
bool HtmlTokens::next_beyond(size_t quiet, HtmlToken& token, Use use) {
#ifdef LICENSUS_AVX2
  if (fast_ && skip_fast(quiet, token, use)) return true;
#endif
  return next(token);
}

}  // namespace licensus
