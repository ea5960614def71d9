#include "detect/text/rule_automaton.h"

namespace licensus {
namespace {

size_t spread(uint64_t key) {
  key *= 0x9E3779B97F4A7C15;
  return static_cast<size_t>(key >> 32U);
}

}  // namespace

size_t RuleAutomaton::edge_slot(State from, uint32_t label, size_t slots) {
  return spread(uint64_t{from} << 16U | label) & (slots - 1);
}

size_t RuleAutomaton::output_slot(State state, size_t slots) { return spread(state) & (slots - 1); }

RuleAutomaton::State RuleAutomaton::find_edge(State from, TokenId token) const {
  const size_t slots = arrays_.edges.size();
  for (size_t slot = edge_slot(from, token, slots);; slot = (slot + 1) & (slots - 1)) {
    const Edge& edge = arrays_.edges[slot];
    if (edge.from == kNoState) return kNoState;
    if (edge.from == from && edge.label == token) return edge.to;
  }
}

const RuleAutomaton::Output* RuleAutomaton::find_output(State state) const {
  const size_t slots = arrays_.outputs.size();
  for (size_t slot = output_slot(state, slots);; slot = (slot + 1) & (slots - 1)) {
    const Output& output = arrays_.outputs[slot];
    if (output.state == state) return &output;
    if (output.state == kNoState) return nullptr;
  }
}

}  // namespace licensus
