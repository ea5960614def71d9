// Matches of made-up rules, for tests of what is done with matches.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "detect/text/rule_match.h"

namespace licensus {

// Owns the matches it makes and their rules; rules are numbered as asked for, and belong to no
// index.
class MadeMatches {
 public:
  struct Shape {
    uint64_t rule = 0;                            // the same number: the same rule
    uint16_t length = 100;                        // of the rule
    std::vector<PositionSet::Run> text, in_rule;  // in_rule empty: as in the text
    uint32_t high = 0;
    uint8_t steps = kStepExact;
    uint32_t flags = 0;
    uint32_t expression = kNoExpression;
  };

  RuleMatch* add(const Shape& shape) {
    RuleRecord& rule = rules_.emplace_back();
    rule.length = shape.length;
    rule.flags = shape.flags;
    RuleMatch& match = matches_.emplace_back();
    for (const auto& run : shape.text) match.in_text.unite({run.begin, run.end});
    for (const auto& run : shape.in_rule.empty() ? shape.text : shape.in_rule) {
      match.in_rule.unite({run.begin, run.end});
    }
    match.rule = &rule;
    match.rule_order = shape.rule;
    match.expression = shape.expression;
    match.high = shape.high;
    match.steps = shape.steps;
    return &match;
  }

 private:
  std::deque<RuleRecord> rules_;
  std::deque<RuleMatch> matches_;
};

// "0-5,7-9|10-15" for two matches: positions in the text, ends included.
inline std::string show(const MatchList& matches) {
  std::string shown;
  for (const RuleMatch* match : matches) {
    if (!shown.empty()) shown += '|';
    const char* comma = "";
    for (const PositionSet::Run& run : match->in_text.runs()) {
      shown += comma + std::to_string(run.begin) + '-' + std::to_string(run.end - 1);
      comma = ",";
    }
  }
  return shown;
}

}  // namespace licensus
