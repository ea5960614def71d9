#include "detect/prefilter.h"

#include <algorithm>

#include "base/ascii.h"

namespace licensus {
namespace {

// Texts are given to Hyperscan in blocks, as it takes less than 4 GiB.
constexpr size_t kBlockBytes = 1 << 20;

// How far into `literal` the first stem in it begins; 0 for none. All in lower case.
size_t first_stem(const std::string& literal, const std::vector<std::string>& stems) {
  size_t first = std::string::npos;
  for (const std::string& stem : stems) first = std::min(first, literal.find(stem));
  return first == std::string::npos ? 0 : first;
}

void add(Span window, std::vector<Span>& windows) {
  if (!windows.empty() && window.start <= windows.back().end) {
    windows.back().end = std::max(windows.back().end, window.end);
  } else {
    windows.push_back(window);
  }
}

}  // namespace

Result<Prefilter> Prefilter::create(const std::vector<std::string>& stems,
                                    const std::vector<std::vector<std::string>>& prints,
                                    const std::vector<std::string>& literals) {
  Prefilter result;
  if (StemScan::is_supported()) {
    result.scan_.emplace(stems, prints);
  } else {
    Result<Literals> compiled = Literals::compile(stems);
    if (!compiled) return fail(compiled.error().message);
    result.literals_ = std::move(*compiled);
  }
  size_t longest = 0;
  std::vector<std::string> lower_stems;
  for (const std::string& stem : stems) {
    longest = std::max(longest, stem.size());
    lower_stems.push_back(ascii_lower(stem));
  }
  size_t furthest = 0;
  for (const std::string& literal : literals) {
    furthest = std::max(furthest, first_stem(ascii_lower(literal), lower_stems));
    result.after_ = std::max(result.after_, literal.size());
  }
  result.before_ = longest + furthest + kMaxBytesBeforeStem;
  return result;
}

void Prefilter::fit(HyperscanScratch& scratch) const { literals_.fit(scratch); }

void Prefilter::find(std::string_view text, hs_scratch_t* scratch,
                     std::vector<Span>& windows) const {
  windows.clear();
  find_stems(text, scratch, [&](size_t at) {
    add({at - std::min(at, before_), std::min(text.size(), at + after_)}, windows);
  });
}

void Prefilter::find_stems(std::string_view text, hs_scratch_t* scratch,
                           const std::function<void(size_t)>& found) const {
  if (scan_) return scan_->find(text, found);
  const size_t overlap = literals_.max_bytes() - 1;
  for (size_t block = 0; block < text.size(); block += kBlockBytes) {
    const size_t from = block - std::min(block, overlap);
    const size_t bytes = std::min(text.size() - from, block - from + kBlockBytes);
    literals_.scan(text.substr(from, bytes), scratch,
                   [&](size_t, size_t end) { found(from + end); });
  }
}

}  // namespace licensus
