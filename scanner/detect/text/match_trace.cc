#include "detect/text/match_trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <unordered_map>

namespace licensus {
namespace {

// Equal for matches that people take for one.
auto place_of(const LostMatch& lost) {
  const RuleMatch& match = *lost.match;
  return std::make_tuple(match.in_text.first(), match.in_text.last(), match.rule_order);
}

std::string reason_of_few_words(const RuleMatch& match) {
  const RuleRecord& rule = *match.rule;
  if (match.size() < rule.min_length) {
    return fmt::format("matches {} words, its rule asks for {}", match.size(), rule.min_length);
  }
  if (match.high < rule.min_high_length) {
    return fmt::format("matches {} words of legalese, its rule asks for {}", match.high,
                       rule.min_high_length);
  }
  return fmt::format("covers {:.0f}% of its rule, which is too short for that", match.coverage());
}

std::string reason_of_overlap(const LostMatch& lost, const std::string& winner) {
  if (lost.to->size() > lost.match->size()) return "overlaps " + winner + ", which is longer";
  if (lost.to->size() == lost.match->size()) return "overlaps " + winner + ", which is as long";
  return "overlaps " + winner + " and the match before it, which have its words between them";
}

std::string reason_of_containment(const LostMatch& lost, const std::string& winner) {
  if (lost.to->in_text == lost.match->in_text) {
    return "matches the same words as " + winner +
           (lost.to->coverage() > lost.match->coverage() ? ", which has fewer others" : "");
  }
  return "lies within " + winner;
}

}  // namespace

std::vector<LostMatch> MatchTrace::settle(const MatchList& kept) const {
  std::unordered_map<uint64_t, std::vector<const RuleMatch*>> kept_of;
  for (const RuleMatch* match : kept) kept_of[match->rule_order].push_back(match);
  std::vector<LostMatch> settled;
  std::copy_if(lost_.begin(), lost_.end(), std::back_inserter(settled), [&](const LostMatch& lost) {
    const auto same = kept_of.find(lost.match->rule_order);
    return same == kept_of.end() ||
           std::none_of(same->second.begin(), same->second.end(), [&](const RuleMatch* match) {
             return match->in_text.contains(lost.match->in_text);
           });
  });
  std::stable_sort(settled.begin(), settled.end(), [](const LostMatch& a, const LostMatch& b) {
    return place_of(a) < place_of(b);
  });
  settled.erase(std::unique(settled.begin(), settled.end(),
                            [](const LostMatch& a, const LostMatch& b) {
                              return place_of(a) == place_of(b);
                            }),
                settled.end());
  return settled;
}

std::string rule_name(const RuleMatch& match, const TextIndex& index) {
  if (match.rid != kNoRule) return std::string(index.identifier(match.rid));
  return std::string((match.steps & kStepUnknown) != 0 ? kUnknownRule : kSpdxRule);
}

std::string reason_of(const LostMatch& lost, const TextIndex& index) {
  const RuleMatch& match = *lost.match;
  switch (lost.why) {
    case Loss::kPhrase:
      return match.rule->has(kRuleContinuous | kRuleRequiredPhrase)
                 ? "its words must all be there, without others between them"
                 : "a phrase that its rule requires is missing or has other words in it";
    case Loss::kSparse:
      return "its words are too far apart";
    case Loss::kCoverage:
      return fmt::format("covers {:.0f}% of its rule, which asks for {}%", match.coverage(),
                         match.rule->minimum_coverage);
    case Loss::kLoneWord:
      return "is one word between numbers and unknown words";
    case Loss::kShort:
      return reason_of_few_words(match);
    case Loss::kLines:
      return "has few words on many lines";
    case Loss::kGibberish:
      return "is a word of a binary that does not look meant";
    case Loss::kContained:
      return reason_of_containment(lost, rule_name(*lost.to, index));
    case Loss::kOverlap:
      return reason_of_overlap(lost, rule_name(*lost.to, index));
    case Loss::kFalsePositive:
      return "its rule says that no license is meant here";
    case Loss::kList:
      return "is one of a list of license names";
  }
  return {};
}

}  // namespace licensus
