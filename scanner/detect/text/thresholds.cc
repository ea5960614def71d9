#include "detect/text/thresholds.h"

#include <algorithm>
#include <array>

namespace licensus {
namespace {

constexpr uint16_t kMinLength = 4;
constexpr uint16_t kMinHighLength = 3;
constexpr uint16_t kSmallLength = 15;
constexpr uint16_t kTinyLength = 6;
constexpr uint8_t kAll = 100;

uint16_t tenth(uint16_t n) { return static_cast<uint16_t>(n / 10); }

void compute_by_occurrence(RuleRecord& rule, uint8_t& coverage) {
  coverage = rule.minimum_coverage;
  rule.min_length = rule.length;
  rule.min_high_length = rule.high_length;
  if (coverage == kAll) return;
  const auto some_high = std::min(rule.high_length, kMinHighLength);
  if (rule.length < 3) {
    coverage = kAll;
  } else if (rule.length < 10) {
    coverage = 80;
  } else if (rule.length < 30) {
    coverage = 50;
    rule.min_length = static_cast<uint16_t>(rule.length / 2);
    rule.min_high_length = some_high;
  } else if (rule.length < 200) {
    rule.min_length = kMinLength;
    rule.min_high_length = some_high;
  } else {
    rule.min_length = tenth(rule.length);
    rule.min_high_length = tenth(rule.high_length);
  }
}

void compute_by_unique(RuleRecord& rule) {
  const uint16_t unique = rule.unique_length;
  const uint16_t high = rule.high_unique_length;
  rule.min_unique_length = unique;
  rule.min_high_unique_length = high;
  if (rule.minimum_coverage == kAll) return;
  if (rule.length > 200) {  // quirk: exactly 200 is not among them, above it is
    rule.min_unique_length = tenth(rule.length);
    rule.min_high_unique_length = tenth(high);
  } else if (rule.length < 5) {
    return;
  } else if (rule.length < 10) {
    rule.min_unique_length = unique < 2 ? unique : static_cast<uint16_t>(unique - 1);
  } else if (rule.length < 20) {
    rule.min_unique_length = high;
  } else {
    rule.min_unique_length = kMinLength;
    const auto half = static_cast<uint16_t>(high / 2);
    rule.min_high_unique_length = std::min(half != 0 ? half : high, kMinHighLength);
  }
}

}  // namespace

void compute_thresholds(RuleRecord& rule) {
  uint8_t coverage = 0;
  compute_by_occurrence(rule, coverage);
  if (!rule.has(kRuleStoredCoverage)) rule.minimum_coverage = coverage;
  compute_by_unique(rule);
  if (rule.length < kSmallLength) rule.flags |= kRuleSmall;
  if (rule.length < kTinyLength) rule.flags |= kRuleTiny;
}

int computed_relevance(size_t length) {
  // Per cent of 18 tokens, as ScanCode lists them (rounded neither up nor down throughout).
  constexpr std::array<int, 18> kByLength = {0,  5,  11, 16, 22, 27, 33, 38, 44,
                                             50, 55, 61, 66, 72, 77, 83, 88, 94};
  return length < kByLength.size() ? kByLength[length] : 100;
}

}  // namespace licensus
