#include "detect/text_findings.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <tuple>
#include <utility>

#include "base/utf8.h"
#include "detect/text/licensing.h"

namespace licensus {
namespace {

// ScanCode's words; a rule has one of them, a made-up rule of an SPDX line is a tag.
Kind kind_of(const TextMatch& match) {
  // "unknown-license-reference" and the like: a license is spoken of, which one is not said.
  if (match.expression.find("unknown") != std::string::npos) return Kind::kClue;
  if ((match.flags & kRuleText) != 0) return Kind::kText;
  if ((match.flags & kRuleNotice) != 0) return Kind::kNotice;
  if ((match.flags & kRuleTag) != 0) return Kind::kTag;
  if ((match.flags & kRuleIntro) != 0) return Kind::kIntro;
  if ((match.flags & kRuleClue) != 0) return Kind::kClue;
  return Kind::kReference;
}

// Places in order of their start; answers in logarithmic time, as there may be many on both sides.
class Places {
 public:
  explicit Places(const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
      if (finding.start >= 0) places_.push_back({finding.start, finding.end, finding.end});
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

// Where lines begin, for texts whose matches know their lines only.
class LinePlaces {
 public:
  explicit LinePlaces(std::string_view bytes) : bytes_(bytes) {}

  // Bytes of the lines from `first` to `last`, without the end of the last.
  std::pair<int64_t, int64_t> range(uint32_t first, uint32_t last) {
    if (begins_.empty()) find_lines();
    const size_t lines = begins_.size() - 1;
    if (first == 0 || first > lines || last < first) return {-1, -1};
    const size_t end = begins_[std::min<size_t>(last, lines)];
    size_t visible = end;
    while (visible > begins_[first - 1] && is_line_end(bytes_[visible - 1])) --visible;
    return {static_cast<int64_t>(begins_[first - 1]), static_cast<int64_t>(visible)};
  }

 private:
  static bool is_line_end(char c) { return c == '\n' || c == '\r'; }

  void find_lines() {
    begins_.push_back(0);
    for (size_t i = 0; i < bytes_.size(); ++i) {
      const bool is_first_of_two =
          bytes_[i] == '\r' && i + 1 < bytes_.size() && bytes_[i + 1] == '\n';
      if (is_line_end(bytes_[i]) && !is_first_of_two) begins_.push_back(i + 1);
    }
    begins_.push_back(bytes_.size());
  }

  std::string_view bytes_;
  std::vector<size_t> begins_;
};

}  // namespace

struct TextFindings::Impl {
  Impl(const TextIndex& the_index, const LicenseTable& table, const TextMatcherOptions& options)
      : index(the_index), licenses(table), matcher(the_index, options) {}

  Finding finding_of(const TextMatch& match) const {
    Finding finding;
    finding.rule = match.rule;
    finding.kind = kind_of(match);
    const std::string spdx = in_spdx_ids(match.expression, index);
    finding.license = licenses.canonical_expression(spdx).value_or(spdx);
    finding.score = static_cast<int>(std::lround(std::clamp(match.score, 0.0, 100.0)));
    return finding;
  }

  void place(const TextMatch& match, bool is_own_text, bool is_binary, std::string_view bytes,
             LinePlaces& lines, Finding& finding) const {
    if (is_own_text) {
      finding.start = match.begin;
      finding.end = match.end;
    } else if (!is_binary) {
      std::tie(finding.start, finding.end) = lines.range(match.first_line, match.last_line);
    }
    if (finding.start < 0) return;
    finding.line = match.first_line;
    const auto start = static_cast<size_t>(finding.start);
    const size_t size =
        std::min<size_t>(static_cast<size_t>(finding.end) - start, Finding::kMaxTextBytes);
    finding.text = replace_invalid(cut_utf8(bytes.substr(start), size));
  }

  const TextIndex& index;
  const LicenseTable& licenses;
  TextMatcher matcher;
};

TextFindings::TextFindings(const TextIndex& index, const LicenseTable& licenses,
                           const TextMatcherOptions& options)
    : impl_(std::make_unique<Impl>(index, licenses, options)) {}
TextFindings::~TextFindings() = default;

bool TextFindings::join(std::string_view bytes, std::string_view name, bool page,
                        std::vector<Finding>& findings) {
  const TextMatchResult result = impl_->matcher.match(bytes, name);
  LinePlaces lines(bytes);
  const bool is_binary = !result.is_own_text && bytes.find('\0') != std::string_view::npos;
  std::vector<Finding> found;
  for (const TextMatch& match : result.matches) {
    Finding finding = impl_->finding_of(match);
    impl_->place(match, result.is_own_text, is_binary, bytes, lines, finding);
    if (page) finding.where = Where::kBody;
    const bool only_names = finding.kind != Kind::kText && finding.kind != Kind::kNotice;
    if (page && only_names) finding.kind = Kind::kClue;
    found.push_back(std::move(finding));
  }
  if (page) {
    const Places patterns(findings);
    std::erase_if(found, [&](const Finding& match) { return patterns.lie_in(match); });
  } else {
    const Places matches(found);
    std::erase_if(findings, [&](const Finding& pattern) { return matches.hold(pattern); });
  }
  std::move(found.begin(), found.end(), std::back_inserter(findings));
  return !result.limit_reached;
}

}  // namespace licensus
