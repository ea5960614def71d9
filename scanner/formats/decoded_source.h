// A compressed stream as a stream of its decoded bytes.
#pragma once

#include <string_view>

#include "codecs/codec.h"

namespace licensus {

// Reads `source` (not owned), from its first byte on, decoded. Ends with an error at the first
// damage.
class DecodedSource final : public ByteSource {
 public:
  DecodedSource(ByteSource& source, Codec codec, std::string_view dictionary);
  ssize_t read(char* data, size_t capacity) override;

 private:
  MemberReader members_;
  std::string_view piece_;
};

}  // namespace licensus
