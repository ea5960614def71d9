// What content credentials say of training and data mining.
#pragma once

#include <string_view>
#include <vector>

#include "detect/finding.h"

namespace licensus {

// Adds what the assertions "c2pa.training-mining" (C2PA 1.0 to 1.4) and "cawg.training-mining"
// (CAWG 1.0) in `bytes` say: signals of those names, a dash for the dot, with values as
// "ai_generative_training=notAllowed", for each use that they name. Such an assertion is a JUMBF
// box (ISO 19566-5) with CBOR (RFC 8949) or JSON in it, at most kMaxAssertionBytes long, which is
// looked for by its label; one that a file splits (the segments of a JPEG hold 64 KiB) or
// compresses is not seen. Whether the credentials are signed, and by whom, is not looked at.
// Thread-safe.
void read_training_mining(std::string_view bytes, std::vector<Signal>& signals);
constexpr size_t kMaxAssertionBytes = size_t{64} << 10;

}  // namespace licensus
