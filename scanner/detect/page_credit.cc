#include "detect/page_credit.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/ascii.h"
#include "base/utf8.h"
#include "detect/html_tokens.h"
#include "detect/page_markup.h"

namespace licensus {
namespace {

constexpr size_t kHeadBytes = 64 << 10;

// Bytes of the reference at the front of `text`, which begins with '&'; 0 where it is none of ours.
size_t read_reference(std::string_view text, std::string& out) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kNamed{{{"&amp;", "&"},
                                                                                 {"&lt;", "<"},
                                                                                 {"&gt;", ">"},
                                                                                 {"&quot;", "\""},
                                                                                 {"&apos;", "'"},
                                                                                 {"&nbsp;", " "}}};
  for (const auto& [name, means] : kNamed) {
    if (!text.starts_with(name)) continue;
    out += means;
    return name.size();
  }
  if (!text.starts_with("&#")) return 0;
  const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const char* const begin = text.data() + (hex ? 3 : 2);
  const char* const end = text.data() + text.size();
  uint32_t point = 0;
  const auto [last, error] = std::from_chars(begin, end, point, hex ? 16 : 10);
  if (error != std::errc{} || last == end || *last != ';') return 0;
  const bool good = point != 0 && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
  append_utf8(good ? point : 0xFFFD, out);
  return static_cast<size_t>(last + 1 - text.data());
}

std::string plain(std::string_view text) {
  std::string out;
  for (text = trim_spaces(text); !text.empty() && out.size() < kMaxCreditBytes;) {
    const char c = text.front();
    size_t taken = c == '&' ? read_reference(text, out) : 0;
    if (taken == 0) {
      if (!is_ascii_space(c)) {
        out += c;
      } else if (!out.ends_with(' ')) {
        out += ' ';
      }
      taken = 1;
    }
    text.remove_prefix(taken);
  }
  return std::string(cut_utf8(out, kMaxCreditBytes));
}

bool names_author(std::string_view name) {
  constexpr std::array<std::string_view, 6> kNames{"author",          "dc.creator",
                                                   "dcterms.creator", "citation_author",
                                                   "article:author",  "cc:attributionname"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view known) { return equals_caseless(name, known); });
}

}  // namespace

Credit read_page_credit(std::string_view html) {
  html = html.substr(0, kHeadBytes);
  Credit credit;
  HtmlTokens tokens(html);
  HtmlToken token;
  HtmlTag tag;
  bool in_title = false;
  while ((credit.title.empty() || credit.author.empty()) && tokens.next(token)) {
    const std::string_view text = html.substr(token.start, token.end - token.start);
    if (token.type == HtmlToken::Type::kRawText && in_title) credit.title = plain(text);
    in_title = false;
    if (token.type != HtmlToken::Type::kStartTag) continue;
    if (token.key == name_key("body")) break;
    in_title = token.key == name_key("title") && credit.title.empty();
    if (token.key != name_key("meta") || !credit.author.empty()) continue;
    read_tag(text, tag);
    if (!names_author(trim_spaces(meta_name(tag)))) continue;
    const std::string_view content = tag.get(name_key("content"));
    // Some name a page of theirs instead.
    if (content.find("://") == content.npos) credit.author = plain(content);
  }
  return credit;
}

}  // namespace licensus
