#include "base/decimal.h"

#include <cmath>

namespace licensus {

double round_decimal(double value, int digits) {
  double scale = 1;
  for (int i = 0; i < digits; ++i) scale *= 10;
  const double scaled = value * scale;
  const double below = std::floor(scaled);
  // The product is rounded itself: the sign of what is left to the half is that of the exact value,
  // so take it from a fused multiplication, which rounds once.
  const double left = std::fma(value, scale, -(below + 0.5));
  double whole = below;
  if (left > 0 || (left == 0 && std::fmod(below, 2) != 0)) whole += 1;
  // Correctly rounded, as both numbers are integers that a double holds.
  return whole / scale;
}

}  // namespace licensus
