#include "detect/text/match_filters.h"

#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "detect/text/binary_word.h"

namespace licensus {
namespace {

constexpr double kSparse = 0.4;
constexpr double kSmallRuleCoverage = 80;
constexpr uint32_t kStrangeNeighbours = 5;
constexpr size_t kShortList = 15, kLongList = 150, kDifferentInList = 5;
constexpr uint32_t kLongestName = 20;
constexpr int64_t kListGap = 10;

uint32_t rule_stopwords_after(const TextIndex& index, Rid rid, uint32_t position) {
  const auto stops = index.stopwords(rid);
  const auto at = std::lower_bound(
      stops.begin(), stops.end(), position + 1,
      [](const StopwordCount& count, uint32_t after) { return count.after < after; });
  return at != stops.end() && at->after == position + 1 ? at->count : 0;
}

// Whether nothing stands in the text between the words that match rule positions `begin` to `end`
// but the stopwords that the rule has there.
bool is_unbroken(const RuleMatch& match, const RefineInput& input, uint32_t begin, uint32_t end) {
  std::vector<std::pair<uint32_t, uint32_t>> pairs;  // positions in text and rule, n-th with n-th
  auto text_run = match.in_text.runs().begin();
  const auto text_end = match.in_text.runs().end();
  uint32_t in_text = text_run->begin;
  for (const PositionSet::Run& run : match.in_rule.runs()) {
    for (uint32_t in_rule = run.begin; in_rule < run.end; ++in_rule) {
      if (text_run == text_end) break;
      if (in_rule >= begin && in_rule < end) pairs.emplace_back(in_text, in_rule);
      if (++in_text == text_run->end && ++text_run != text_end) in_text = text_run->begin;
    }
  }
  for (size_t i = 0; i + 1 < pairs.size(); ++i) {
    const auto [text, rule] = pairs[i];
    if (pairs[i + 1].first != text + 1) return false;
    if (input.query.unknowns_after(text) != 0) return false;
    if (input.query.stopwords_after(text) != rule_stopwords_after(input.index, match.rid, rule)) {
      return false;
    }
  }
  return true;
}

bool has_required_phrases(const RuleMatch& match, const RefineInput& input) {
  if (match.rid == kNoRule) return true;
  if (match.rule->has(kRuleContinuous | kRuleRequiredPhrase)) {
    const uint32_t size = match.size();
    if (size != match.in_text.magnitude() || size != text_magnitude(match, input.query)) {
      return false;
    }
    return is_unbroken(match, input, 0, match.rule->length);
  }
  for (const TokenSpan& phrase : input.index.required_phrases(match.rid)) {
    if (!match.in_rule.contains(PositionSet(phrase.begin, phrase.end))) return false;
    if (!is_unbroken(match, input, phrase.begin, phrase.end)) return false;
  }
  return true;
}

bool is_sparse(const RuleMatch& match, const TextQuery& query) {
  if ((match.steps & ~(kStepSequence | kStepUnknown)) != 0) return false;
  const double size = match.size();
  return size / text_magnitude(match, query) < kSparse ||
         size / match.in_rule.magnitude() < kSparse;
}

// One word between numbers, single letters and unknown words.
bool is_lone_word(const RuleMatch& match, const TextQuery& query) {
  if (match.size() != 1 || !match.only_sequence()) return false;
  const int64_t at = match.in_text.first();
  uint32_t before = query.unknowns_after(at - 1), after = query.unknowns_after(at);
  for (int64_t p = std::max<int64_t>(at - 1 - kStrangeNeighbours, 0); p < at; ++p) {
    before += query.is_short(static_cast<uint32_t>(p));
  }
  for (int64_t p = at; p < std::min<int64_t>(at + 1 + kStrangeNeighbours, query.size()); ++p) {
    after += query.is_short(static_cast<uint32_t>(p));
  }
  return before >= kStrangeNeighbours && after >= kStrangeNeighbours;
}

bool is_too_short(const RuleMatch& match) {
  if (!match.only_sequence()) return false;
  return match.size() < match.rule->min_length || match.high < match.rule->min_high_length ||
         (match.rule->has(kRuleSmall) && match.coverage() < kSmallRuleCoverage);
}

bool is_scattered(const RuleMatch& match) {
  if (!match.rule->has(kRuleSmall)) return false;
  const uint32_t most = match.size() + (match.rule->has(kRuleTag) ? 2 : 0);
  return match.last_line - match.first_line + 1 > most;
}

// A word of a binary with the punctuation behind it, to the next word or the end of its line.
std::string_view word_as_seen(const TextQuery& query, const TextLines& lines, uint32_t position) {
  const Token& word = query.source(position);
  const std::string_view text = lines.text();
  // Quirk: of the very first word the punctuation is not looked at.
  if (word.begin == lines.lines().front().begin) {
    return text.substr(word.begin, word.end - word.begin);
  }
  const auto line =
      std::upper_bound(lines.lines().begin(), lines.lines().end(), word.begin,
                       [](uint32_t at, const TextLine& candidate) { return at < candidate.end; });
  const uint32_t line_end = line == lines.lines().end() ? word.end : line->end;
  uint32_t end = word.end;
  while (end < line_end && !is_ascii_alpha(text[end]) && !is_ascii_digit(text[end])) ++end;
  while (end > word.end && text[end - 1] == ' ') --end;
  return text.substr(word.begin, end - word.begin);
}

// A name of one word that is only letters by chance, as binaries have them.
bool is_gibberish(const RuleMatch& match, const RefineInput& input) {
  constexpr int kHighRelevance = 80;
  if (!input.query.is_binary() || match.rid == kNoRule || match.rule->length != 1 ||
      !match.rule->has(kRuleReference | kRuleClue)) {
    return false;
  }
  return !may_be_meant(word_as_seen(input.query, input.lines, match.in_text.first()),
                       input.index.short_text(match.rid),
                       match.rule->relevance >= kHighRelevance ? 1 : 0);
}

bool is_list_item(const RuleMatch& match) {
  return match.rule->has(kRuleReference | kRuleTag | kRuleIntro | kRuleClue) &&
         match.steps != kStepSpdx && match.coverage() == 100 && match.size() <= kLongestName;
}

size_t count_expressions(std::span<RuleMatch* const> matches) {
  std::set<uint32_t> different;
  for (const RuleMatch* match : matches) different.insert(match->expression);
  return different.size();
}

bool is_list(std::span<RuleMatch* const> matches, size_t least, size_t least_different) {
  if (matches.size() < least) return false;
  const size_t different = count_expressions(matches);
  return static_cast<double>(different) / static_cast<double>(matches.size()) > 1.0 / 3 ||
         different >= least_different;
}

void drop_license_lists(MatchList& matches, MatchTrace* trace) {
  const auto note = [&](std::span<RuleMatch* const> list) {
    if (trace == nullptr) return;
    for (const RuleMatch* match : list) trace->lose(*match, Loss::kList);
  };
  if (matches.size() < kShortList) return;
  if (matches.size() > kLongList && is_list(matches, kLongList, kLongList)) {
    const auto items = std::count_if(matches.begin(), matches.end(),
                                     [](const RuleMatch* match) { return is_list_item(*match); });
    if (static_cast<double>(items) / static_cast<double>(matches.size()) > .95) {
      note(matches);
      matches.clear();
      return;
    }
  }
  MatchList kept;
  for (size_t begin = 0; begin < matches.size();) {
    if (!is_list_item(*matches[begin])) {
      kept.push_back(matches[begin++]);
      continue;
    }
    size_t end = begin + 1;
    while (end < matches.size() && is_list_item(*matches[end]) &&
           matches[end - 1]->in_text.distance_to(matches[end]->in_text) <= kListGap) {
      ++end;
    }
    const std::span<RuleMatch* const> list(&matches[begin], end - begin);
    if (is_list(list, kShortList, kDifferentInList)) {
      note(list);
    } else {
      kept.insert(kept.end(), list.begin(), list.end());
    }
    begin = end;
  }
  matches = std::move(kept);
}

template <class Predicate>
void drop_if(MatchList& matches, MatchTrace* trace, Loss why, const Predicate& predicate) {
  std::erase_if(matches, [&](const RuleMatch* match) {
    if (!predicate(*match)) return false;
    if (trace != nullptr) trace->lose(*match, why);
    return true;
  });
}

// What a match is by itself, whatever others there are.
void drop_for_itself(MatchList& matches, const RefineInput& input) {
  MatchTrace* const trace = input.trace;
  drop_if(matches, trace, Loss::kPhrase,
          [&](const RuleMatch& match) { return !has_required_phrases(match, input); });
  drop_if(matches, trace, Loss::kSparse,
          [&](const RuleMatch& match) { return is_sparse(match, input.query); });
  drop_if(matches, trace, Loss::kCoverage, [](const RuleMatch& match) {
    return match.only_sequence() && match.coverage() < match.rule->minimum_coverage;
  });
  drop_if(matches, trace, Loss::kLoneWord,
          [&](const RuleMatch& match) { return is_lone_word(match, input.query); });
  drop_if(matches, trace, Loss::kShort, is_too_short);
  // Quirk: of a single match the lines are not looked at.
  if (matches.size() != 1) drop_if(matches, trace, Loss::kLines, is_scattered);
  drop_if(matches, trace, Loss::kGibberish,
          [&](const RuleMatch& match) { return is_gibberish(match, input); });
}

}  // namespace

uint32_t text_magnitude(const RuleMatch& match, const TextQuery& query) {
  uint32_t unknowns = 0;
  for (const PositionSet::Run& run : match.in_text.runs()) {
    unknowns += query.unknowns_in(run.begin, run.end);
  }
  return match.in_text.magnitude() + unknowns - query.unknowns_after(match.in_text.last());
}

void refine(MatchList& matches, const RefineInput& input, bool merge, bool final, uint64_t& work) {
  if (matches.empty()) return;
  if (merge) merge_matches(matches, input.index, work);
  for (RuleMatch* match : matches) {
    match->first_line = input.query.line(match->in_text.first());
    match->last_line = input.query.line(match->in_text.last());
  }
  drop_for_itself(matches, input);
  merge_matches(matches, input.index, work);

  MatchList contained, overlapping;
  drop_contained(matches, contained, work, input.trace);
  drop_overlapping(matches, overlapping, input.contains, work, input.trace);
  restore_apart(matches, contained, input.index, work);
  restore_apart(matches, overlapping, input.index, work);
  contained.clear();
  drop_contained(matches, contained, work, input.trace);
  if (final) {
    drop_if(matches, input.trace, Loss::kFalsePositive,
            [](const RuleMatch& match) { return match.rule->has(kRuleFalsePositive); });
    drop_license_lists(matches, input.trace);
  }
  if (merge) merge_matches(matches, input.index, work);
}

}  // namespace licensus
