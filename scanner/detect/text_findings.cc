#include "detect/text_findings.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>

#include "base/utf8.h"
#include "detect/license_list.h"
#include "detect/second_licenses.h"
#include "detect/text/licensing.h"
#include "detect/text_judge.h"

namespace licensus {
namespace {

// ScanCode's words; a rule has one of them, a made-up rule of an SPDX line is a tag.
Kind stated_kind(const TextMatch& match) {
  if ((match.flags & kRuleText) != 0) return Kind::kText;
  if ((match.flags & kRuleNotice) != 0) return Kind::kNotice;
  if ((match.flags & kRuleTag) != 0) return Kind::kTag;
  if ((match.flags & kRuleIntro) != 0) return Kind::kIntro;
  if ((match.flags & kRuleClue) != 0) return Kind::kClue;
  return Kind::kReference;
}

// From so many matches on the rest of a document is left out: more findings are not kept of any.
constexpr size_t kMaxFound = 10'000;

// What ScanCode takes for a detection of low quality: too little of the rule, or a rule that says
// little, such as the bare name of a license that is also a common word.
constexpr double kMinDecidingScore = 50;

// A clue where the match does not say which license, or not surely enough to speak for the
// document.
Kind kind_of(const TextMatch& match, const TextJudge::Answer& answer, double score, bool page) {
  const Kind kind = stated_kind(match);
  if (page ? answer.is_clue_on_pages : answer.is_clue) return Kind::kClue;
  if (score < kMinDecidingScore) return Kind::kClue;
  // An introduction that names the license is more than one.
  if (kind == Kind::kIntro) return page ? Kind::kClue : Kind::kReference;
  if (!page) return kind;
  // In the prose of a page a few words may speak of anything; so does a mere name.
  const bool is_statement = kind == Kind::kText || kind == Kind::kNotice;
  return is_statement && (match.flags & kRuleSmall) == 0 ? kind : Kind::kClue;
}

// A pattern's place without what had to stand behind its words, such as a line's end: matches end
// with words.
Finding without_border(const Finding& pattern, std::string_view text) {
  Finding place;
  place.start = pattern.start;
  place.end = pattern.end;
  if (place.start < 0) return place;
  constexpr std::string_view kBorders = " \t\r\n\f\v.,;)\"'<*&|";
  const std::string_view words =
      text.substr(static_cast<size_t>(place.start), static_cast<size_t>(place.end - place.start));
  place.end = place.start + static_cast<int64_t>(words.find_last_not_of(kBorders) + 1);
  return place;
}

// Places in order of their start; answers in logarithmic time, as there may be many on both sides.
class Places {
 public:
  // Of those of `findings` that pass `test`.
  template <class Test>
  Places(const std::vector<Finding>& findings, std::string_view text, Test test) {
    for (const Finding& finding : findings) {
      if (finding.start < 0 || !test(finding)) continue;
      const Finding place = without_border(finding, text);
      places_.push_back({place.start, place.end, place.end});
    }
    std::sort(places_.begin(), places_.end());
    for (size_t i = 1; i < places_.size(); ++i) {
      places_[i].furthest = std::max(places_[i].furthest, places_[i - 1].furthest);
    }
    nearest_.resize(places_.size());
    for (size_t i = places_.size(); i-- > 0;) {
      const bool is_last = i + 1 == places_.size();
      nearest_[i] = is_last ? places_[i].end : std::min(places_[i].end, nearest_[i + 1]);
    }
  }

  // Whether `inner` lies within one of them.
  bool hold(const Finding& inner) const {
    if (inner.start < 0) return false;
    const auto after = std::upper_bound(places_.begin(), places_.end(), inner.start,
                                        [](int64_t at, const Place& p) { return at < p.start; });
    return after != places_.begin() && std::prev(after)->furthest >= inner.end;
  }
  // Whether one of them lies within `outer`.
  bool lie_in(const Finding& outer) const {
    if (outer.start < 0) return false;
    const auto first = std::lower_bound(places_.begin(), places_.end(), outer.start,
                                        [](const Place& p, int64_t at) { return p.start < at; });
    return first != places_.end() &&
           nearest_[static_cast<size_t>(first - places_.begin())] <= outer.end;
  }

 private:
  struct Place {
    int64_t start, end, furthest;  // the last end of this and all before
    auto operator<=>(const Place&) const = default;
  };
  std::vector<Place> places_;
  std::vector<int64_t> nearest_;  // by place: the first end of this and all behind
};

bool lies_in(const Finding& inner, const Finding& outer) {
  return inner.start >= 0 && outer.start >= 0 && outer.start <= inner.start &&
         inner.end <= outer.end;
}

// Whether a match stands for what patterns found inside of it; otherwise it goes. On plain text
// matching sees more of a statement than patterns do, unless it has a clue only. On a page patterns
// know what a name or link stands for, and matching does not; but what stands inside of a license's
// text is a part of that.
bool outdoes_patterns(const Finding& match, bool page) {
  return page ? match.kind == Kind::kText : match.kind != Kind::kClue;
}
bool outdoes(const Finding& match, const Finding& pattern, bool page) {
  return outdoes_patterns(match, page) || (!page && pattern.kind == Kind::kClue);
}

// Tells how the words of matches fit, and which patterns and matches go for each other.
void note_joined(const std::vector<Finding>& matches, std::vector<WordComparison> words,
                 const std::vector<Finding>& patterns, std::string_view text, bool page,
                 TextTrace& trace) {
  const auto find_better = [&](const Finding& match) {
    return std::find_if(patterns.begin(), patterns.end(), [&](const Finding& pattern) {
      return !outdoes(match, pattern, page) &&
             (lies_in(without_border(pattern, text), match) || lies_in(match, pattern));
    });
  };
  for (size_t i = 0; i < matches.size(); ++i) {
    const auto pattern = find_better(matches[i]);
    if (pattern == patterns.end()) {
      trace.compared.push_back({matches[i].rule, std::move(words[i])});
    } else {
      trace.lost.push_back({matches[i], 0, 0,
                            "has " + pattern->rule + " in or around it, which says more",
                            pattern->rule});
    }
  }
  for (const Finding& pattern : patterns) {
    const auto match = std::find_if(matches.begin(), matches.end(), [&](const Finding& outer) {
      return outdoes(outer, pattern, page) && lies_in(without_border(pattern, text), outer);
    });
    if (match == matches.end()) continue;
    trace.lost.push_back({pattern, 0, 0, "lies within " + match->rule, match->rule});
  }
}

}  // namespace

struct TextFindings::Impl {
  Impl(const TextIndex& the_index, const LicenseTable& licenses, const TextRules& rules,
       const TextFindingsOptions& the_options)
      : index(the_index),
        options(the_options),
        matcher(the_index, options.matcher),
        judge(rules, the_index, licenses),
        second(rules) {}

