#include "detect/page_context.h"

#include <algorithm>
#include <cstdlib>

#include "base/ascii.h"
#include "detect/html_elements.h"
#include "detect/page_markup.h"
#include "detect/page_words.h"

namespace licensus {
namespace {

// "comment-17" and "comment_17" are "comment".
std::string_view without_number(std::string_view token) {
  size_t end = token.size();
  while (end > 0 && is_ascii_digit(token[end - 1])) --end;
  if (end < token.size() && end > 1 && (token[end - 1] == '-' || token[end - 1] == '_')) {
    return token.substr(0, end - 1);
  }
  return token;
}

template <size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view token) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return equals_caseless(token, name); });
}

bool is_media_type(std::string_view item_type) {
  constexpr std::array<std::string_view, 9> kTypes = {
      "imageobject", "videoobject", "audioobject", "mediaobject", "musicrecording",
      "photograph",  "musicalbum",  "stillimage",  "imagegallery"};
  const size_t slash = item_type.find_last_of("/:#");
  if (slash != std::string_view::npos) item_type.remove_prefix(slash + 1);
  return is_one_of(kTypes, trim_spaces(item_type));
}

bool is_media_file(std::string_view url) {
  constexpr std::array<std::string_view, 9> kEndings = {".jpg",  ".jpeg", ".png", ".gif", ".svg",
                                                        ".webp", ".mp3",  ".mp4", ".ogg"};
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) {
    return url.size() > ending.size() &&
           equals_caseless(url.substr(url.size() - ending.size()), ending);
  });
}

// Appends `text` in lower case, runs of white space and no-break spaces as one blank.
void append_words(std::string& words, std::string_view text) {
  constexpr std::string_view kNoBreak = "&nbsp;";
  constexpr std::string_view kCopyright = "&copy;";
  size_t size = words.size();
  words.resize(size + text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '&' && text.substr(at).starts_with(kNoBreak)) {
      c = ' ';
      at += kNoBreak.size() - 1;
    } else if (c == '&' && text.substr(at).starts_with(kCopyright)) {
      words[size++] = '\xC2';
      c = '\xA9';
      at += kCopyright.size() - 1;
    } else if (c == '\xC2' && at + 1 < text.size() && text[at + 1] == '\xA0') {
      c = ' ';
      ++at;
    }
    if (is_ascii_space(c) || c == '\0') {
      if (size == 0 || words[size - 1] == ' ') continue;
      c = ' ';
    }
    words[size++] = ascii_lower(c);
  }
  words.resize(size);
}

// Bytes of visible text in [from, to) of a page, which begins between tokens; more than `enough`
// where the range is too long to look at.
size_t visible_bytes(std::string_view html, size_t from, size_t to, size_t enough) {
  constexpr size_t kRawBytes = 4096;
  if (to - from > kRawBytes) return enough + 1;
  HtmlTokens tokens(html.substr(0, to), from);
  HtmlToken token;
  size_t bytes = 0;
  while (bytes <= enough && tokens.next(token)) {
    if (token.type != HtmlToken::Type::kText) continue;
    bytes += trim_spaces(html.substr(token.start, token.end - token.start)).size();
  }
  return bytes;
}

bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_ascii_space);
}

}  // namespace

void PageContext::leave_head(uint16_t traits) {
  if ((traits & Trait::kHeadContent) != 0) return;
  // What noscript holds in a head (tracking pictures, frames) does not end it.
  in_head_ = std::any_of(open_.begin(), open_.begin() + static_cast<ptrdiff_t>(depth_),
                         [](const Open& open) { return open.key == name_key("noscript"); });
}

void PageContext::leave_head_by_text(const HtmlToken& token) {
  const std::string_view visible = trim_spaces(html_.substr(token.start, token.end - token.start));
  if (!visible.empty() && visible != "\xEF\xBB\xBF") leave_head(0);
}

void PageContext::close_down_to(size_t depth) {
  for (; foreign_depth_ > 0 && depth_ > depth; --depth_) {
    if ((open_[depth_ - 1].traits & Trait::kForeign) != 0) --foreign_depth_;
  }
  depth_ = depth;
}

