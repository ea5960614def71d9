#include "detect/text/candidates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace licensus {
namespace {

constexpr double kNear = 0.8;
// The first step keeps this many times what is wanted for the second one.
constexpr uint32_t kKeptFactor = 10;
// From so many times as many rules on, bounds save more than they cost.
constexpr size_t kBoundsPay = 8;
// How many rules ahead memory is fetched.
constexpr size_t kAhead = 6;

// Of a rule's words and of its legalese a text must have so much to be likely.
constexpr double kLikelyShared = 0.4, kLikelyHigh = 0.5;

constexpr size_t kKeys = Agreement::kKeys;
constexpr size_t kTokenIds = size_t{1} << 16, kPlaces = kTokenIds;

// By agreement, then rid.
constexpr auto is_better = [](const auto& a, const auto& b) {
  const auto order = a.agreement <=> b.agreement;
  return order != 0 ? order > 0 : a.rid > b.rid;
};

// The fewest words that a text must share with a rule, of which it has `size`.
uint32_t min_shared_words(const RuleRecord& rule, uint32_t size) {
  uint32_t least = rule.min_unique_length;
  if (rule.minimum_coverage == 0) return least;
  // In floating point as ScanCode compares it.
  while (least < size && static_cast<double>(least) / size < rule.min_containment()) ++least;
  return least;
}

}  // namespace

// Counts bits in place, both words at once: without the instruction for it, which not every machine
// has, std::popcount is a call.
uint32_t CandidateRanker::CommonWords::count_shared(const CommonWords& other) const {
  static_assert(kCommonWords == 128);
  constexpr uint64_t kPairs = 0x5555555555555555, kFours = 0x3333333333333333,
                     kBytes = 0x0F0F0F0F0F0F0F0F, kOnes = 0x0101010101010101;
  const auto count_fours = [&](uint64_t word) {
    word -= word >> 1 & kPairs;
    return (word & kFours) + (word >> 2 & kFours);
  };
  const uint64_t fours = count_fours(bits[0] & other.bits[0]),
                 more = count_fours(bits[1] & other.bits[1]);
  const uint64_t bytes =
      (fours & kBytes) + (fours >> 4 & kBytes) + (more & kBytes) + (more >> 4 & kBytes);
  return static_cast<uint32_t>(bytes * kOnes >> 56);
}

CandidateRanker::CandidateRanker(const TextIndex& index, Scope scope)
    : index_(index), high_shared_(kPlaces) {
  choose_common_words();
  std::vector<uint8_t> bits(kTokenIds, kCommonWords);
  for (size_t i = 0; i < common_words_.size(); ++i) {
    bits[common_words_[i]] = static_cast<uint8_t>(i);
  }
  for (const Rid rid : index.approx_rules()) add_place(rid, bits);
  if (scope == Scope::kLikely) keep_likely();
}

// Names and tags are found by the exact step. ScanCode means to leave them out here, and does not
// by an oversight.
void CandidateRanker::keep_likely() {
  const auto share_of = [](double share, uint16_t size) {
    return static_cast<uint16_t>(std::ceil(share * size));
  };
  for (size_t at = 0; at < infos_.size(); ++at) {
    const RuleRecord& rule = index_.rule(infos_[at].rid);
    infos_[at].min_shared =
        std::max(infos_[at].min_shared, share_of(kLikelyShared, rule.unique_length));
    min_high_[at] = std::max(min_high_[at], share_of(kLikelyHigh, rule.high_unique_length));
    const bool is_name =
        rule.has(kRuleTiny) || (rule.has(kRuleSmall) && rule.has(kRuleReference | kRuleTag));
    if (is_name) min_high_[at] = 0xFFFF;
  }
  while (first_place_ < infos_.size() && min_high_[first_place_] == 0xFFFF) ++first_place_;
  max_factor_ = 1 / kLikelyShared;
}

void CandidateRanker::choose_common_words() {
  for (size_t id = index_.legalese_count(); id < index_.token_count(); ++id) {
    common_words_.push_back(static_cast<TokenId>(id));
  }
  const size_t count = std::min(kCommonWords, common_words_.size());
  std::partial_sort(common_words_.begin(),
                    common_words_.begin() + static_cast<std::ptrdiff_t>(count), common_words_.end(),
                    [&](TokenId a, TokenId b) {
                      const size_t mine = index_.postings(a).size();
                      const size_t theirs = index_.postings(b).size();
                      return mine != theirs ? mine > theirs : a < b;
                    });
  common_words_.resize(count);
}

