#include "detect/page_context.h"

#include <algorithm>

#include "detect/ascii.h"
#include "detect/html_elements.h"
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
  for (size_t at = 0; at < text.size(); ++at) {
    char c = ascii_lower(text[at]);
    if (c == '&' && text.substr(at).starts_with("&nbsp;")) {
      c = ' ';
      at += 5;
    } else if (c == '&' && text.substr(at).starts_with("&copy;")) {
      words += "©";
      at += 5;
      continue;
    } else if (text.substr(at).starts_with("\xC2\xA0")) {
      c = ' ';
      ++at;
    }
    if (is_ascii_space(c) || c == '\0') {
      if (!words.empty() && words.back() != ' ') words += ' ';
    } else {
      words += c;
    }
  }
}

}  // namespace

PageContext::PageContext(std::string_view html) : html_(html) { open_.reserve(64); }

void PageContext::leave_head(uint64_t key) {
  if (!in_head_ || (traits_of(key) & Trait::kHeadContent) != 0) return;
  // What noscript holds in a head (tracking pictures, frames) does not end it.
  in_head_ = std::any_of(open_.begin(), open_.end(),
                         [](const Open& open) { return open.key == name_key("noscript"); });
}

void PageContext::new_block() { range_count_ = 0; }

void PageContext::close_down_to(size_t depth) {
  while (open_.size() > depth) {
    const Open& last = open_.back();
    if (last.key == name_key("svg") || last.key == name_key("math")) --foreign_depth_;
    open_.pop_back();
  }
}

// Closes what the start of `key` ends: an open p before a block, the previous item of a list, the
// previous cell or row.
void PageContext::imply_ends(uint64_t key, uint8_t traits) {
  const bool item = key == name_key("li") || key == name_key("dt") || key == name_key("dd") ||
                    key == name_key("option");
  if ((traits & (Trait::kBlock | Trait::kTablePart)) == 0 && !item) return;
  for (size_t depth = open_.size(); depth > 0; --depth) {
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

void PageContext::start_tag(const HtmlToken& tag) {
  const uint8_t traits = traits_of(tag.key);
  leave_head(tag.key);
  if ((traits & Trait::kBlock) != 0) new_block();
  imply_ends(tag.key, traits);
  const bool empty = (traits & Trait::kVoid) != 0 || (tag.self_closing && in_foreign());
  if (empty) return;
  if (overflow_ > 0 || open_.size() == kMaxDepth) {
    ++overflow_;
    return;
  }
  if (tag.key == name_key("svg") || tag.key == name_key("math")) {
    if (tag.self_closing) return;
    ++foreign_depth_;
  }
  Open& open = open_.emplace_back();
  open.key = tag.key;
  open.serial = next_serial_++;
  open.traits = traits;
  open.text_before = text_bytes_;
  for (const HtmlAttribute& attribute : tag.attributes) {
    switch (attribute.key) {
      case name_key("class"):
        open.class_names = attribute.value;
        break;
      case name_key("id"):
        open.id = attribute.value;
        break;
      case name_key("role"):
        open.role = attribute.value;
        break;
      case name_key("itemscope"):
        open.item_scope = true;
        break;
      case name_key("itemtype"):
      case name_key("typeof"):
        open.item_type = attribute.value;
        break;
      case name_key("about"):
        open.about = attribute.value;
        break;
      default:
        break;
    }
  }
}

void PageContext::end_tag(const HtmlToken& tag) {
  if (tag.key == name_key("head")) in_head_ = false;
  if (overflow_ > 0) {
    --overflow_;
    return;
  }
  const uint8_t traits = traits_of(tag.key);
  if ((traits & Trait::kBlock) != 0) new_block();
  for (size_t depth = open_.size(); depth > 0; --depth) {
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

void PageContext::text(const HtmlToken& token) {
  const std::string_view visible = trim_spaces(html_.substr(token.start, token.end - token.start));
  if (visible.empty() || visible == "\xEF\xBB\xBF") return;
  if (in_head_) leave_head(0);
  text_bytes_ += visible.size();
  ranges_[range_count_++ % kRanges] = {token.start, token.end};
}

void PageContext::mark_license_anchor() {
  if (!open_.empty() && overflow_ == 0) {
    flags();
    open_.back().flags |= kLicenseAnchor;
  }
}

// What the element itself says, without its ancestors.
uint8_t PageContext::judge(const Open& open) {
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
  if (equals_caseless(trim_spaces(open.role), "contentinfo")) flags |= kFooter;
  if (is_media_type(open.item_type) || is_media_file(open.about)) flags |= kMediaItem;
  if (open.key == name_key("html") || open.key == name_key("body") ||
      open.key == name_key("main")) {
    return flags;  // their classes speak of the page's layout ("has-footer", "comments-open")
  }
  for (std::string_view names : {open.class_names, open.id}) {
    if (find_caseless(names, "footer") != std::string_view::npos) flags |= kFooter;
    for_each_token(names, kHtmlSpaces, [&](std::string_view token) {
      token = without_number(token);
      if (is_one_of(kForeignNames, token)) flags |= kForeign;
      if (is_one_of(kCreditNames, token)) flags |= kCredit;
    });
  }
  return flags;
}

uint8_t PageContext::flags() {
  size_t depth = open_.size();
  while (depth > 0 && (open_[depth - 1].flags & kJudged) == 0) --depth;
  uint8_t inherited = depth > 0 ? open_[depth - 1].flags : 0;
  for (; depth < open_.size(); ++depth) {
    Open& open = open_[depth];
    const uint8_t own = judge(open);
    if (open.item_scope) inherited &= static_cast<uint8_t>(~kMediaItem);
    open.flags = inherited = static_cast<uint8_t>(inherited | own | kJudged);
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
    if (range.start >= range.end) continue;
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

void PageContext::picture() {
  const size_t block = nearest_block(open_.size());
  picture_block_ = block < open_.size() ? open_[block].serial : 0;
  picture_text_ = text_bytes_;
}

bool PageContext::picture_near(size_t position) const {
  constexpr uint64_t kSameBlock = 200;  // visible bytes between picture and license
  constexpr uint64_t kSameCard = 120;
  constexpr uint64_t kBeforePicture = 20;  // a small container begins with its picture
  if (picture_block_ == 0) return false;
  const size_t block = nearest_block(open_.size());
  if (block >= open_.size()) return false;
  uint64_t read = text_bytes_;
  if (range_count_ > 0) {  // of the text that holds `position`, only what stands before it
    const size_t end = ranges_[(range_count_ - 1) % kRanges].end;
    if (end > position) read -= std::min<uint64_t>(read, end - position);
  }
  const uint64_t between = read - std::min(read, picture_text_);
  if (open_[block].serial == picture_block_) {
    return between <= kSameBlock && open_[block].key != name_key("body");
  }
  const size_t card = nearest_block(block);
  if (card >= block || holds_page(open_[card].key)) return false;
  return open_[card].serial <= picture_block_ && between <= kSameCard &&
         picture_text_ - std::min(picture_text_, open_[card].text_before) <= kBeforePicture;
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
