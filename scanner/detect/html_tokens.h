// HTML cut into tags, text and comments: one pass, no tree, no copies.
//
// Source: the WHATWG HTML standard, section 13.2.5 (tokenization). Simplified: character references
// stay as written, names keep their case, script data is not escaped by `<!--`, and a tag that the
// end of the text cuts off counts as text.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace licensus {

// A tag or attribute name as one number, whatever its case: names of up to eight bytes as they are,
// longer ones by a hash (FNV-1a, 64 bits).
constexpr uint64_t name_key(std::string_view name) {
  auto lower = [](char c) {
    return static_cast<uint8_t>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  };
  uint64_t key = name.size() <= 8 ? 0 : 0xcbf29ce484222325U;
  for (char c : name) {
    key = name.size() <= 8 ? (key << 8U) | lower(c) : (key ^ lower(c)) * 0x100000001b3U;
  }
  return key;
}

// Views into the text; a value without its quotes, "" where there is none.
struct HtmlAttribute {
  uint64_t key = 0;  // name_key of the name
  std::string_view value;
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
  size_t start = 0;  // bytes of the text
  size_t end = 0;
  uint64_t key = 0;  // name_key of a tag
  // Of a start tag, in order, at most kMaxAttributes; the first of a name counts. Valid until the
  // next token.
  std::vector<HtmlAttribute> attributes;

  static constexpr size_t kMaxAttributes = 64;

  // The attribute whose name has this key; nullptr where the tag has none.
  const HtmlAttribute* find(uint64_t name) const;
  // Its value; "" where there is none.
  std::string_view get(uint64_t name) const;
};

// Walks a text once, front to back, in linear time whatever it holds. Not thread-safe; the text
// must outlive it.
class HtmlTokens {
 public:
  explicit HtmlTokens(std::string_view html, size_t start = 0) : html_(html), pos_(start) {}

  // The next token into `token` (which keeps its memory); false at the end.
  bool next(HtmlToken& token);

  // Inside svg or math, CDATA sections are text and no element has raw text.
  void set_foreign(bool foreign) { foreign_ = foreign; }

 private:
  bool read_markup(HtmlToken& token);
  bool read_tag(HtmlToken& token, size_t name_start, bool end_tag);
  bool read_attributes(HtmlToken& token);
  bool read_value(HtmlAttribute& attribute);
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
};

}  // namespace licensus
