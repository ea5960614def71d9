#include "detect/prefilter.h"

#include <algorithm>

#include "base/ascii.h"

namespace licensus {
namespace {

// A block stays in the second-level cache while each database reads it.
constexpr size_t kBlockBytes = 64 << 10;

bool is_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

// Stems that hold bytes from 0x80 get a database of their own: ordinary text seldom has such
// bytes, so it is four times as fast as one of ASCII stems, which they would slow down. Dividing
// further gains nothing where stems are chosen as rules/stems.toml says.
std::vector<std::vector<std::string>> split(const std::vector<std::string>& stems) {
  std::vector<std::vector<std::string>> parts(2);
  for (const std::string& stem : stems) parts[is_ascii(stem) ? 0 : 1].push_back(stem);
  return parts;
}

// How far into `literal` the first stem in it begins; 0 for none.
size_t first_stem(const std::string& literal, const std::vector<std::string>& stems) {
  const std::string folded = ascii_lower(literal);
  size_t first = std::string::npos;
  for (const std::string& stem : stems) first = std::min(first, folded.find(ascii_lower(stem)));
  return first == std::string::npos ? 0 : first;
}

void add(Span window, size_t first_new, std::vector<Span>& windows) {
  if (windows.size() > first_new && window.start <= windows.back().end) {
    windows.back().end = std::max(windows.back().end, window.end);
  } else {
    windows.push_back(window);
  }
}

void merge_sorted(size_t first_new, std::vector<Span>& windows) {
  const auto by_start = [](const Span& a, const Span& b) { return a.start < b.start; };
  std::inplace_merge(windows.begin(), windows.begin() + static_cast<ptrdiff_t>(first_new),
                     windows.end(), by_start);
  size_t kept = 0;
  for (size_t i = 1; i < windows.size(); ++i) {
    if (windows[i].start <= windows[kept].end) {
      windows[kept].end = std::max(windows[kept].end, windows[i].end);
    } else {
      windows[++kept] = windows[i];
    }
  }
  if (!windows.empty()) windows.resize(kept + 1);
}

}  // namespace

Result<Prefilter> Prefilter::create(const std::vector<std::string>& stems,
                                    const std::vector<std::string>& literals) {
  Prefilter result;
  size_t longest = 0;
  for (std::vector<std::string>& part : split(stems)) {
    if (part.empty()) continue;
    Result<Literals> compiled = Literals::compile(std::move(part));
    if (!compiled) return fail(compiled.error().message);
    longest = std::max(longest, compiled->max_bytes());
    result.stems_.push_back(std::move(*compiled));
  }
  size_t furthest = 0;
  for (const std::string& literal : literals) {
    furthest = std::max(furthest, first_stem(literal, stems));
    result.after_ = std::max(result.after_, literal.size());
  }
  result.before_ = longest + furthest + kMaxBytesBeforeStem;
  return result;
}

void Prefilter::fit(HyperscanScratch& scratch) const {
  for (const Literals& part : stems_) part.fit(scratch);
}

void Prefilter::find(std::string_view text, hs_scratch_t* scratch,
                     std::vector<Span>& windows) const {
  windows.clear();
  for (const Literals& part : stems_) {
    const size_t first_new = windows.size();
    const size_t overlap = part.max_bytes() - 1;
    for (size_t block = 0; block < text.size(); block += kBlockBytes) {
      const size_t from = block - std::min(block, overlap);
      const size_t bytes = std::min(text.size() - from, block - from + kBlockBytes);
      part.scan(text.substr(from, bytes), scratch, [&](size_t, size_t end) {
        const size_t at = from + end;
        add({at - std::min(at, before_), std::min(text.size(), at + after_)}, first_new, windows);
      });
    }
    if (first_new > 0 && first_new < windows.size()) merge_sorted(first_new, windows);
  }
}

}  // namespace licensus
