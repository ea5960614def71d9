// Aho-Corasick over the tokens of all rules, in 7 bytes a state.
//
// States are numbered in depth-first preorder, so the first child of s is s + 1 and most states
// need no edge: the label of the edge into each state, its failure link and a byte of flags.
// Further children stand in a small hash; so do the states that end rules, with the next such state
// down their failure links.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "detect/text/token_table.h"

namespace licensus {

// A view of arrays that someone else owns (the mapped index, or a builder). Immutable; all threads
// may walk it, each with a state of its own.
class RuleAutomaton {
 public:
  using State = uint32_t;

  enum Flag : uint8_t {
    kHasChild = 1,   // s + 1 is its child
    kBranches = 2,   // there are more, in `edges`
    kEndsRules = 4,  // rules end here: its own, or those of shorter suffixes
  };
  // A slot of an open-addressing table; empty where `from` is kNoState.
  struct Edge {
    State from, to;
    uint32_t label;  // a TokenId
  };
  struct Output {
    State state;
    State next;    // the next state down the failure links that ends a rule, or kNoState
    uint32_t rid;  // the rule that ends here, or kNoRid where only `next` has some
  };
  static constexpr State kNoState = 0xFFFFFFFF;
  static constexpr uint32_t kNoRid = 0xFFFFFFFF;

  struct Arrays {
    std::span<const uint16_t> labels;      // by state: the token on the edge into it; one more
    std::span<const State> failure_links;  // by state; of the root, and of its children: the root
    std::span<const uint8_t> flags;        // by state
    std::span<const State> root_children;  // by token; 0 where the root has none
    std::span<const Edge> edges;           // a power of two
    std::span<const Output> outputs;       // a power of two
  };

  // Where the search for an edge or output begins among `slots`; the next slots follow.
  static size_t edge_slot(State from, uint32_t label, size_t slots);
  static size_t output_slot(State state, size_t slots);

  RuleAutomaton() = default;
  // REQUIRES: labels has one element more than flags and failure_links, root_children and edges
  // name states only, the last state has no child, and each hash has an empty slot.
  explicit RuleAutomaton(const Arrays& arrays) : arrays_(arrays) {}

  static constexpr State start() { return 0; }
  size_t state_count() const { return arrays_.flags.size(); }

  // The state after one more token. Amortised constant: each failure link taken gives back a token.
  // Tokens that no rule holds, kUnknownToken and kStopword lead to start().
  State step(State state, TokenId token) const {
    // In a whole file failure links lead to ever shorter suffixes; in a damaged one they might not.
    for (size_t bound = 0; state != start() && bound < kMaxChain; ++bound) {
      const uint8_t flags = arrays_.flags[state];
      if ((flags & kHasChild) != 0 && arrays_.labels[state + 1] == token) return state + 1;
      if ((flags & kBranches) != 0) {
        const State child = find_edge(state, token);
        if (child != kNoState) return child;
      }
      state = arrays_.failure_links[state];
      if (state >= arrays_.flags.size()) return start();
    }
    return token < arrays_.root_children.size() ? arrays_.root_children[token] : start();
  }

  bool ends_rules(State state) const { return (arrays_.flags[state] & kEndsRules) != 0; }

  // Calls found(rid) for every rule whose last token was the last step, longest first. A rule of L
  // tokens then began L - 1 tokens before.
  template <class Found>
  void for_each_rule(State state, const Found& found) const {
    if (!ends_rules(state)) return;
    // The chain is strictly shorter texts, so it ends; a damaged file must not make it a circle.
    for (size_t bound = 0; state != kNoState && bound < kMaxChain; ++bound) {
      const Output* output = find_output(state);
      if (output == nullptr) return;
      if (output->rid != kNoRid) found(static_cast<uint16_t>(output->rid));
      state = output->next;
    }
  }

 private:
  static constexpr size_t kMaxChain = 1 << 16;

  const Output* find_output(State state) const;
  State find_edge(State state, TokenId token) const;

  Arrays arrays_;
};

}  // namespace licensus
