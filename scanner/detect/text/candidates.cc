#include "detect/text/candidates.h"

#include <algorithm>
#include <tuple>

#include "base/decimal.h"

namespace licensus {
namespace {

constexpr double kClose = 0.8;
// The first ranking, by different words, keeps this many times what is asked for.
constexpr size_t kFirstRanking = 10;

}  // namespace

CandidateRanking::CandidateRanking(const TextIndex& index)
    : index_(index), counts_(index.token_count(), 0) {}

int CandidateRanking::compare_exact(const Score& a, const Score& b) {
  const auto x = std::tie(a.close, a.containment, a.resemblance, a.length);
  const auto y = std::tie(b.close, b.containment, b.resemblance, b.length);
  return x < y ? -1 : static_cast<int>(y < x);
}

bool CandidateRanking::ranks_before(const Score& a, const Score& b) {
  const auto x =
      std::tie(a.rounded_close, a.rounded_containment, a.rounded_resemblance, a.rounded_length);
  const auto y =
      std::tie(b.rounded_close, b.rounded_containment, b.rounded_resemblance, b.rounded_length);
  if (x != y) return y < x;
  const int exact = compare_exact(a, b);
  return exact != 0 ? exact > 0 : a.rid > b.rid;
}

CandidateRanking::Score CandidateRanking::make_score(Rid rid, uint32_t shared, uint32_t text_length,
                                                     uint32_t rule_length) {
  Score score{};
  const double resemblance = static_cast<double>(shared) / (text_length + rule_length - shared);
  score.rid = rid;
  score.length = shared;
  score.containment = static_cast<double>(shared) / rule_length;
  score.resemblance = resemblance * resemblance;
  score.close = resemblance >= kClose;
  score.rounded_close = round_decimal(resemblance, 1) >= kClose;
  score.rounded_containment = round_decimal(score.containment, 1);
  score.rounded_resemblance = round_decimal(score.resemblance, 1);
  score.rounded_length = round_decimal(shared / 20.0, 1);
  return score;
}

void CandidateRanking::count_words(std::span<const TokenId> tokens) {
  for (const TokenId word : words_) counts_[word] = 0;
  words_.clear();
  text_length_ = 0;
  for (const TokenId token : tokens) {
    if (token >= counts_.size()) continue;
    ++text_length_;
    if (counts_[token]++ == 0) words_.push_back(token);
  }
  const auto low = std::partition(words_.begin(), words_.end(),
                                  [&](TokenId word) { return index_.is_high(word); });
  high_words_ = static_cast<size_t>(low - words_.begin());
}

void CandidateRanking::score_different_words(size_t keep, bool near_only) {
  const auto rules = index_.approx_rules();
  shared_.assign(rules.size(), 0);
  for (size_t i = 0; i < words_.size(); ++i) {
    if (i == high_words_) shared_high_ = shared_;
    for (const uint16_t place : index_.postings(words_[i])) ++shared_[place];
  }
  if (high_words_ == words_.size()) shared_high_ = shared_;

  scores_.clear();
  const uint32_t different = static_cast<uint32_t>(words_.size());
  for (size_t place = 0; place < rules.size(); ++place) {
    const uint32_t high = shared_high_[place], shared = shared_[place];
    if (high == 0) continue;
    const RuleRecord& rule = index_.rule(rules[place]);
    if (high < rule.min_high_unique_length || shared < rule.min_unique_length) continue;
    if (static_cast<double>(shared) / rule.unique_length < rule.min_containment()) continue;
    const Score score = make_score(rules[place], shared, different, rule.unique_length);
    if (near_only && !(score.close && score.rounded_close)) continue;
    scores_.push_back(score);
  }
  if (scores_.size() > keep) {
    std::nth_element(scores_.begin(), scores_.begin() + static_cast<ptrdiff_t>(keep), scores_.end(),
                     ranks_before);
    scores_.resize(keep);
  }
}

void CandidateRanking::score_all_words(bool near_only) {
  size_t kept = 0;
  for (const Score& first : scores_) {
    const auto words = index_.unique_tokens(first.rid);
    const auto counts = index_.unique_counts(first.rid);
    uint32_t shared = 0, high = 0;
    for (size_t i = 0; i < words.size(); ++i) {
      const uint32_t both = std::min<uint32_t>(counts[i], counts_[words[i]]);
      shared += both;
      if (index_.is_high(words[i])) high += both;
    }
    const RuleRecord& rule = index_.rule(first.rid);
    if (high == 0 || high < rule.min_high_length || shared < rule.min_length) continue;
    if (static_cast<double>(shared) / rule.length < rule.min_containment()) continue;
    const Score score =
        make_score(first.rid, shared, static_cast<uint32_t>(text_length_), rule.length);
    if (near_only && !(score.close && score.rounded_close)) continue;
    scores_[kept++] = score;
  }
  scores_.resize(kept);
}

// Of rules for the same licenses, as long and by rounded values as like the text, only the best
// stays; of equals the one whose identifier is last, which is the higher number.
void CandidateRanking::drop_alike() {
  const auto group = [&](const Score& score) {
    const RuleRecord& rule = index_.rule(score.rid);
    return std::make_tuple(rule.expression, score.rounded_close, score.rounded_containment,
                           score.rounded_resemblance, score.rounded_length, rule.length);
  };
  std::sort(scores_.begin(), scores_.end(), [&](const Score& a, const Score& b) {
    const auto x = group(a), y = group(b);
    if (x != y) return x < y;
    const int exact = compare_exact(a, b);
    return exact != 0 ? exact > 0 : a.rid > b.rid;
  });
  scores_.erase(std::unique(scores_.begin(), scores_.end(),
                            [&](const Score& a, const Score& b) { return group(a) == group(b); }),
                scores_.end());
}

const std::vector<Rid>& CandidateRanking::rank(std::span<const TokenId> tokens, size_t top,
                                               bool near_only) {
  best_.clear();
  count_words(tokens);
  if (high_words_ == 0) return best_;
  score_different_words(top * kFirstRanking, near_only);
  score_all_words(near_only);
  drop_alike();
  std::sort(scores_.begin(), scores_.end(), ranks_before);
  if (scores_.size() > top) scores_.resize(top);
  for (const Score& score : scores_) best_.push_back(score.rid);
  return best_;
}

}  // namespace licensus