// `common_bits`: by token its bit, kCommonWords for all others.
void CandidateRanker::add_place(Rid rid, std::span<const uint8_t> common_bits) {
  const RuleRecord& rule = index_.rule(rid);
  const std::span<const TokenId> unique = index_.unique_tokens(rid);
  const size_t highs = std::min<size_t>(rule.high_unique_length, unique.size());
  PlaceInfo info;
  info.rest_at = static_cast<uint32_t>(rest_words_.size());
  for (const TokenId id : unique.subspan(highs)) {
    const size_t bit = common_bits[id];
    if (bit < kCommonWords) {
      info.common.bits[bit / 64] |= uint64_t{1} << (bit % 64);
    } else {
      rest_words_.push_back(id);
    }
  }
  info.rest_size = static_cast<uint16_t>(rest_words_.size() - info.rest_at);
  info.unique = rule.unique_length;
  info.min_shared = static_cast<uint16_t>(min_shared_words(rule, rule.unique_length));
  info.rid = rid;
  infos_.push_back(info);
  // The rest of min_shared must be legalese even if the text has all other words.
  const int others = static_cast<int>(unique.size() - highs);
  min_high_.push_back(static_cast<uint16_t>(
      std::max({1, int{rule.min_high_unique_length}, info.min_shared - others})));
}

void CandidateRanker::note_common_words(const WordCounts& words) {
  text_common_ = {};
  text_rest_ = static_cast<uint32_t>(words.low().size());
  for (size_t i = 0; i < common_words_.size(); ++i) {
    if (!words.has(common_words_[i])) continue;
    text_common_.bits[i / 64] |= uint64_t{1} << (i % 64);
    --text_rest_;
  }
}

std::span<const Candidate> CandidateRanker::rank(const WordCounts& words, const Request& request,
                                                 WorkMeter& work) {
  found_.clear();
  ranked_.clear();
  if (words.high().empty()) return {};
  const PlaceRange places =
      request.near_only ? places_between(words.unique_size() * kNear, words.unique_size() / kNear)
                        : places_between(0, words.unique_size() * max_factor_);
  if (places.begin >= places.end || !count_high(words, places, work)) return {};
  note_common_words(words);
  collect_places(places);
  if (!work.spend((places.end - places.begin) / 4 + 8 * sorted_.size())) return {};
  if (sorted_.size() > size_t{request.top} * kKeptFactor * kBoundsPay) bound_places(words);
  if (!score_sets(words, request, work)) return {};
  if (!score_multisets(words, request, work)) return {};
  rank_groups(words, request);
  return ranked_;
}

// Rules with that many unique words, and one more on both sides: no worry about rounding. Where two
// sets share a part of the larger one, the smaller one has at least that part of its size.
CandidateRanker::PlaceRange CandidateRanker::places_between(double least, double most) const {
  const auto place = [&](double size) {
    const auto first = std::partition_point(
        infos_.begin(), infos_.end(), [&](const PlaceInfo& info) { return info.unique < size; });
    return static_cast<uint32_t>(first - infos_.begin());
  };
  return {std::max(first_place_, place(least - 1)), place(most + 1)};
}

bool CandidateRanker::count_high(const WordCounts& words, PlaceRange places, WorkMeter& work) {
  std::fill(high_shared_.begin() + places.begin, high_shared_.begin() + places.end, 0);
  const bool is_all = places.begin == 0 && places.end == infos_.size();
  for (const TokenId id : words.high()) {
    std::span<const uint16_t> postings = index_.postings(id);
    if (!is_all) {
      const auto begin = std::lower_bound(postings.begin(), postings.end(), places.begin);
      const auto end = std::lower_bound(begin, postings.end(), places.end);
      postings = {begin, end};
    }
    if (!work.spend(postings.size() + 1)) return false;
    for (const uint16_t place : postings) ++high_shared_[place];
  }
  return true;
}

