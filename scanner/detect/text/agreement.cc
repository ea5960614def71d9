#include "detect/text/agreement.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace licensus {
namespace {

constexpr double kNear = 0.8;
constexpr uint32_t kNearTenths = 8;

// The upper part of Agreement::rounded in single precision.
struct Estimate {
  float containment, amplified;  // tenths
  float resemblance;

  // No more is shared than the rule has, whatever a damaged index says.
  Estimate(uint32_t shared, uint32_t text_size, uint32_t rule_size) {
    const auto both = static_cast<float>(std::min(shared, rule_size)),
               rule = static_cast<float>(rule_size);
    resemblance = both / (static_cast<float>(text_size) + rule - both);
    containment = both / rule * 10;
    amplified = resemblance * resemblance * 10;
  }
  static uint16_t pack(uint32_t near_bit, float containment, float amplified) {
    return static_cast<uint16_t>(
        (near_bit << Agreement::kTenthsBits | std::min(static_cast<uint32_t>(containment), 10U))
            << Agreement::kTenthsBits |
        std::min(static_cast<uint32_t>(amplified), 10U));
  }
  // Not below the true one: rounded up a little, which takes in what single precision loses.
  uint16_t bound() const {
    return pack(resemblance > kHalfWay - kDoubt ? 1 : 0, containment + 0.5F + kDoubt,
                amplified + 0.5F + kDoubt);
  }
  uint16_t key() const {
    return pack(resemblance > kHalfWay ? 1 : 0, containment + 0.5F, amplified + 0.5F);
  }
  // Whether key() is true: nothing is near a value where it would change.
  bool is_sure() const {
    return is_apart(containment) && is_apart(amplified) &&
           std::abs(resemblance - kHalfWay) > kDoubt;
  }

 private:
  static constexpr float kHalfWay = 0.75F, kDoubt = 0.001F;
  static bool is_apart(float tenths) {
    const float part = tenths - static_cast<float>(static_cast<uint32_t>(tenths));
    return std::abs(part - 0.5F) > kDoubt;
  }
};

}  // namespace

uint32_t round_to_tenths(double value) {
  const double tenths = value * 10;
  const auto below = static_cast<uint64_t>(tenths);
  const double part = tenths - static_cast<double>(below);
  constexpr double kDoubt = 1e-4;  // larger than what the multiplication loses
  if (part < 0.5 - kDoubt) return static_cast<uint32_t>(below);
  if (part > 0.5 + kDoubt) return static_cast<uint32_t>(below + 1);
  // Twentieths, with one rounding only: the sign is that of the exact difference.
  const double side = std::fma(value, 20.0, -static_cast<double>(2 * below + 1));
  const bool up = side > 0 || (side == 0 && below % 2 == 1);
  return static_cast<uint32_t>(below + (up ? 1 : 0));
}

Agreement Agreement::of(uint32_t shared, uint32_t text_size, uint32_t rule_size) {
  shared = std::min(shared, rule_size);
  const double resemblance = static_cast<double>(shared) / (text_size + rule_size - shared);
  Agreement result;
  result.is_near = resemblance >= kNear;
  result.containment = static_cast<double>(shared) / rule_size;
  result.amplified = resemblance * resemblance;
  result.shared = shared;
  const uint32_t near_bit = round_to_tenths(resemblance) >= kNearTenths ? 1 : 0;
  const uint32_t contained = round_to_tenths(result.containment);
  const uint32_t amplified = round_to_tenths(result.amplified);
  result.rounded = ((near_bit << kTenthsBits | contained) << kTenthsBits | amplified)
                       << kSharedBits |
                   round_to_tenths(shared / 20.0);
  return result;
}

std::partial_ordering Agreement::compare_exact(const Agreement& other) const {
  return std::tie(is_near, containment, amplified, shared) <=>
         std::tie(other.is_near, other.containment, other.amplified, other.shared);
}

std::partial_ordering Agreement::operator<=>(const Agreement& other) const {
  if (rounded != other.rounded) return rounded <=> other.rounded;
  return compare_exact(other);
}

uint16_t bound_key(uint32_t shared, uint32_t text_size, uint32_t rule_size) {
  return Estimate(shared, text_size, rule_size).bound();
}

uint16_t agreement_key(uint32_t shared, uint32_t text_size, uint32_t rule_size) {
  const Estimate estimate(shared, text_size, rule_size);
  if (estimate.is_sure()) return estimate.key();
  return Agreement::of(shared, text_size, rule_size).key();
}

}  // namespace licensus