// Closes what the start of `key` ends: an open p before a block, the previous item of a list, the
// previous cell or row.
void PageContext::imply_ends(uint64_t key, uint16_t traits) {
  const bool item = (traits & Trait::kItem) != 0;
  for (size_t depth = depth_; depth > 0; --depth) {
    const Open& open = open_[depth - 1];
    bool closes = false;
    if (item) {
      const bool definition = key == name_key("dt") || key == name_key("dd");
      closes = open.key == key ||
               (definition && (open.key == name_key("dt") || open.key == name_key("dd")));
      if (open.key == name_key("p")) {
        close_down_to(depth - 1);
        continue;
      }
    } else if ((traits & Trait::kTablePart) != 0) {
      const bool cell = (traits & Trait::kCell) != 0;
      const bool row = key == name_key("tr");
      closes = (open.traits & Trait::kTablePart) != 0 &&
               (cell ? (open.traits & Trait::kCell) != 0
                     : !row || (open.traits & Trait::kCell) != 0 || open.key == name_key("tr"));
      if (closes) {
        close_down_to(depth - 1);
        if (cell) return;
        continue;
      }
      if ((open.traits & Trait::kTablePart) != 0 || open.key == name_key("table")) return;
      continue;
    } else {
      closes = open.key == name_key("p");
    }
    if (closes) {
      close_down_to(depth - 1);
      return;
    }
    if ((open.traits & (Trait::kBlock | Trait::kCell | Trait::kTablePart)) != 0 &&
        !(item && (open.key == name_key("div") || open.key == name_key("address")))) {
      return;
    }
  }
}

void PageContext::start_other_tag(const HtmlToken& tag) {
  const uint16_t traits = tag.traits;
  if (in_head_) leave_head(traits);
  if ((traits & Trait::kBlock) != 0) range_count_ = 0;
  if ((traits & (Trait::kBlock | Trait::kTablePart | Trait::kItem)) != 0) {
    imply_ends(tag.key, traits);
  }
  if ((traits & Trait::kVoid) != 0 || (tag.self_closing && in_foreign())) return;
  if (overflow_ > 0 || depth_ == kMaxDepth) {
    ++overflow_;
    return;
  }
  if ((traits & Trait::kForeign) != 0) {
    if (tag.self_closing) return;
    ++foreign_depth_;
  }
  open_[depth_++] = {tag.key, tag.start, traits, 0};
}

void PageContext::end_other_tag(const HtmlToken& tag) {
  if (tag.key == name_key("head")) in_head_ = false;
  if (overflow_ > 0) {
    --overflow_;
    return;
  }
  const uint16_t traits = tag.traits;
  if ((traits & Trait::kBlock) != 0) range_count_ = 0;
  for (size_t depth = depth_; depth > 0; --depth) {
    const Open& open = open_[depth - 1];
    if (open.key == tag.key) {
      close_down_to(depth - 1);
      return;
    }
    const bool stops = (traits & Trait::kTablePart) != 0 ? open.key == name_key("table")
                       : (traits & Trait::kBlock) != 0
                           ? tag.key != name_key("table") && tag.key != name_key("body") &&
                                 (open.traits & Trait::kCell) != 0
                           : (open.traits & (Trait::kBlock | Trait::kCell)) != 0;
    if (stops) return;
  }
}

void PageContext::mark_license_anchor() {
  if (depth_ > 0 && overflow_ == 0) {
    flags();
    open_[depth_ - 1].flags |= kLicenseAnchor;
  }
}

// What the element itself says, and what its ancestors say of it.
uint8_t PageContext::judge(const Open& open, uint8_t inherited) {
  uint8_t flags = 0;
  switch (open.key) {
    case name_key("footer"):
      flags |= kFooter;
      break;
    case name_key("figure"):
    case name_key("figcaption"):
    case name_key("blockquote"):
    case name_key("q"):
    case name_key("caption"):
      flags |= kForeign;
      break;
    case name_key("cite"):
      flags |= kCredit;
      break;
    case name_key("pre"):
    case name_key("code"):
    case name_key("samp"):
    case name_key("kbd"):
    case name_key("textarea"):
      flags |= kSourceCode;
      break;
    default:
      break;
  }
  read_tag(html_.substr(open.start), tag_);
  // Classes of the whole page speak of its layout ("has-footer", "comments-open").
  const bool whole =
      open.key == name_key("html") || open.key == name_key("body") || open.key == name_key("main");
  for (const HtmlAttribute& attribute : tag_.attributes) {
    const std::string_view value = attribute.value;
    switch (attribute.key) {
      case name_key("class"):
      case name_key("id"):
        if (whole) break;
        if (find_caseless(value, "footer") != kNone) flags |= kFooter;
        for_each_token(value, kHtmlSpaces, [&](std::string_view token) {
          token = without_number(token);
          if (is_one_of(kForeignNames, token)) flags |= kForeign;
          if (is_one_of(kCreditNames, token)) flags |= kCredit;
        });
        break;
      case name_key("itemscope"):
        inherited &= static_cast<uint8_t>(~kMediaItem);
        break;
      case name_key("itemtype"):
      case name_key("typeof"):
        if (is_media_type(value)) flags |= kMediaItem;
        break;
      case name_key("about"):
        if (is_media_file(value)) flags |= kMediaItem;
        break;
      default:
        break;
    }
  }
  return flags | inherited;
}

