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

  explicit PageContext(std::string_view html) : html_(html) {}

  void start_tag(const HtmlToken& tag) {
    const bool plain =
        tag.traits == 0 && !in_head_ && !in_foreign() && overflow_ == 0 && depth_ < kMaxDepth;
    if (plain) {
      open_[depth_++] = {tag.key, tag.start, 0, 0};
    } else {
      start_other_tag(tag);
    }
  }
  void end_tag(const HtmlToken& tag) {
    constexpr uint16_t kOthers = Trait::kForeign | Trait::kHeadContent;
    const bool plain = depth_ > 0 && open_[depth_ - 1].key == tag.key && overflow_ == 0 &&
                       (tag.traits & kOthers) == 0;
    if (plain) {
      if ((tag.traits & Trait::kBlock) != 0) range_count_ = 0;
      --depth_;
    } else {
      end_other_tag(tag);
    }
  }
  void text(const HtmlToken& token) {
    if (in_head_) leave_head_by_text(token);
    ranges_[range_count_++ % kRanges] = {token.start, token.end};
  }
  // The element just started says rel=license: what stands in it names that license.
  void mark_license_anchor();
  // An img element stands here; it counts where it proves to be a picture, no badge or icon.
  void image(const HtmlToken& tag);
  // The last image is a license's badge.
  void forget_image() { --image_count_; }

  bool in_foreign() const { return foreign_depth_ > 0; }  // svg or math
  // Flags of the innermost open element, its ancestors' included.
  uint8_t flags();
  Where where() {
    return in_head_ ? Where::kHead : (flags() & kFooter) ? Where::kFooter : Where::kBody;
  }

  // The last kWordsBefore bytes of the visible text before `position` in the same block, ASCII in
  // lower case, runs of white space as one blank.
  std::string words_before(size_t position) const;
  // Whether a picture stands just before `position` in the same small container: nearer where the
  // license is `stated` by its markup.
  bool picture_near(size_t position, bool stated);
  // Whether the current block links, before `position`, to where pictures are published.
  bool links_to_picture(size_t position) const;

 private:
  // Kept small, for every element is pushed here: what its tag says more is read where it matters.
  struct Open {
    uint64_t key;
    size_t start;  // of its tag; tells it from all others
    uint16_t traits;
    uint8_t flags;
  };
  struct Range {
    size_t start;
    size_t end;
  };
  struct Image {
    size_t start;
    size_t end;
    size_t block;  // start of the block it stands in, npos where there is none
  };
  static constexpr size_t kNone = std::string_view::npos;

  void start_other_tag(const HtmlToken& tag);
  void end_other_tag(const HtmlToken& tag);
  void imply_ends(uint64_t key, uint16_t traits);
  void close_down_to(size_t depth);
  void leave_head(uint16_t traits);
  void leave_head_by_text(const HtmlToken& token);
  size_t nearest_block(size_t below) const;
  uint8_t judge(const Open& open, uint8_t inherited);

  std::string_view html_;
  size_t depth_ = 0;     // of open_
  size_t overflow_ = 0;  // open elements beyond kMaxDepth
  size_t foreign_depth_ = 0;
  bool in_head_ = true;

  // Visible text of the current block, as ranges of the page; a ring.
  static constexpr size_t kRanges = 64;
  size_t range_count_ = 0;
  // The last images of the page; a ring.
  static constexpr size_t kImages = 4;
  size_t image_count_ = 0;

  HtmlTag tag_;  // scratch
  std::array<Image, kImages> images_;
  std::array<Range, kRanges> ranges_;
  std::array<Open, kMaxDepth> open_;
};

// The visible text that follows `position` in the same block, at most `max_bytes`, spelled as
// words_before does. Looks at no more than 1,024 bytes of the page.
std::string words_behind(std::string_view html, size_t position, size_t max_bytes);

}  // namespace licensus
