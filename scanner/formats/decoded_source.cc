#include "formats/decoded_source.h"

#include <algorithm>
#include <cstring>

namespace licensus {

DecodedSource::DecodedSource(ByteSource& source, Codec codec, std::string_view dictionary) {
  members_.open(source, codec, 0, dictionary);
}

ssize_t DecodedSource::read(char* data, size_t capacity) {
  while (piece_.empty()) {
    switch (members_.next(piece_)) {
      case MemberReader::State::kBytes:
      case MemberReader::State::kMemberEnd:
        break;
      case MemberReader::State::kStreamEnd:
        return 0;
      case MemberReader::State::kDamaged:
        error_ = members_.message();
        return -1;
    }
  }
  const size_t count = std::min(capacity, piece_.size());
  std::memcpy(data, piece_.data(), count);
  piece_.remove_prefix(count);
  return static_cast<ssize_t>(count);
}

}  // namespace licensus
