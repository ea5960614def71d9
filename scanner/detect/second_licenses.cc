#include "detect/second_licenses.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace licensus {
namespace {

using List = std::vector<Finding*>;

bool is_full_text(const Finding& finding, int min_score) {
  return finding.kind == Kind::kText &&
         finding.end - finding.start >= SecondLicenses::kMinTextBytes && finding.score >= min_score;
}

// A tag states, also in the middle of a text.
bool only_speaks(const Finding& finding) {
  return finding.kind == Kind::kNotice || finding.kind == Kind::kReference ||
         finding.kind == Kind::kIntro;
}

// Those that lie within the full text that reaches furthest of those that begin before them.
void demote_within(const List& by_start) {
  const Finding* text = nullptr;
  for (Finding* finding : by_start) {
    if (text != nullptr && only_speaks(*finding) && finding->end <= text->end) {
      finding->kind = Kind::kClue;
    }
    if (is_full_text(*finding, SecondLicenses::kMinWholeScore) &&
        (text == nullptr || finding->end > text->end))
      text = finding;
  }
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Goes on from a full text in the order of `begin` to `end`, as long as the gaps are small; each
// text is gone on from until the next of the same license.
template <class Iterator>
void demote_beside(Iterator begin, Iterator end, const std::string& license,
                   const std::vector<std::string>& inside, bool forward) {
  bool is_near = false;
  int64_t border = forward ? 0 : std::numeric_limits<int64_t>::max();
  for (Iterator at = begin; at != end; ++at) {
    Finding& finding = **at;
    const bool is_text =
        is_full_text(finding, SecondLicenses::kMinTextScore) && finding.license == license;
    const int64_t gap = forward ? finding.start - border : border - finding.end;
    is_near = is_text || (is_near && gap <= SecondLicenses::kMaxGap);
    if (is_near && !is_text && contains(inside, finding.license)) {
      finding.kind = Kind::kClue;
    } else if (!is_text) {
      continue;
    }
    border = forward ? std::max(border, finding.end) : std::min(border, finding.start);
  }
}

}  // namespace

void SecondLicenses::demote(std::vector<Finding>& findings) const {
  List placed, texts;
  for (Finding& finding : findings) {
    if (finding.start >= 0) placed.push_back(&finding);
  }
  std::stable_sort(placed.begin(), placed.end(), [](const Finding* a, const Finding* b) {
    return a->start != b->start ? a->start < b->start : a->end > b->end;
  });
  demote_within(placed);
  std::vector<std::string> done;
  for (const Finding* finding : placed) {
    const auto inside = rules_.inside.find(finding->license);
    if (inside == rules_.inside.end() || !is_full_text(*finding, kMinTextScore)) continue;
    if (contains(done, finding->license)) continue;
    done.push_back(finding->license);
    demote_beside(placed.begin(), placed.end(), inside->first, inside->second, true);
    demote_beside(placed.rbegin(), placed.rend(), inside->first, inside->second, false);
  }
}

}  // namespace licensus
