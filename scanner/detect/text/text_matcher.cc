#include "detect/text/text_matcher.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <optional>

#include "detect/text/alignment.h"
#include "detect/text/candidates.h"
#include "detect/text/dense_stretches.h"
#include "detect/text/licensing.h"
#include "detect/text/match_filters.h"
#include "detect/text/spdx_line.h"
#include "detect/text/text_lines.h"
#include "detect/text/text_query.h"
#include "detect/text/unknown_text.h"

namespace licensus {
namespace {

// Comparisons and pairs of tokens, about a nanosecond each. No file of a suite of license files, of
// a system's headers and of its documentation needs all of it; nine of 27,000 need more than a
// fifth.
constexpr uint64_t kMaxWork = 60'000'000, kMaxWorkPerByte = 100;
constexpr uint32_t kNearCandidates = 10, kCandidates = 70, kLikelyCandidates = 20;
constexpr uint32_t kLongText = 120;
// One rule may use this part of the work that is left: texts that cost much with one rule are still
// compared with the next ones.
constexpr uint64_t kRuleShare = 8;
// What the steps behind cost for each match that is found, about; how many matches the exact step
// and SPDX lines may find, and how many are told. All bound the memory of a document.
constexpr uint64_t kWorkPerMatch = 500;
constexpr size_t kMaxExactMatches = size_t{1} << 16U;
constexpr size_t kMaxSpdxMatches = size_t{1} << 13U, kMaxMatches = size_t{1} << 13U;

// How many rules stand before those whose identifier begins with `name` and a hyphen.
uint32_t count_before(const TextIndex& index, std::string_view name) {
  const std::string first = std::string(name) + '-';
  uint32_t order = 0;
  while (order < index.rule_count() && index.identifier(static_cast<Rid>(order)) < first) ++order;
  return order;
}

}  // namespace

struct TextMatcher::State {
  State(const TextIndex& the_index, const TextMatcherOptions& the_options)
      : index(the_index),
        options(the_options),
        licensing(the_index),
        words(the_index.legalese_count()),
        stretches(the_index),
        aligner(the_index.legalese_count()) {}

  const TextIndex& index;
  const TextMatcherOptions options;
  Licensing licensing;
  WordCounts words;
  std::optional<CandidateRanker> ranker;  // made when first needed, as few documents need one
  DenseStretches stretches;
  TextLines lines;
  TextQuery query;
  Aligner aligner;
  std::vector<AlignedBlock> blocks;
  std::deque<RuleMatch> matches;
  std::deque<RuleRecord> made_up;
  std::vector<TokenId> matchable, whole;  // tokens, or kUnknownToken where matched already
  std::vector<uint8_t> done;              // by position: in a complete match
  DenseStretches::Density density = DenseStretches::kText;
  uint64_t work = 0;
  bool is_cut = false;  // a step left something out
  MatchTrace* trace = nullptr;

  RuleMatch* add(Rid rid, uint32_t in_text, uint32_t in_rule, uint32_t size, MatchStep step) {
    RuleMatch& match = matches.emplace_back();
    match.in_text = PositionSet(in_text, in_text + size);
    match.in_rule = PositionSet(in_rule, in_rule + size);
    match.rule = &index.rule(rid);
    match.rid = rid;
    match.rule_order = (uint64_t{rid} + 1) << 32U;
    match.expression = match.rule->expression;
    match.steps = step;
    const auto tokens = index.tokens(rid);
    for (uint32_t at = in_rule; at < in_rule + size; ++at) match.high += index.is_high(tokens[at]);
    return &match;
  }

  // A match of a rule made up for it, whose identifier would stand at `order`. Such rules never
  // merge: in ScanCode those of equal texts might, but do not, as they lie apart.
  RuleMatch* add_made_up(const PositionSet& in_text, uint32_t flag, uint32_t order,
                         MatchStep step) {
    RuleRecord& rule = made_up.emplace_back();
    rule.flags = flag;
    rule.relevance = 100;
    rule.length = static_cast<uint16_t>(std::min(in_text.size(), 65535U));
    RuleMatch& match = matches.emplace_back();
    match.in_text = in_text;
    match.in_rule = PositionSet(0, in_text.size());
    match.rule = &rule;
    match.steps = step;
    match.rule_order = (uint64_t{order} << 32U) + made_up.size();
    return &match;
  }

  void subtract(const PositionSet& positions) {
    for (const PositionSet::Run& run : positions.runs()) {
      std::fill(matchable.begin() + run.begin, matchable.begin() + run.end, kUnknownToken);
    }
  }

