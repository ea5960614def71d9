#include "cli/explain_texts.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "base/utf8.h"
#include "cli/say.h"

namespace licensus::cli {
namespace {

using Lost = TextTrace::Lost;

constexpr size_t kMaxLost = 10;
constexpr size_t kMaxLicenseBytes = 40;
constexpr size_t kMaxColumns = 100;

bool share_bytes(const Finding& a, const Finding& b) {
  return a.start >= 0 && b.start >= 0 && a.start <= b.end && b.start <= a.end;
}

// The finding that a lost match is told with: what it lost to, otherwise the first that it touches;
// the number of findings where there is none.
size_t finding_beside(const Lost& lost, const std::vector<Finding>& findings) {
  size_t beside = findings.size();
  for (size_t i = 0; i < findings.size(); ++i) {
    // Of binaries places are not known, on both sides.
    const bool same_place =
        share_bytes(lost.finding, findings[i]) || (lost.finding.start < 0 && findings[i].start < 0);
    if (same_place && findings[i].rule == lost.winner) return i;
    if (beside == findings.size() && share_bytes(lost.finding, findings[i])) beside = i;
  }
  return beside;
}

std::string words(uint32_t count) { return fmt::format("{} word{}", count, count == 1 ? "" : "s"); }

std::string described(const Lost& lost) {
  std::string text;
  const std::string& license = lost.finding.license;
  if (!license.empty()) text = std::string(cut_utf8(license, kMaxLicenseBytes));
  if (text.size() < license.size()) text += "...";
  if (lost.rule_words != 0) {
    if (!text.empty()) text += ", ";
    text += lost.words == lost.rule_words
                ? words(lost.words)
                : fmt::format("{} of {}", lost.words, words(lost.rule_words));
  }
  if (lost.finding.line >= 0) {
    text += fmt::format("{}line {}", text.empty() ? "" : ", ", lost.finding.line);
  }
  return text;
}

void show_lost(const Lost& lost) {
  const std::string line = fmt::format("     {} ({}):", lost.finding.rule, described(lost));
  const bool fits = line.size() + 1 + lost.reason.size() <= kMaxColumns;
  say("{}{}{}\n", line, fits ? " " : "\n       ", lost.reason);
}

// Matches of texts, the longest first, as they came nearest; then patterns.
void show_lost(std::vector<const Lost*> lost, uint64_t left_out) {
  const auto is_match = [](const Lost* one) { return one->rule_words != 0; };
  const auto patterns = std::stable_partition(lost.begin(), lost.end(), is_match);
  std::stable_sort(lost.begin(), patterns, [](const Lost* a, const Lost* b) {
    return std::make_tuple(b->words, a->finding.start) <
           std::make_tuple(a->words, b->finding.start);
  });
  const auto show_some = [](auto begin, auto end, uint64_t more) {
    for (size_t shown = 0; begin != end && shown < kMaxLost; ++begin, ++shown) show_lost(**begin);
    more += static_cast<uint64_t>(end - begin);
    if (more != 0) say("     ({} more)\n", more);
  };
  show_some(lost.begin(), patterns, left_out);
  show_some(patterns, lost.end(), 0);
}

void show_gap(const WordGap& gap) {
  const std::string count = gap.words > 1 ? fmt::format(" ({} words)", gap.words) : "";
  if (gap.missing) {
    say("     - missing: \"{}\"{}\n", gap.text, count);
  } else {
    say("     + extra: \"{}\"{}, line {}\n", gap.text, count, gap.line);
  }
}

}  // namespace

TextNotes::TextNotes(const std::vector<Finding>& findings, const TextTrace& trace)
    : findings_(findings), trace_(trace), shown_(trace.compared.size()), lost_(findings.size()) {
  for (const Lost& lost : trace.lost) {
    const size_t beside = finding_beside(lost, findings);
    (beside < findings.size() ? lost_[beside] : rest_).push_back(&lost);
  }
}

void TextNotes::show_words(const Finding& finding) {
  for (size_t i = 0; i < trace_.compared.size(); ++i) {
    const TextTrace::Compared& compared = trace_.compared[i];
    if (shown_[i] || compared.rule != finding.rule) continue;
    shown_[i] = true;
    const WordComparison& comparison = compared.words;
    if (comparison.rule_words == 0) return;
    const bool all = comparison.matched == comparison.rule_words && comparison.matched != 1;
    say("   matched {}{} of the rule{}\n", all ? "all " : fmt::format("{} of ", comparison.matched),
        words(comparison.rule_words),
        comparison.extra == 0
            ? ""
            : fmt::format(", with {} of the text between them", words(comparison.extra)));
    for (const WordGap& gap : comparison.gaps) show_gap(gap);
    if (comparison.more_gaps != 0) say("     ({} more)\n", comparison.more_gaps);
    return;
  }
}

void TextNotes::show(size_t finding) {
  show_words(findings_[finding]);
  if (lost_[finding].empty()) return;
  say("   lost here:\n");
  show_lost(lost_[finding], 0);
}

void TextNotes::show_rest() const {
  if (rest_.empty() && trace_.left_out == 0) return;
  say("\nSeen elsewhere and dropped:\n");
  show_lost(rest_, trace_.left_out);
}

}  // namespace licensus::cli