// The rules that share enough legalese.
void CandidateRanker::collect_places(PlaceRange places) {
  collected_.resize(infos_.size() + 1);  // one slot beyond the last is written
  size_t count = 0;
  // Without a branch on each rule: where one has enough, many around it do.
  const auto collect = [&](uint32_t begin, uint32_t end) {
    for (uint32_t at = begin; at < end; ++at) {
      collected_[count] = {static_cast<uint16_t>(at), kKeys - 1};
      count += high_shared_[at] >= min_high_[at] ? 1 : 0;
    }
  };
  constexpr uint32_t kStep = 32;  // many steps hold no such rule; compilers compare all at once
  uint32_t at = places.begin;
  for (; at + kStep <= places.end; at += kStep) {
    const uint16_t *shared = &high_shared_[at], *least = &min_high_[at];
    uint16_t enough = 0;
    for (uint32_t i = 0; i < kStep; ++i) enough |= shared[i] >= least[i] ? 1 : 0;
    if (enough != 0) collect(at, at + kStep);
  }
  collect(at, places.end);
  const auto first = collected_.begin();
  sorted_.assign(first, first + static_cast<std::ptrdiff_t>(count));
}

// The collected rules by the best agreement they could have if the text had all of their words that
// are not common.
void CandidateRanker::bound_places(const WordCounts& words) {
  bounds_.clear();
  for (const Bound& collected : sorted_) {
    const PlaceInfo& info = infos_[collected.place];
    const uint32_t most = high_shared_[collected.place] + info.common.count_shared(text_common_) +
                          std::min<uint32_t>(info.rest_size, text_rest_);
    if (most < info.min_shared) continue;
    bounds_.push_back({collected.place, bound_key(most, words.unique_size(), info.unique)});
  }
  sort_bounds();
}

// By key, the best first.
void CandidateRanker::sort_bounds() {
  std::array<uint32_t, kKeys + 1> starts{};
  for (const Bound& bound : bounds_) ++starts[kKeys - bound.key];
  for (size_t i = 1; i <= kKeys; ++i) starts[i] += starts[i - 1];
  sorted_.resize(bounds_.size());
  for (const Bound& bound : bounds_) sorted_[starts[kKeys - 1 - bound.key]++] = bound;
}

// Scores rules from the best bound down, until enough are better than all that are left could be.
bool CandidateRanker::score_sets(const WordCounts& words, const Request& request, WorkMeter& work) {
  const uint32_t wanted = request.top * kKeptFactor;
  std::array<uint32_t, kKeys> scored{};  // by key: how many rules
  uint32_t better = 0;                   // of them, how many with a key above `key`
  size_t key = kKeys - 1;
  for (size_t i = 0; i < sorted_.size(); ++i) {
    const Bound& bound = sorted_[i];
    while (key > bound.key) better += scored[key--];
    if (better >= wanted) break;
    if (i + kAhead < sorted_.size())
      __builtin_prefetch(rest_words_.data() + infos_[sorted_[i + kAhead].place].rest_at);
    const PlaceInfo& info = infos_[bound.place];
    if (!work.spend(info.rest_size + size_t{8})) return false;
    const uint32_t shared =
        high_shared_[bound.place] + info.common.count_shared(text_common_) +
        words.count_shared(std::span(rest_words_).subspan(info.rest_at, info.rest_size));
    if (shared < info.min_shared) continue;
    if (request.near_only && !Agreement::of(shared, words.unique_size(), info.unique).is_near) {
      continue;
    }
    const uint16_t reached = agreement_key(shared, words.unique_size(), info.unique);
    ++scored[reached];
    if (reached > key) ++better;
    found_.push_back({bound.place, reached, shared});
  }
  keep_best_sets(words, wanted);
  return true;
}

// Only the rules whose key is the last one that has a place are compared exactly.
void CandidateRanker::keep_best_sets(const WordCounts& words, uint32_t wanted) {
  if (found_.size() <= wanted) return;
  std::array<uint32_t, kKeys> counts{};
  for (const Scored& scored : found_) ++counts[scored.key];
  size_t key = kKeys - 1;
  uint32_t above = 0;
  while (above + counts[key] < wanted) above += counts[key--];
  tied_.clear();
  for (const Scored& scored : found_) {
    if (scored.key != key) continue;
    const PlaceInfo& info = infos_[scored.place];
    tied_.push_back(
        {Agreement::of(scored.shared, words.unique_size(), info.unique), info.rid, scored});
  }
  const auto last = tied_.begin() + static_cast<std::ptrdiff_t>(wanted - above);
  std::nth_element(tied_.begin(), last, tied_.end(), is_better);
  std::erase_if(found_, [&](const Scored& scored) { return scored.key <= key; });
  for (auto tied = tied_.begin(); tied != last; ++tied) found_.push_back(tied->scored);
}

