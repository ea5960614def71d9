// Which matches were found and dropped, and why: what `licensus explain` tells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detect/text/rule_match.h"

namespace licensus {

// Why a match is dropped, in the order in which it is asked.
enum class Loss : uint8_t {
  kPhrase,         // a required phrase is not there, or not in one piece
  kSparse,         // its words lie far apart
  kCoverage,       // too little of the rule
  kLoneWord,       // one word between numbers and unknown words
  kShort,          // too few words
  kLines,          // few words on many lines
  kGibberish,      // letters of a binary that are a word by chance
  kContained,      // another match has all its positions
  kOverlap,        // another match has many of them
  kFalsePositive,  // its rule says that no license is meant
  kList,           // one of a list of license names
};

struct LostMatch {
  const RuleMatch* match = nullptr;
  Loss why = Loss::kPhrase;
  const RuleMatch* to = nullptr;  // of kContained and kOverlap: what it lost to
};

// Collects what is dropped. A scan has none: the filters are given a null pointer then, and do the
// same. Matches are kept by reference and must outlive the trace. One thread.
class MatchTrace {
 public:
  static constexpr size_t kMaxLost = 100'000;  // what a hostile text brings is not kept

  void lose(const RuleMatch& match, Loss why, const RuleMatch* to = nullptr) {
    if (lost_.size() < kMaxLost) {
      lost_.push_back({&match, why, to});
    } else {
      ++left_out_;
    }
  }

  // What was lost for good, once all filters have run: without those that came back, that are part
  // of a match of their own rule in `kept`, or that several steps found at the same place. By
  // place.
  std::vector<LostMatch> settle(const MatchList& kept) const;
  uint64_t left_out() const { return left_out_; }

 private:
  std::vector<LostMatch> lost_;
  uint64_t left_out_ = 0;
};

// What ScanCode's identifiers of made-up rules begin with; a hash of the text follows there.
inline constexpr std::string_view kSpdxRule = "spdx-license-identifier";
inline constexpr std::string_view kUnknownRule = "license-detection-unknown";

// What stands for a rule in results: its identifier, one name for all of SPDX lines and one for all
// unknown licenses.
std::string rule_name(const RuleMatch& match, const TextIndex& index);

// The reason as a clause for people: "lies within mit.LICENSE".
std::string reason_of(const LostMatch& lost, const TextIndex& index);

}  // namespace licensus
