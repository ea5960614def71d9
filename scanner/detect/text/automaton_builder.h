// Rules -> the arrays of a RuleAutomaton.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "detect/text/rule_automaton.h"

namespace licensus {

// Owns what a RuleAutomaton views.
struct AutomatonArrays {
  std::vector<uint16_t> labels;  // one more than there are states: what follows the last one
  std::vector<RuleAutomaton::State> failure_links;
  std::vector<uint8_t> flags;
  std::vector<RuleAutomaton::State> root_children;
  std::vector<RuleAutomaton::Edge> edges;
  std::vector<RuleAutomaton::Output> outputs;

  RuleAutomaton view() const;
};

// `rules`: the tokens of each by rid, all different, none empty, each token below `token_count`.
// Linear in their sum but for the sorting. The same rules give the same arrays.
AutomatonArrays build_automaton(std::span<const std::span<const TokenId>> rules,
                                size_t token_count);

}  // namespace licensus
