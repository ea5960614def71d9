// HTML cut into tags, text and comments: one pass, no tree, no copies.
//
// Source: the WHATWG HTML standard, section 13.2.5 (tokenization). Simplified: character references
// stay as written, names keep their case, script data is not escaped by `<!--`, and a tag that the
// end of the text cuts off counts as text; and a tag ends at its first `>` with an even number of
// each quote before it, which is another place than the standard's only where values hold odd
// quotes of the other kind.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

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

  // Inside svg or math, CDATA sections are text and no element has raw text.
  void set_foreign(bool foreign) { foreign_ = foreign; }

 private:
  bool see_block(size_t at);
  bool next_fast(HtmlToken& token);
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

  // One bit for each byte of the block of 64 bytes in hand that is one of these.
  struct Marks {
    size_t block = std::string_view::npos;  // its place
    uint64_t less = 0;
    uint64_t greater = 0;
    uint64_t twice = 0;  // double quotes
    uint64_t once = 0;
  };
  Marks marks_;
  bool fast_ = false;  // the processor has AVX2
};

}  // namespace licensus