  Finding finding_of(const TextMatch& match, bool page) {
    Finding finding;
    finding.rule = match.rule;
    if (page) finding.where = Where::kBody;
    double score = match.score;
    if (options.scancode_parity) {
      finding.kind = stated_kind(match);
      finding.license = in_spdx_ids(match.expression, index);
    } else {
      const TextJudge::Answer& answer = judge.judge(match);
      if ((match.flags & kRuleText) != 0) score = score * answer.likeness / 100;
      finding.kind = kind_of(match, answer, score, page);
      finding.license = answer.license;
    }
    finding.score = static_cast<int>(std::lround(std::clamp(score, 0.0, 100.0)));
    return finding;
  }

  // Of a match in a window that begins at byte `begin`.
  Finding placed(const TextMatch& match, std::string_view text, size_t begin, bool is_binary,
                 bool page) {
    Finding finding = finding_of(match, page);
    if (is_binary) return finding;
    finding.start = static_cast<int64_t>(begin + match.begin);
    finding.end = static_cast<int64_t>(begin + match.end);
    finding.text = replace_invalid(cut_utf8(
        text.substr(begin + match.begin, match.end - match.begin), Finding::kMaxTextBytes));
    return finding;
  }

  // False where the work was used up.
  bool match(std::string_view text, std::string_view name, bool page, Span window,
             TextTrace* trace) {
    const std::string_view bytes = text.substr(window.start, window.end - window.start);
    TextMatchTrace explained;
    const TextMatchResult result =
        matcher.match(bytes, name, trace != nullptr ? &explained : nullptr, page);
    for (const TextMatch& match : result.matches) {
      found.push_back(placed(match, text, window.start, result.is_binary, page));
    }
    if (trace == nullptr) return !result.limit_reached;
    const auto lines = static_cast<uint32_t>(
        std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(window.start), '\n'));
    for (WordComparison& words : explained.words) {
      for (WordGap& gap : words.gaps) gap.line += lines + trace->lines_before;
      compared.push_back(std::move(words));
    }
    for (LostTextMatch& lost : explained.lost) {
      trace->lost.push_back({placed(lost.match, text, window.start, result.is_binary, page),
                             lost.words, lost.rule_words, std::move(lost.reason),
                             std::move(lost.winner)});
    }
    trace->left_out += explained.left_out;
    return !result.limit_reached;
  }

  // Leaves one finding of a region.
  void join(std::string_view text, bool page, std::vector<Finding>& patterns) {
    const Places all(found, text, [](const Finding&) { return true; });
    const Places strong(found, text,
                        [&](const Finding& match) { return outdoes_patterns(match, page); });
    std::erase_if(patterns, [&](const Finding& pattern) {
      const bool is_clue = !page && pattern.kind == Kind::kClue;
      return (is_clue ? all : strong).hold(without_border(pattern, text));
    });
    const Places rest(patterns, text,
                      [&](const Finding& pattern) { return page || pattern.kind != Kind::kClue; });
    std::erase_if(found, [&](const Finding& match) {
      return !outdoes_patterns(match, page) && (rest.lie_in(match) || rest.hold(match));
    });
  }

  const TextIndex& index;
  const TextFindingsOptions options;
  TextMatcher matcher;
  TextJudge judge;
  SecondLicenses second;
  std::vector<Finding> found;
  std::vector<WordComparison> compared;  // of each, where traced
};

TextFindings::TextFindings(const TextIndex& index, const LicenseTable& licenses,
                           const TextRules& rules, const TextFindingsOptions& options)
    : impl_(std::make_unique<Impl>(index, licenses, rules, options)) {}
TextFindings::~TextFindings() = default;

bool TextFindings::join(std::string_view text, std::string_view name, bool page,
                        std::span<const Span> windows, std::vector<Finding>& findings,
                        TextTrace* trace) {
  std::vector<Finding>& found = impl_->found;
  found.clear();
  impl_->compared.clear();
  bool is_whole = true;
  for (const Span window : windows) {
    is_whole = impl_->match(text, name, page, window, trace) && is_whole;
    if (found.size() < kMaxFound) continue;
    is_whole = false;
    break;
  }
  if (trace != nullptr) {
    note_joined(found, std::move(impl_->compared), findings, text, page, *trace);
  }
  const bool parity = impl_->options.scancode_parity;
  if (!parity) impl_->join(text, page, findings);
  std::move(found.begin(), found.end(), std::back_inserter(findings));
  if (!parity) {
    impl_->second.demote(findings);
    if (!page && is_license_list(text, findings)) demote_entries(findings);
  }
  return is_whole;
}

}  // namespace licensus
