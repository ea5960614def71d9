#include <algorithm>
#include <bit>

#include "detect/text/text_index_data.h"

namespace licensus {

using namespace index_file;

namespace {

template <class T>
bool all_below(std::span<const T> numbers, size_t bound) {
  // No early end: the compiler makes vectors of it.
  T largest = 0;
  for (const T number : numbers) largest = std::max(largest, number);
  return numbers.empty() || largest < bound;
}

template <class Elements>
bool is_hash_table(const Elements& slots, auto is_empty) {
  return std::has_single_bit(slots.size()) && std::any_of(slots.begin(), slots.end(), is_empty);
}

template <class Elements>
bool fits(uint64_t at, uint64_t count, const Elements& elements) {
  return at <= elements.size() && count <= elements.size() - at;
}

struct Check {
  const TextIndexData& data;

  bool words() const {
    const size_t tokens = data.digit_only.size();
    const TokenTableView& words = data.words;
    return tokens < kStopword && data.counts[0].legalese <= tokens &&
           std::has_single_bit(words.bases.size()) &&
           words.fingerprints.size() == words.bases.size() * TokenTable::kBucketWords &&
           words.entries.size() >= TokenTable::kBucketWords &&
           all_below(words.bases, words.entries.size() - TokenTable::kBucketWords + 1) &&
           std::all_of(words.entries.begin(), words.entries.end(), [&](const TokenEntry& entry) {
             const auto id = static_cast<TokenId>(entry.value);
             return id < tokens || id == kStopword;
           });
  }

  bool string(StringRecord record) const { return fits(record.at, record.size, data.strings); }

  bool rule(const RuleRecord& rule) const {
    return string({rule.identifier_at, rule.identifier_size}) &&
           string({rule.text_at, rule.text_size}) &&
           fits(rule.tokens_at, rule.length, data.rule_tokens) && rule.length > 0 &&
           fits(rule.stops_at, rule.stops, data.stopwords) &&
           fits(rule.phrases_at, rule.phrases, data.phrases) &&
           (!rule.has(kRuleApproxMatchable) ||
            fits(rule.unique_at, rule.unique_length, data.unique_tokens)) &&
           (rule.expression == kNoExpression || rule.expression < data.expressions.size()) &&
           rule.high_length <= rule.length && rule.unique_length <= rule.length &&
           rule.high_unique_length <= rule.unique_length && phrases_within(rule);
  }

  bool phrases_within(const RuleRecord& rule) const {
    const auto phrases = data.phrases.subspan(rule.phrases_at, rule.phrases);
    const auto stops = data.stopwords.subspan(rule.stops_at, rule.stops);
    return std::all_of(
               phrases.begin(), phrases.end(),
               [&](TokenSpan span) { return span.begin < span.end && span.end <= rule.length; }) &&
           std::all_of(stops.begin(), stops.end(),
                       [&](StopwordCount stop) { return stop.after <= rule.length; });
  }

  bool all_rules() const {
    return data.rules.size() < kNoRule &&
           std::all_of(data.rules.begin(), data.rules.end(),
                       [&](const RuleRecord& record) { return rule(record); }) &&
           std::all_of(data.expressions.begin(), data.expressions.end(),
                       [&](StringRecord record) { return string(record); }) &&
           data.expressions.size() < kNoExpression &&
           all_below(data.rule_tokens, data.digit_only.size()) &&
           is_hash_table(data.whole_texts, [](Rid rid) { return rid == kNoRule; }) &&
           std::all_of(data.whole_texts.begin(), data.whole_texts.end(),
                       [&](Rid rid) { return rid == kNoRule || rid < data.rules.size(); });
  }

  bool approximate() const {
    const auto& at = data.postings_at;
    return data.unique_tokens.size() == data.unique_counts.size() &&
           all_below(data.unique_tokens, data.digit_only.size()) &&
           all_below(data.approx_rules, data.rules.size()) &&
           std::all_of(data.approx_rules.begin(), data.approx_rules.end(),
                       [&](Rid rid) {
                         return data.rules[rid].has(kRuleApproxMatchable) &&
                                data.rules[rid].unique_length > 0;
                       }) &&
           at.size() == data.digit_only.size() + 1 && std::is_sorted(at.begin(), at.end()) &&
           at.front() == 0 && at.back() == data.postings.size() &&
           all_below(data.postings, data.approx_rules.size()) &&
           data.bigrams.size() == TextIndex::kBigramBits / 64;
  }

  bool automaton() const {
    const RuleAutomaton::Arrays& arrays = data.automaton;
    const size_t states = arrays.flags.size();
    const auto is_state = [&](uint32_t state) { return state < states; };
    return states > 0 && states < RuleAutomaton::kNoState && arrays.labels.size() == states + 1 &&
           arrays.failure_links.size() == states &&
           arrays.root_children.size() == data.digit_only.size() &&
           (arrays.flags.back() & RuleAutomaton::kHasChild) == 0 &&
           all_below(arrays.root_children, states) &&
           is_hash_table(arrays.edges,
                         [](const auto& edge) { return edge.from == RuleAutomaton::kNoState; }) &&
           std::all_of(arrays.edges.begin(), arrays.edges.end(),
                       [&](const auto& edge) { return is_state(edge.to); }) &&
           is_hash_table(
               arrays.outputs,
               [](const auto& output) { return output.state == RuleAutomaton::kNoState; }) &&
           std::all_of(arrays.outputs.begin(), arrays.outputs.end(), [&](const auto& output) {
             return output.rid == RuleAutomaton::kNoRid || output.rid < data.rules.size();
           });
  }

  bool licenses() const {
    return std::all_of(data.licenses.begin(), data.licenses.end(),
                       [&](const LicenseRecord& license) {
                         return string(license.key) && string(license.spdx_id);
                       }) &&
           std::all_of(data.spdx_ids.begin(), data.spdx_ids.end(), [&](const SpdxIdRecord& id) {
             return string(id.id) && id.license < data.licenses.size();
           });
  }
};

}  // namespace

bool is_consistent(const TextIndexData& data) {
  const Check check{data};
  // In this order: what comes later relies on what came before.
  return data.counts.size() == 1 && check.string(data.counts[0].rule_base) && check.words() &&
         check.all_rules() && check.approximate() && check.automaton() && check.licenses();
}

}  // namespace licensus