// Rules lie apart in memory: the next ones are fetched while one is scored.
void CandidateRanker::prefetch_multiset(size_t next) const {
  if (next + kAhead < found_.size()) {
    __builtin_prefetch(&index_.rule(infos_[found_[next + kAhead].place].rid));
  }
  if (next >= found_.size()) return;
  const Rid rid = infos_[found_[next].place].rid;
  __builtin_prefetch(index_.unique_tokens(rid).data());
  __builtin_prefetch(index_.unique_counts(rid).data());
}

bool CandidateRanker::score_multisets(const WordCounts& words, const Request& request,
                                      WorkMeter& work) {
  multisets_.clear();
  for (size_t at = 0; at < found_.size(); ++at) {
    prefetch_multiset(at + kAhead);
    const Rid rid = infos_[found_[at].place].rid;
    const RuleRecord& rule = index_.rule(rid);
    const std::span<const TokenId> unique = index_.unique_tokens(rid);
    const std::span<const uint16_t> counts = index_.unique_counts(rid);
    if (!work.spend(unique.size() + 8)) return false;
    const size_t highs = std::min<size_t>(rule.high_unique_length, unique.size());
    uint32_t high = 0, shared = 0;
    for (size_t i = 0; i < highs; ++i) {
      high += std::min<uint32_t>(words.count(unique[i]), counts[i]);
    }
    if (high == 0 || high < rule.min_high_length) continue;
    for (size_t i = highs; i < unique.size(); ++i) {
      shared += std::min<uint32_t>(words.count(unique[i]), counts[i]);
    }
    shared += high;
    if (shared < rule.min_length) continue;
    const double containment = static_cast<double>(shared) / rule.length;
    if (rule.minimum_coverage > 0 && containment < rule.min_containment()) continue;
    if (request.near_only && !Agreement::of(shared, words.size(), rule.length).is_near) continue;
    multisets_.push_back(
        {found_[at].place, agreement_key(shared, words.size(), rule.length), shared});
  }
  return true;
}

// Goes down by key until there are enough groups; a group has one key.
void CandidateRanker::rank_groups(const WordCounts& words, const Request& request) {
  std::sort(multisets_.begin(), multisets_.end(), [](const Scored& a, const Scored& b) {
    return a.key != b.key ? a.key > b.key : a.place < b.place;
  });
  for (size_t at = 0; at < multisets_.size() && ranked_.size() < request.top;) {
    const size_t first = ranked_.size();
    const uint16_t key = multisets_[at].key;
    for (; at < multisets_.size() && multisets_[at].key == key; ++at) {
      const Rid rid = infos_[multisets_[at].place].rid;
      ranked_.push_back(
          {Agreement::of(multisets_[at].shared, words.size(), index_.rule(rid).length), rid});
    }
    keep_best_of_groups(first);
  }
  if (ranked_.size() > request.top) ranked_.resize(request.top);
}

// Of rules with one expression, one length and the same rounded agreement the best one stays.
// Leaves those from `first` on in order.
void CandidateRanker::keep_best_of_groups(size_t first) {
  const auto group = [&](const Candidate& candidate) {
    const RuleRecord& rule = index_.rule(candidate.rid);
    return std::tuple(candidate.agreement.rounded, rule.expression, rule.length);
  };
  const auto begin = ranked_.begin() + static_cast<std::ptrdiff_t>(first);
  std::sort(begin, ranked_.end(), [&](const Candidate& a, const Candidate& b) {
    const auto mine = group(a), theirs = group(b);
    return mine != theirs ? mine > theirs : is_better(a, b);
  });
  const auto end = std::unique(begin, ranked_.end(), [&](const Candidate& a, const Candidate& b) {
    return group(a) == group(b);
  });
  ranked_.erase(end, ranked_.end());
  std::sort(begin, ranked_.end(), is_better);
}

}  // namespace licensus