  MatchList match_spdx_lines() {
    MatchList found;
    for (const SpdxLine& line : query.spdx_lines()) {
      if (std::all_of(matchable.begin() + line.first, matchable.begin() + line.last + 1,
                      [](TokenId token) { return token == kUnknownToken; })) {
        continue;
      }
      const std::string expression = read_spdx_line(line.text, index);
      if (expression.empty()) continue;
      if (found.size() >= kMaxSpdxMatches) {
        is_cut = true;
        break;
      }
      RuleMatch& match = *add_made_up({line.first, line.last + 1}, kRuleTag, spdx_order, kStepSpdx);
      match.expression = licensing.number(expression);
      for (uint32_t at = line.first; at <= line.last; ++at) {
        match.high += index.is_high(query.tokens()[at]);
      }
      subtract(match.in_text);
      found.push_back(&match);
    }
    return found;
  }

  MatchList match_exactly() {
    MatchList found;
    const RuleAutomaton& automaton = index.automaton();
    auto at = RuleAutomaton::start();
    for (uint32_t position = 0; position < query.size(); ++position) {
      if (found.size() >= kMaxExactMatches) {
        is_cut = true;
        break;
      }
      at = automaton.step(at, query.tokens()[position]);
      automaton.for_each_rule(at, [&](Rid rid) {
        const uint32_t length = index.rule(rid).length;
        if (length > position + 1) return;  // the index is damaged
        found.push_back(add(rid, position + 1 - length, 0, length, kStepExact));
      });
    }
    return found;
  }

  QueryRun everything() const { return {0, query.size() - 1}; }

  // Whether legalese is left that no complete match holds.
  bool is_open(const std::vector<TokenId>& tokens, QueryRun part) const {
    bool open = false, only_digits = true;
    for (uint32_t at = part.first; at <= part.last; ++at) {
      open = open || (tokens[at] != kUnknownToken && index.is_high(tokens[at]) && done[at] == 0);
      only_digits = only_digits && index.is_digit_only(query.tokens()[at]);
    }
    return open && !only_digits;
  }

  CandidateRanker& get_ranker() {
    using Scope = CandidateRanker::Scope;
    if (!ranker) ranker.emplace(index, options.is_gated ? Scope::kLikely : Scope::kAll);
    return *ranker;
  }

  MatchList match_part(const std::vector<TokenId>& tokens, QueryRun part, uint32_t top,
                       bool near_only) {
    MatchList found;
    if (!is_open(tokens, part)) return found;
    const std::span<const TokenId> view(tokens.data() + part.first, part.last - part.first + 1);
    words.fill(view);
    WorkMeter meter(work);
    const std::span<const Candidate> candidates = get_ranker().rank(words, {top, near_only}, meter);
    if (!candidates.empty()) aligner.set_stretch(tokens, part.first, part.last + 1);
    for (const Candidate& candidate : candidates) {
      blocks.clear();
      WorkMeter share = meter.split(kRuleShare);
      aligner.align(index.tokens(candidate.rid), share, blocks);
      meter.join(share);
      for (const AlignedBlock& block : blocks) {
        if (!meter.spend(kWorkPerMatch)) break;
        found.push_back(add(candidate.rid, block.query, block.rule, block.size, kStepSequence));
      }
    }
    is_cut = is_cut || meter.is_limited();
    work = meter.left();
    merge_matches(found, index, work);
    return found;
  }

  // Whether so much of the text is dense that it may be nearly alike to a rule: half, which leaves
  // room for what is not counted.
  bool is_mostly_dense() {
    uint32_t dense = 0;
    for (const QueryRun& stretch : stretches.find(whole, done, everything(), density)) {
      dense += stretch.last - stretch.first + 1;
    }
    return dense >= query.size() / 2 && dense > 0;
  }

  MatchList match_nearly() {
    MatchList found;
    if (!options.is_gated || is_mostly_dense()) {
      found = match_part(whole, everything(), kNearCandidates, true);
    }
    for (const RuleMatch* match : found) subtract(match->in_text);
    const auto match_rest = [&](QueryRun part, uint32_t top) {
      const MatchList more = match_part(matchable, part, top, false);
      found.insert(found.end(), more.begin(), more.end());
    };
    for (const QueryRun& run : query.runs()) {
      if (!options.is_gated) {
        match_rest(run, kCandidates);
        continue;
      }
      for (const QueryRun& stretch : stretches.find(matchable, done, run, density)) {
        match_rest(stretch, kLikelyCandidates);
      }
    }
    return found;
  }

  // Short rests of rules, and what speaks of a license without naming it.
  bool leaves_unknown(const RuleMatch& match) const {
    constexpr uint32_t kShort = 15;
    constexpr double kLittle = 25;
    return (match.only_sequence() && match.size() <= kShort && match.coverage() <= kLittle) ||
           licensing.text(match.expression).find("unknown") != std::string::npos;
  }

  void add_unknown_licenses(MatchList& all) {
    MatchList good;
    std::copy_if(all.begin(), all.end(), std::back_inserter(good),
                 [this](const RuleMatch* match) { return !leaves_unknown(*match); });
    for (const UnknownText& text :
         find_unknown_texts(query, good, index, *options.unknown_licenses)) {
      RuleMatch& match = *add_made_up(text.positions, kRuleNotice, unknown_order, kStepUnknown);
      match.expression = licensing.number("unknown");
      match.high = text.high;
      all.push_back(&match);
    }
  }

