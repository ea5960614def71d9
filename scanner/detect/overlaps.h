// One region yields one finding: of matches that overlap, the strongest stays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "detect/compiled_rule.h"
#include "detect/rule.h"

namespace licensus {

// A match before its license is known.
struct RawMatch {
  Span span;
  uint32_t rule;  // index in the rule set: byte order of id
};

// Takes matches in order of start, end, rule; gives those that stay in the same order. Of a chain
// of matches that overlap, the longest stays, then the highest score, then the first in order of
// id, then the first in the text; what overlaps it goes; and so on with the rest of the chain. A
// chain of more than kMaxChain matches is decided kMaxChain matches at a time, so that time is
// linear and memory constant on any input.
class Overlaps {
 public:
  static constexpr size_t kMaxChain = 256;

  explicit Overlaps(const std::vector<Rule>& rules) : rules_(rules) {}

  void push(const RawMatch& match, std::vector<RawMatch>& kept);
  void finish(std::vector<RawMatch>& kept);

 private:
  void decide(std::vector<RawMatch>& kept);

  const std::vector<Rule>& rules_;
  std::vector<RawMatch> chain_;
  size_t chain_end_ = 0;  // end of the chain's last byte
  size_t taken_ = 0;      // end of what was kept
};

}  // namespace licensus
