#include "detect/page_marks.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "detect/ascii.h"

namespace licensus {
namespace {

bool is_mark(std::string_view text) {
  for (std::string_view mark : {"licen", "<meta", "ld+json", "rsl+xml"}) {
    if (text.size() >= mark.size() && equals_caseless(text.substr(0, mark.size()), mark)) {
      return true;
    }
  }
  return false;
}

#ifdef __SSE2__
// One bit for each of 16 positions at which a mark may begin.
uint32_t candidates(const char* text) {
  auto lower = [&](size_t offset) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + offset));
    return _mm_or_si128(bytes, _mm_set1_epi8(0x20));
  };
  auto equal = [](__m128i bytes, char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
  const __m128i first = lower(0);
  const __m128i third = lower(2);
  const __m128i license = _mm_and_si128(equal(first, 'l'), equal(third, 'c'));
  const __m128i meta = _mm_and_si128(equal(first, '<'), equal(third, 'e'));
  const __m128i json = _mm_and_si128(equal(first, 'l'), equal(third, '+'));
  const __m128i rsl = _mm_and_si128(equal(first, 'r'), equal(third, 'l'));
  return static_cast<uint32_t>(
      _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(license, meta), _mm_or_si128(json, rsl))));
}
#endif

}  // namespace

size_t find_page_mark(std::string_view html, size_t from) {
  size_t at = from;
#ifdef __SSE2__
  for (; at + 18 <= html.size(); at += 16) {
    for (uint32_t hits = candidates(html.data() + at); hits != 0; hits &= hits - 1) {
      const size_t hit = at + static_cast<unsigned>(__builtin_ctz(hits));
      if (is_mark(html.substr(hit))) return hit;
    }
  }
#endif
  for (; at < html.size(); ++at) {
    if (is_mark(html.substr(at))) return at;
  }
  return std::string_view::npos;
}

}  // namespace licensus
