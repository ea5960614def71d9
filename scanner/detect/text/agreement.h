// How ScanCode scores the words that a rule and a text share.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace licensus {

// Python's round(value, 1) in tenths: the decimal next to the exact binary value, of two equally
// near ones the even one. REQUIRES: 0 <= value < 2^48
uint32_t round_to_tenths(double value);

// How well a rule's words and a text's words agree, as ScanCode's ScoresVector: `rounded` is
// compared first, then the exact values.
struct Agreement {
  // Bits of `rounded`, from the top: near (1), containment (4), amplified (4), shared (23).
  static constexpr unsigned kSharedBits = 23, kTenthsBits = 4;
  static constexpr size_t kKeys = size_t{1} << (1 + 2 * kTenthsBits);

  uint32_t rounded = 0;    // is_near, containment, amplified and shared, rounded, packed
  bool is_near = false;    // resemblance >= 0.8, not rounded
  double containment = 0;  // part of the rule's words that the text has
  double amplified = 0;    // square of the resemblance
  uint32_t shared = 0;     // words that both have

  // `text_size` and `rule_size` count the words on both sides, `shared` those that both have.
  // REQUIRES: both sizes are not 0, here and below.
  static Agreement of(uint32_t shared, uint32_t text_size, uint32_t rule_size);
  // By rounded, then exact values; `<` is worse.
  std::partial_ordering operator<=>(const Agreement& other) const;
  bool operator==(const Agreement& other) const = default;
  // Its three upper parts: what is compared first.
  uint16_t key() const { return static_cast<uint16_t>(rounded >> kSharedBits); }
  // What decides between rules with one expression, one length and one `rounded`.
  std::partial_ordering compare_exact(const Agreement& other) const;
};

// A key that Agreement::of(shared, text_size, rule_size) is not above; faster.
uint16_t bound_key(uint32_t shared, uint32_t text_size, uint32_t rule_size);

// The key of Agreement::of(shared, text_size, rule_size); faster in most cases.
uint16_t agreement_key(uint32_t shared, uint32_t text_size, uint32_t rule_size);

}  // namespace licensus
