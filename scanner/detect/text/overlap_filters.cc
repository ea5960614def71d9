#include "detect/text/overlap_filters.h"

#include <algorithm>

namespace licensus {
namespace {

enum class Verdict { kBoth, kDropNext, kDropCurrent, kStop };

// Compares each match with those behind it, in order of precedes(), as long as `judge` does not say
// kStop. A dropped match is marked, not erased, so that lists of names do not cost their square;
// judge(previous, current, next) is given the kept match before the current one, or nullptr.
template <class Judge>
void compare_pairs(MatchList& matches, MatchList& dropped, uint64_t& work, const Judge& judge,
                   Loss why, MatchTrace* trace) {
  if (matches.size() < 2) return;
  std::stable_sort(matches.begin(), matches.end(), precedes);
  const RuleMatch* previous = nullptr;
  for (size_t i = 0; i < matches.size(); ++i) {
    if (matches[i] == nullptr) continue;
    for (size_t j = i + 1; j < matches.size(); ++j) {
      if (matches[j] == nullptr) continue;
      if (work == 0) break;
      --work;
      const Verdict verdict = judge(previous, *matches[i], *matches[j]);
      if (verdict == Verdict::kStop) break;
      if (verdict == Verdict::kBoth) continue;
      const size_t lost = verdict == Verdict::kDropNext ? j : i;
      dropped.push_back(matches[lost]);
      if (trace != nullptr) trace->lose(*matches[lost], why, matches[lost == i ? j : i]);
      matches[lost] = nullptr;
      if (lost == i) break;
    }
    if (matches[i] != nullptr) previous = matches[i];
  }
  std::erase(matches, nullptr);
}

Verdict judge_contained(const RuleMatch& current, const RuleMatch& next) {
  // Quirk: ends are compared, so matches further on that end earlier are not looked at.
  if (next.in_text.last() > current.in_text.last()) return Verdict::kStop;
  if (current.in_text == next.in_text) {
    return current.coverage() >= next.coverage() ? Verdict::kDropNext : Verdict::kDropCurrent;
  }
  if (current.in_text.contains(next.in_text)) return Verdict::kDropNext;
  if (next.in_text.contains(current.in_text)) return Verdict::kDropCurrent;
  return Verdict::kBoth;
}

class OverlapJudge {
 public:
  explicit OverlapJudge(const LicensingContains& contains) : contains_(contains) {}

  Verdict operator()(const RuleMatch* previous, const RuleMatch& current,
                     const RuleMatch& next) const {
    if (next.in_text.first() > current.in_text.last()) return Verdict::kStop;
    const uint32_t shared = current.in_text.overlap(next.in_text);
    if (shared == 0) return Verdict::kBoth;
    if (current.rule->has(kRuleFalsePositive) && next.rule->has(kRuleFalsePositive)) {
      return Verdict::kBoth;
    }
    const double of_next = static_cast<double>(shared) / next.size();
    const double of_current = static_cast<double>(shared) / current.size();
    const bool longer = current.size() >= next.size(), shorter = current.size() <= next.size();
    const bool at_least = longer && current.high >= next.high;
    const bool at_most = shorter && current.high <= next.high;

    if (of_next >= .9 && longer) return Verdict::kDropNext;
    if (of_current >= .9 && shorter) return Verdict::kDropCurrent;
    if (of_next >= .7 && at_least) return Verdict::kDropNext;
    if (of_current >= .7 && at_most) return Verdict::kDropCurrent;
    if (of_next >= .4) {
      if (at_least && holds(current, next)) return Verdict::kDropNext;
      if (shares_only_license(current, next)) return Verdict::kDropNext;
      if (at_most && holds(next, current)) return Verdict::kDropCurrent;
    }
    if (of_current >= .4) {
      if (at_least && holds(current, next)) return Verdict::kDropNext;
      if (at_most && holds(next, current)) return Verdict::kDropCurrent;
    }
    if (of_next >= .1 && at_least && current.in_text.surrounds(next.in_text) &&
        holds(current, next)) {
      return Verdict::kDropNext;
    }
    if (of_current >= .1 && at_most && next.in_text.surrounds(current.in_text) &&
        holds(next, current)) {
      return Verdict::kDropCurrent;
    }
    return previous != nullptr && is_between(*previous, current, next, shared)
               ? Verdict::kDropCurrent
               : Verdict::kBoth;
  }

 private:
  bool holds(const RuleMatch& a, const RuleMatch& b) const {
    return contains_(a.expression, b.expression);
  }

  // "... license" followed by "license foo": the word belongs to the first.
  static bool shares_only_license(const RuleMatch& current, const RuleMatch& next) {
    return next.size() == 2 && current.size() >= 4 && current.high >= next.high &&
           current.rule->has(kRuleEndsWithLicense) && next.rule->has(kRuleStartsWithLicense);
  }

  // Whether the current match is made of the end of one neighbour and the begin of the other.
  static bool is_between(const RuleMatch& previous, const RuleMatch& current, const RuleMatch& next,
                         uint32_t shared) {
    if (previous.in_text.overlaps(next.in_text)) return false;
    const uint32_t before = current.in_text.overlap(previous.in_text);
    return before != 0 && before + shared >= current.size() * .9;
  }

  const LicensingContains& contains_;
};

}  // namespace

void drop_contained(MatchList& matches, MatchList& dropped, uint64_t& work, MatchTrace* trace) {
  const auto judge = [](const RuleMatch*, const RuleMatch& current, const RuleMatch& next) {
    return judge_contained(current, next);
  };
  compare_pairs(matches, dropped, work, judge, Loss::kContained, trace);
}

void drop_overlapping(MatchList& matches, MatchList& dropped, const LicensingContains& contains,
                      uint64_t& work, MatchTrace* trace) {
  compare_pairs(matches, dropped, work, OverlapJudge(contains), Loss::kOverlap, trace);
}

PositionSet all_positions(const MatchList& matches) {
  std::vector<PositionSet::Run> runs;
  for (const RuleMatch* match : matches) {
    runs.insert(runs.end(), match->in_text.runs().begin(), match->in_text.runs().end());
  }
  std::sort(runs.begin(), runs.end(),
            [](PositionSet::Run a, PositionSet::Run b) { return a.begin < b.begin; });
  PositionSet positions;
  for (const PositionSet::Run& run : runs) positions.unite(PositionSet(run.begin, run.end));
  return positions;
}

void restore_apart(MatchList& matches, MatchList& dropped, const TextIndex& index, uint64_t& work) {
  if (dropped.empty()) return;
  const PositionSet kept = all_positions(matches);
  merge_matches(dropped, index, work);
  MatchList still_dropped;
  for (RuleMatch* match : dropped) {
    (match->in_text.overlaps(kept) ? still_dropped : matches).push_back(match);
  }
  dropped = std::move(still_dropped);
}

}  // namespace licensus