uint8_t PageContext::flags() {
  size_t depth = depth_;
  while (depth > 0 && (open_[depth - 1].flags & kJudged) == 0) --depth;
  uint8_t inherited = depth > 0 ? open_[depth - 1].flags : 0;
  for (; depth < depth_; ++depth) {
    inherited = judge(open_[depth], inherited) | kJudged;
    open_[depth].flags = inherited;
  }
  return inherited;
}

std::string PageContext::words_before(size_t position) const {
  constexpr size_t kRawBytes = 2 * kWordsBefore;
  std::array<Range, kRanges> used;
  size_t count = 0;
  size_t bytes = 0;
  const size_t first = range_count_ > kRanges ? range_count_ - kRanges : 0;
  for (size_t i = range_count_; i > first && bytes < kRawBytes; --i) {
    Range range = ranges_[(i - 1) % kRanges];
    range.end = std::min(range.end, position);
    if (range.start >= range.end || is_blank(html_.substr(range.start, range.end - range.start))) {
      continue;
    }
    range.start = std::max(range.start, range.end - std::min(range.end, kRawBytes - bytes));
    bytes += range.end - range.start;
    used[count++] = range;
  }
  std::string words;
  while (count > 0) {
    const Range& range = used[--count];
    append_words(words, html_.substr(range.start, range.end - range.start));
    if (count > 0 && !words.empty() && words.back() != ' ') words += ' ';
  }
  if (words.size() > kWordsBefore) words.erase(0, words.size() - kWordsBefore);
  return words;
}

// Index of the innermost open block below depth `below`; `below` itself where there is none.
size_t PageContext::nearest_block(size_t below) const {
  for (size_t depth = below; depth > 0; --depth) {
    if ((open_[depth - 1].traits & (Trait::kBlock | Trait::kTablePart)) != 0) return depth - 1;
  }
  return below;
}

void PageContext::image(const HtmlToken& tag) {
  const size_t block = nearest_block(depth_);
  images_[image_count_++ % kImages] = {tag.start, tag.end,
                                       block < depth_ ? open_[block].start : kNone};
}

bool PageContext::picture_near(size_t position, bool stated) {
  constexpr size_t kSameBlock = 200;  // visible bytes between picture and license
  const size_t same_card = stated ? 60 : 120;
  constexpr size_t kBeforePicture = 20;  // a small container begins with its picture
  const size_t block = nearest_block(depth_);
  if (block >= depth_) return false;
  const size_t last = std::min(image_count_, kImages);
  for (size_t i = 0; i < last; ++i) {
    const Image& image = images_[(image_count_ - 1 - i) % kImages];
    if (image.start >= position) continue;
    read_tag(html_.substr(image.start), tag_);
    if (is_badge(tag_)) continue;
    if (image.block == kNone) return false;
    if (open_[block].start == image.block) {
      return open_[block].key != name_key("body") &&
             visible_bytes(html_, image.end, position, kSameBlock) <= kSameBlock;
    }
    const size_t card = nearest_block(block);
    if (card >= block || holds_page(open_[card].key)) return false;
    return open_[card].start <= image.block &&
           visible_bytes(html_, image.end, position, same_card) <= same_card &&
           visible_bytes(html_, open_[card].start, image.start, kBeforePicture) <= kBeforePicture;
  }
  return false;
}

bool PageContext::links_to_picture(size_t position) const {
  constexpr size_t kRawBytes = 1024;
  if (range_count_ == 0) return false;
  const size_t first = range_count_ > kRanges ? range_count_ - kRanges : 0;
  size_t start = ranges_[first % kRanges].start;
  if (start >= position) return false;
  start = std::max(start, position - std::min(position, kRawBytes));
  const std::string_view block = html_.substr(start, position - start);
  return std::any_of(kPictureHosts.begin(), kPictureHosts.end(),
                     [&](std::string_view host) { return block.find(host) != kNone; });
}

std::string words_behind(std::string_view html, size_t position, size_t max_bytes) {
  constexpr size_t kRawBytes = 1024;
  if (position >= html.size()) return {};
  const std::string_view part = html.substr(position, kRawBytes);
  HtmlTokens tokens(part);
  HtmlToken token;
  std::string words;
  while (words.size() < max_bytes && tokens.next(token)) {
    const bool cut_off = token.end == part.size() && part.substr(token.start).starts_with('<');
    if (cut_off && token.type == HtmlToken::Type::kText) break;
    if (token.type == HtmlToken::Type::kText) {
      append_words(words,
                   part.substr(token.start, std::min(token.end - token.start, 4 * max_bytes)));
    } else if (token.key != 0 && (traits_of(token.key) & Trait::kBlock) != 0) {
      break;
    }
  }
  if (words.size() > max_bytes) words.resize(max_bytes);
  return words;
}

}  // namespace licensus
