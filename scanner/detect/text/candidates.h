// Which rules may stand in a stretch of text with changes: ranking by shared words, regardless of
// their order. Section 7 of the algorithm: step 1 on sets of words, step 2 on multisets.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "detect/text/agreement.h"
#include "detect/text/text_index.h"
#include "detect/text/word_counts.h"
#include "detect/text/work_meter.h"

namespace licensus {

struct Candidate {
  Agreement agreement;
  Rid rid = kNoRule;
};

// Ranks the index's approx rules. One a thread; keeps counters between texts.
class CandidateRanker {
 public:
  // Which rules are ranked at all: those that ScanCode would, or only those of which the text has
  // about half and that are more than a name or tag; a fifth of the work.
  enum class Scope { kAll, kLikely };
  explicit CandidateRanker(const TextIndex& index, Scope scope = Scope::kAll);

  struct Request {
    uint32_t top = 70;       // how many are wanted
    bool near_only = false;  // only rules nearly alike to the text: resemblance >= 0.8
  };

  // The best candidates, best first. Valid until the next call; empty where `work` is used up.
  std::span<const Candidate> rank(const WordCounts& words, const Request& request, WorkMeter& work);

 private:
  struct PlaceRange {
    uint32_t begin = 0, end = 0;
  };
  // The words that most rules hold, and which of them somebody has: a bit each.
  static constexpr size_t kCommonWords = 128;
  struct CommonWords {
    uint64_t bits[kCommonWords / 64] = {};
    uint32_t count_shared(const CommonWords& other) const;
  };
  // What the first step needs to know of a rule, together in memory.
  struct PlaceInfo {
    CommonWords common;
    uint32_t rest_at = 0;  // in rest_words_: its words that are neither legalese nor common
    uint16_t rest_size = 0;
    uint16_t unique = 0;      // all its words
    uint16_t min_shared = 0;  // so many words must be in the text
    Rid rid = kNoRule;
  };
  struct Bound {
    uint16_t place, key;
  };
  // A rule that passed a step, before it is ranked: `key` is the upper part of what its
  // Agreement::rounded will be.
  struct Scored {
    uint16_t place, key;
    uint32_t shared;
  };

  void choose_common_words();
  void add_place(Rid rid, std::span<const uint8_t> common_bits);
  void keep_likely();
  void note_common_words(const WordCounts& words);
  PlaceRange places_between(double least_unique, double most_unique) const;
  bool count_high(const WordCounts& words, PlaceRange places, WorkMeter& work);
  void collect_places(PlaceRange places);
  void bound_places(const WordCounts& words);
  void sort_bounds();
  bool score_sets(const WordCounts& words, const Request& request, WorkMeter& work);
  void keep_best_sets(const WordCounts& words, uint32_t wanted);
  bool score_multisets(const WordCounts& words, const Request& request, WorkMeter& work);
  void prefetch_multiset(size_t next) const;
  void rank_groups(const WordCounts& words, const Request& request);
  void keep_best_of_groups(size_t first);

  const TextIndex& index_;
  // By place in approx_rules().
  std::vector<PlaceInfo> infos_;
  std::vector<TokenId> common_words_, rest_words_;
  CommonWords text_common_;   // those the text has
  uint32_t text_rest_ = 0;    // how many other words it has that are not legalese
  uint32_t first_place_ = 0;  // those before it are not ranked
  // A rule has at most so many times the unique words of the text.
  double max_factor_ = std::numeric_limits<double>::infinity();
  std::vector<uint16_t> min_high_;     // so much legalese must be shared
  std::vector<uint16_t> high_shared_;  // counters; for any place a damaged index could name
  std::vector<Bound> collected_, bounds_, sorted_;
  std::vector<Scored> found_, multisets_;
  struct Tied {
    Agreement agreement;
    Rid rid;
    Scored scored;
  };
  std::vector<Tied> tied_;
  std::vector<Candidate> ranked_;
};

}  // namespace licensus
