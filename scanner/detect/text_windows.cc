#include "detect/text_windows.h"

#include <algorithm>

namespace licensus {
namespace {

// A text of licenses says one of the stems in nearly every paragraph, and what is said before the
// first and after the last is found within so many bytes.
constexpr size_t kReachBytes = 2048, kReachOnPageBytes = 256;
// What is smaller is matched whole.
constexpr size_t kSmallTextBytes = 1024;
// Windows that leave out less are not worth tearing a text apart.
constexpr size_t kSmallGapBytes = 1024;
constexpr size_t kMaxLineBytes = 512;

size_t character_begin(std::string_view text, size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

// Where the line begins that holds `at`, or `at` where that is far.
size_t line_begin(std::string_view text, size_t at) {
  const size_t from = at - std::min(at, kMaxLineBytes);
  const size_t end = text.substr(from, at - from).rfind('\n');
  if (end != std::string_view::npos) return from + end + 1;
  return from == 0 ? 0 : character_begin(text, at);
}

size_t line_end(std::string_view text, size_t at) {
  const size_t end = text.substr(at, kMaxLineBytes).find('\n');
  if (end != std::string_view::npos) return at + end + 1;
  return text.size() - at <= kMaxLineBytes ? text.size() : character_begin(text, at);
}

}  // namespace

void cut_long_windows(std::string_view text, std::vector<Span>& windows) {
  for (size_t i = 0; i < windows.size(); ++i) {
    if (windows[i].end - windows[i].start <= kMaxWindowBytes) continue;
    const size_t cut = line_begin(text, windows[i].start + kMaxWindowBytes);
    windows.insert(windows.begin() + static_cast<std::ptrdiff_t>(i) + 1, {cut, windows[i].end});
    windows[i].end = cut;
  }
}

Result<TextWindows> TextWindows::create(const RuleSet& rules) {
  Result<Prefilter> stems = Prefilter::create(rules.text_stems, {}, {});
  if (!stems) return fail(stems.error().message);
  TextWindows result;
  result.stems_ = std::move(*stems);
  return result;
}

void TextWindows::widen(std::string_view text, bool page, hs_scratch_t* scratch,
                        std::vector<Span>& windows) const {
  if (!page && text.size() <= kSmallTextBytes) {
    windows.assign(1, {0, text.size()});
    return;
  }
  std::vector<Span> places;
  if (!page) stems_.find(text, scratch, places);
  const size_t of_patterns = windows.size();
  windows.insert(windows.end(), places.begin(), places.end());
  std::inplace_merge(windows.begin(), windows.begin() + static_cast<std::ptrdiff_t>(of_patterns),
                     windows.end(), [](Span a, Span b) { return a.start < b.start; });
  const size_t reach = page ? kReachOnPageBytes : kReachBytes;
  size_t kept = 0;
  for (const Span place : windows) {
    Span window{place.start - std::min(place.start, reach),
                std::min(text.size(), place.end + reach)};
    if (kept > 0 && window.start <= windows[kept - 1].end + kSmallGapBytes) {
      windows[kept - 1].end = std::max(windows[kept - 1].end, window.end);
    } else {
      windows[kept++] = window;
    }
  }
  windows.resize(kept);
  for (Span& window : windows) {
    window = {
        window.start <= kSmallGapBytes ? 0 : line_begin(text, window.start),
        text.size() - window.end <= kSmallGapBytes ? text.size() : line_end(text, window.end)};
  }
}

}  // namespace licensus
