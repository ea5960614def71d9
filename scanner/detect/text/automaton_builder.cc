// Rules in lexical order make a trie in depth-first preorder by themselves: each adds the states
// behind what it shares with the one before. Failure links follow by depth (Aho and Corasick 1975).
#include "detect/text/automaton_builder.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace licensus {
namespace {

using State = RuleAutomaton::State;

class Builder {
 public:
  Builder(std::span<const std::span<const TokenId>> rules, size_t token_count)
      : rules_(rules), own_rule_(1, RuleAutomaton::kNoRid) {
    built_.root_children.assign(token_count, RuleAutomaton::start());
  }

  AutomatonArrays build() {
    add_state(RuleAutomaton::start(), 0, 0);
    add_rules();
    place_edges();
    built_.failure_links.assign(parents_.size(), RuleAutomaton::start());
    built_.labels.push_back(0);
    link();
    return std::move(built_);
  }

 private:
  State add_state(State parent, TokenId label, uint16_t depth) {
    const auto state = static_cast<State>(parents_.size());
    parents_.push_back(parent);
    depths_.push_back(depth);
    built_.labels.push_back(label);
    built_.flags.push_back(0);
    own_rule_.resize(parents_.size(), RuleAutomaton::kNoRid);
    if (state == 0) return state;
    if (parent == RuleAutomaton::start()) {
      built_.root_children[label] = state;
    } else if (state == parent + 1) {
      built_.flags[parent] |= RuleAutomaton::kHasChild;
    } else {
      built_.flags[parent] |= RuleAutomaton::kBranches;
      further_.push_back({parent, state, label});
    }
    return state;
  }

  void add_rules() {
    std::vector<uint32_t> order(rules_.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
      return std::lexicographical_compare(rules_[a].begin(), rules_[a].end(), rules_[b].begin(),
                                          rules_[b].end());
    });
    std::vector<State> path = {RuleAutomaton::start()};  // by depth, of the rule before
    std::span<const TokenId> before;
    for (const uint32_t rid : order) {
      const std::span<const TokenId> tokens = rules_[rid];
      const auto shared = static_cast<size_t>(
          std::mismatch(tokens.begin(), tokens.end(), before.begin(), before.end()).first -
          tokens.begin());
      path.resize(shared + 1);
      for (size_t i = shared; i < tokens.size(); ++i) {
        path.push_back(add_state(path.back(), tokens[i], static_cast<uint16_t>(i + 1)));
      }
      own_rule_[path.back()] = rid;
      before = tokens;
    }
  }

  void place_edges() {
    const size_t slots = std::bit_ceil(2 * further_.size() + 1);
    built_.edges.assign(slots, {RuleAutomaton::kNoState, 0, 0});
    for (const RuleAutomaton::Edge& edge : further_) {
      size_t slot = RuleAutomaton::edge_slot(edge.from, edge.label, slots);
      while (built_.edges[slot].from != RuleAutomaton::kNoState) slot = (slot + 1) & (slots - 1);
      built_.edges[slot] = edge;
    }
  }

  std::vector<State> states_by_depth() const {
    std::vector<uint32_t> begins(size_t{UINT16_MAX} + 2, 0);
    for (const uint16_t depth : depths_) ++begins[size_t{depth} + 1];
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    std::vector<State> order(depths_.size());
    for (State state = 0; state < order.size(); ++state) order[begins[depths_[state]]++] = state;
    return order;
  }

  void link() {
    const RuleAutomaton so_far = built_.view();
    // Of each state, the longest suffix of it, itself included, that is a rule.
    std::vector<State> ending(parents_.size(), RuleAutomaton::kNoState);
    std::vector<RuleAutomaton::Output> outputs;
    for (const State state : states_by_depth()) {
      if (state == RuleAutomaton::start()) continue;
      const State parent = parents_[state];
      State& failure = built_.failure_links[state];
      if (parent != RuleAutomaton::start()) {
        failure = so_far.step(built_.failure_links[parent], built_.labels[state]);
      }
      const bool ends_rule = own_rule_[state] != RuleAutomaton::kNoRid;
      const State next = ending[failure];
      ending[state] = ends_rule ? state : next;
      if (ending[state] == RuleAutomaton::kNoState) continue;
      built_.flags[state] |= RuleAutomaton::kEndsRules;
      outputs.push_back({state, next, own_rule_[state]});
    }
    place_outputs(outputs);
  }

  void place_outputs(const std::vector<RuleAutomaton::Output>& outputs) {
    const size_t slots = std::bit_ceil(outputs.size() * 3 / 2 + 1);
    built_.outputs.assign(slots, {RuleAutomaton::kNoState, RuleAutomaton::kNoState, 0});
    for (const RuleAutomaton::Output& output : outputs) {
      size_t slot = RuleAutomaton::output_slot(output.state, slots);
      while (built_.outputs[slot].state != RuleAutomaton::kNoState) {
        slot = (slot + 1) & (slots - 1);
      }
      built_.outputs[slot] = output;
    }
  }

  std::span<const std::span<const TokenId>> rules_;
  AutomatonArrays built_;
  std::vector<State> parents_;
  std::vector<uint16_t> depths_;
  std::vector<uint32_t> own_rule_;
  std::vector<RuleAutomaton::Edge> further_;
};

}  // namespace

RuleAutomaton AutomatonArrays::view() const {
  return RuleAutomaton({.labels = labels,
                        .failure_links = failure_links,
                        .flags = flags,
                        .root_children = root_children,
                        .edges = edges,
                        .outputs = outputs});
}

AutomatonArrays build_automaton(std::span<const std::span<const TokenId>> rules,
                                size_t token_count) {
  return Builder(rules, token_count).build();
}

}  // namespace licensus
