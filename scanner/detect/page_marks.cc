#include "detect/page_marks.h"

#include <array>

#include "base/ascii.h"
#include "base/avx2.h"

namespace licensus {
namespace {

constexpr std::array<std::string_view, 4> kMarks = {"licen", "<meta", "ld+json", "rsl+xml"};

bool is_mark(std::string_view text) {
  for (std::string_view mark : kMarks) {
    if (text.size() >= mark.size() && equals_caseless(text.substr(0, mark.size()), mark)) {
      return true;
    }
  }
  return false;
}

#ifdef LICENSUS_AVX2
// From `at` to where fewer than 67 bytes are left, or a mark begins.
LICENSUS_AVX2 size_t skip_to_mark(std::string_view html, size_t at) {
  for (; at + 67 <= html.size(); at += 64) {
    const char* text = html.data() + at;
    const Bytes64 first = Bytes64::load(text).lower();
    const Bytes64 third = Bytes64::load(text + 2).lower();
    uint64_t hits = ((first.where('l') & (third.where('c') | third.where('+'))) |
                     (first.where('<') & third.where('e')) | (first.where('r') & third.where('l')))
                        .bits();
    if (hits == 0) continue;
    const Bytes64 fourth = Bytes64::load(text + 3).lower();
    hits &= fourth.equal('e') | fourth.equal('t') | fourth.equal('j') | fourth.equal('+');
    for (; hits != 0; hits &= hits - 1) {
      const size_t hit = at + static_cast<unsigned>(__builtin_ctzll(hits));
      if (is_mark(html.substr(hit))) return hit;
    }
  }
  return at;
}
#endif

}  // namespace

size_t find_page_mark(std::string_view html, size_t from) {
  size_t at = from;
#ifdef LICENSUS_AVX2
  if (has_avx2()) at = skip_to_mark(html, at);
#endif
  for (; at < html.size(); ++at) {
    const char c = ascii_lower(html[at]);
    if ((c == 'l' || c == '<' || c == 'r') && is_mark(html.substr(at))) return at;
  }
  return std::string_view::npos;
}

}  // namespace licensus
