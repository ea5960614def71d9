// Rounding to decimal digits exactly as Python's round() does.
#pragma once

namespace licensus {

// The double nearest to `value` rounded to `digits` (0 to 4) decimal places, ties of the exact
// binary value going to the even digit. REQUIRES: 0 <= value < 1e6. Any thread.
double round_decimal(double value, int digits);

}  // namespace licensus
