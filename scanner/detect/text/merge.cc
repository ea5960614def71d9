#include <algorithm>
#include <tuple>
#include <utility>

#include "base/decimal.h"
#include "detect/text/rule_match.h"

namespace licensus {
namespace {

constexpr int64_t kMaxDistance = 50;

enum class Step { kNext, kDropNext, kDropCurrent, kStop };

uint32_t count_high(const RuleMatch& match, const TextIndex& index) {
  if (match.rid == kNoRule) return match.high;  // unions of made-up rules do not happen
  const auto tokens = index.tokens(match.rid);
  uint32_t high = 0;
  for (const PositionSet::Run& run : match.in_rule.runs()) {
    for (uint32_t at = run.begin; at < run.end && at < tokens.size(); ++at) {
      if (index.is_high(tokens[at])) ++high;
    }
  }
  return high;
}

void unite(RuleMatch& into, const RuleMatch& other, const TextIndex& index) {
  // One after the other, as nearly always, the counts add up.
  const bool apart = other.in_rule.is_after(into.in_rule) || into.in_rule.is_after(other.in_rule);
  into.in_text.unite(other.in_text);
  into.in_rule.unite(other.in_rule);
  into.steps |= other.steps;
  into.high = apart ? into.high + other.high : count_high(into, index);
}

bool would_stay_aligned(const RuleMatch& a, const RuleMatch& b) {
  return a.in_text.union_size(b.in_text) == a.in_rule.union_size(b.in_rule);
}

bool overlaps_in_step(const RuleMatch& current, const RuleMatch& next) {
  if (current.in_text.first() > next.in_text.first() ||
      current.in_text.last() > next.in_text.last() ||
      current.in_rule.first() > next.in_rule.first() ||
      current.in_rule.last() > next.in_rule.last()) {
    return false;
  }
  const uint32_t shared = current.in_text.overlap(next.in_text);
  return shared != 0 && shared == current.in_rule.overlap(next.in_rule);
}

// The first of ScanCode's cases that applies to two matches of one rule.
Step compare(RuleMatch& current, RuleMatch& next, int64_t max_distance, const TextIndex& index) {
  if (current.in_text.distance_to(next.in_text) > max_distance ||
      current.in_rule.distance_to(next.in_rule) > max_distance) {
    return Step::kStop;
  }
  if (current.in_rule == next.in_rule) {
    if (current.in_text == next.in_text) return Step::kDropNext;
    if (current.in_text.overlaps(next.in_text)) {
      const bool denser = current.in_text.magnitude() <= next.in_text.magnitude();
      return denser ? Step::kDropNext : Step::kDropCurrent;
    }
  }
  if (current.in_text.contains(next.in_text)) return Step::kDropNext;
  if (next.in_text.contains(current.in_text)) return Step::kDropCurrent;
  if (current.in_text.surrounds(next.in_text) && would_stay_aligned(current, next)) {
    unite(current, next, index);
    return Step::kDropNext;
  }
  if (next.in_text.surrounds(current.in_text) && would_stay_aligned(current, next)) {
    unite(next, current, index);
    return Step::kDropCurrent;
  }
  const bool follows =
      next.in_text.is_after(current.in_text) && next.in_rule.is_after(current.in_rule);
  if (follows || overlaps_in_step(current, next)) {
    unite(current, next, index);
    return Step::kDropNext;
  }
  return Step::kNext;
}

// Matches of one rule, nullptr where one is dropped.
void merge_group(RuleMatch** begin, RuleMatch** end, const TextIndex& index, uint64_t& work) {
  const int64_t half = std::max((*begin)->rule->length / 2, 1);
  const int64_t max_distance = std::min(half, kMaxDistance);
  for (RuleMatch** current = begin; current != end; ++current) {
    if (*current == nullptr) continue;
    for (RuleMatch** next = current + 1; next != end && *current != nullptr; ++next) {
      if (*next == nullptr) continue;
      if (work == 0) return;
      --work;
      const Step step = compare(**current, **next, max_distance, index);
      if (step == Step::kStop) break;
      if (step == Step::kDropNext) *next = nullptr;
      if (step == Step::kDropCurrent) *current = nullptr;
    }
  }
}

}  // namespace

double RuleMatch::coverage() const {
  if (rule->length == 0) return 0;
  return round_decimal(static_cast<double>(size()) / rule->length * 100, 2);
}

bool precedes(const RuleMatch* a, const RuleMatch* b) {
  return std::make_tuple(a->in_text.first(), b->high, b->size(), a->step_order()) <
         std::make_tuple(b->in_text.first(), a->high, a->size(), b->step_order());
}

void merge_matches(MatchList& matches, const TextIndex& index, uint64_t& work) {
  if (matches.size() < 2) return;
  std::stable_sort(matches.begin(), matches.end(), [](const RuleMatch* a, const RuleMatch* b) {
    return a->rule_order != b->rule_order ? a->rule_order < b->rule_order : precedes(a, b);
  });
  for (size_t begin = 0; begin < matches.size();) {
    size_t end = begin + 1;
    while (end < matches.size() && matches[end]->rule_order == matches[begin]->rule_order) ++end;
    if (end - begin > 1) merge_group(&matches[begin], matches.data() + end, index, work);
    begin = end;
  }
  std::erase(matches, nullptr);
}

}  // namespace licensus
