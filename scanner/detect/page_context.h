// Where a reader of a page stands: the open elements, the words before it, the last picture.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detect/finding.h"
#include "detect/html_tokens.h"

namespace licensus {

// Follows the start and end tags of a page without building a tree. End tags that HTML lets one
// leave out are implied for p, li, dt, dd, option and table parts (WHATWG HTML, section 13.1.2.4);
// an end tag does not reach across a table cell, that of an inline element not across a block.
// Constant memory: nesting deeper than kMaxDepth counts as kMaxDepth. Views the text.
class PageContext {
 public:
  static constexpr size_t kMaxDepth = 512;
  static constexpr size_t kWordsBefore = 150;  // bytes of visible text

  enum Flag : uint8_t {
    kFooter = 1,
    kForeign = 2,         // in a comment, quotation, figure or caption
    kCredit = 4,          // in what is called a credit, attribution or gallery
    kSourceCode = 8,      // pre, code, samp, kbd, textarea
    kMediaItem = 16,      // in microdata or RDFa about a picture, sound or film
    kLicenseAnchor = 32,  // in a link that says rel=license
    kJudged = 64,
  };

  explicit PageContext(std::string_view html);

  void start_tag(const HtmlToken& tag);
  void end_tag(const HtmlToken& tag);
  void text(const HtmlToken& token);
  // The element just started says rel=license: what stands in it names that license.
  void mark_license_anchor();

  bool in_head() const { return in_head_; }
  bool in_foreign() const { return foreign_depth_ > 0; }  // svg or math
  // Flags of the innermost open element, its ancestors' included.
  uint8_t flags();
  Where where() {
    return in_head_ ? Where::kHead : (flags() & kFooter) ? Where::kFooter : Where::kBody;
  }

  // The last kWordsBefore bytes of the visible text before `position` in the same block, ASCII in
  // lower case, runs of white space as one blank.
  std::string words_before(size_t position) const;
  // Whether a picture (not a license's badge) stands just before `position` in the same small
  // container.
  bool picture_near(size_t position) const;
  // Remembers a picture here.
  void picture();

 private:
  struct Open {
    uint64_t key = 0;
    uint32_t serial = 0;
    uint8_t traits = 0;
    uint8_t flags = 0;
    uint64_t text_before = 0;  // visible bytes of the page before this element
    std::string_view class_names, id, role, item_type, about;
    bool item_scope = false;
  };

  void imply_ends(uint64_t key, uint8_t traits);
  void close_down_to(size_t depth);
  void new_block();
  void leave_head(uint64_t key);
  size_t nearest_block(size_t below) const;
  static uint8_t judge(const Open& open);

  std::string_view html_;
  std::vector<Open> open_;
  size_t overflow_ = 0;  // open elements beyond kMaxDepth
  size_t foreign_depth_ = 0;
  uint32_t next_serial_ = 1;
  bool in_head_ = true;

  // Visible text of the current block, as ranges of the page; a ring.
  static constexpr size_t kRanges = 32;
  struct Range {
    size_t start = 0;
    size_t end = 0;
  };
  std::array<Range, kRanges> ranges_;
  size_t range_count_ = 0;

  uint64_t text_bytes_ = 0;  // visible so far
  uint32_t picture_block_ = 0;
  uint64_t picture_text_ = 0;  // text_bytes_ at the last picture
};

// The visible text that follows `position` in the same block, at most `max_bytes`, spelled as
// words_before does. Looks at no more than 1,024 bytes of the page.
std::string words_behind(std::string_view html, size_t position, size_t max_bytes);

}  // namespace licensus