  void take(MatchList found, MatchList& all) {
    merge_matches(found, index, work);
    for (const RuleMatch* match : found) {
      if (match->rule->has(kRuleText) && match->rule->length > kLongText &&
          match->coverage() > 98) {
        subtract(match->in_text);
      }
      if (match->coverage() == 100) {
        for (const PositionSet::Run& run : match->in_text.runs()) {
          std::fill(done.begin() + run.begin, done.begin() + run.end, uint8_t{1});
        }
      }
    }
    all.insert(all.end(), found.begin(), found.end());
  }

  // Relevance by coverage of the rule, and by the share of the text's stretch that was matched
  // unless both fall short.
  double score(const RuleMatch& match) const {
    const double of_text = static_cast<double>(match.size()) / text_magnitude(match, query);
    const double of_rule = std::min(1.0, double{match.coverage()} / 100);
    const double both = of_rule < 1 && of_text < 1 ? of_rule : of_rule * of_text;
    return match.rule->relevance * both;
  }

  TextMatch describe(const RuleMatch& match) const {
    TextMatch result;
    result.expression = licensing.text(match.expression);
    result.rule = rule_name(match, index);
    result.first_line = query.line(match.in_text.first());
    result.last_line = query.line(match.in_text.last());
    result.flags = match.rule->flags;
    if (!lines.is_binary()) {
      result.begin = lines.source_of(query.source(match.in_text.first()).begin);
      result.end = lines.source_of(query.source(match.in_text.last()).end);
    }
    result.coverage = std::min(match.coverage(), 100.0);  // made-up rules end at 65,535 words
    result.score = score(match);
    return result;
  }

  MatchList match_query() {
    if (const auto rid = index.find_whole_text(query.tokens())) {
      return {add(*rid, 0, 0, query.size(), kStepHash)};
    }
    const RefineInput input{index, query, lines, contains, trace};
    MatchList all;
    take(match_spdx_lines(), all);
    MatchList exact = match_exactly();
    refine(exact, input, false, false, work);
    take(std::move(exact), all);
    if (is_open(whole, everything())) take(match_nearly(), all);
    refine(all, input, true, false, work);
    if (options.unknown_licenses != nullptr) add_unknown_licenses(all);
    refine(all, input, true, true, work);
    std::stable_sort(all.begin(), all.end(), [](const RuleMatch* a, const RuleMatch* b) {
      return a->in_text.first() < b->in_text.first();
    });
    return all;
  }

  TextMatchTrace explain(const MatchList& kept) const {
    TextMatchTrace explained;
    const std::vector<std::string> spellings = spell_tokens(index);
    for (const RuleMatch* match : kept) {
      explained.words.push_back(compare_words(*match, index, query, lines, spellings));
    }
    for (const LostMatch& lost : trace->settle(kept)) {
      explained.lost.push_back({describe(*lost.match), lost.match->size(), lost.match->rule->length,
                                reason_of(lost, index),
                                lost.to == nullptr ? "" : rule_name(*lost.to, index)});
    }
    explained.left_out = trace->left_out();
    return explained;
  }

  LicensingContains contains = [this](uint32_t a, uint32_t b) { return licensing.contains(a, b); };
  // Rules whose identifier is before those of SPDX lines, and of unknown licenses.
  const uint32_t spdx_order = count_before(index, kSpdxRule);
  const uint32_t unknown_order = count_before(index, kUnknownRule);
};

TextMatcher::TextMatcher(const TextIndex& index, const TextMatcherOptions& options)
    : state_(std::make_unique<State>(index, options)) {}

TextMatcher::~TextMatcher() = default;

TextMatchResult TextMatcher::match(std::string_view bytes, std::string_view name,
                                   TextMatchTrace* trace, bool is_page) {
  State& state = *state_;
  if (trace != nullptr) *trace = {};
  state.density = is_page ? DenseStretches::kPage : DenseStretches::kText;
  TextMatchResult result;
  state.lines.read(bytes, name);
  state.query.build(state.index, state.lines);
  result.is_binary = state.lines.is_binary();
  if (state.query.size() == 0) return result;
  state.matches.clear();
  state.made_up.clear();
  state.whole = state.matchable = state.query.tokens();
  state.done.assign(state.query.size(), 0);
  state.work = kMaxWork + kMaxWorkPerByte * bytes.size();
  state.is_cut = false;
  MatchTrace recorder;
  state.trace = trace != nullptr ? &recorder : nullptr;
  MatchList kept = state.match_query();
  if (kept.size() > kMaxMatches) {
    state.is_cut = true;
    kept.resize(kMaxMatches);
  }
  for (const RuleMatch* match : kept) result.matches.push_back(state.describe(*match));
  if (trace != nullptr) *trace = state.explain(kept);
  result.limit_reached = state.work == 0 || state.is_cut;
  return result;
}

}  // namespace licensus
