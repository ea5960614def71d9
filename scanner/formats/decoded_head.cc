#include "formats/decoded_head.h"

namespace licensus {

std::string decode_head(ByteSource& source, Codec codec, size_t bytes) {
  MemberReader reader;
  reader.open(source, codec, 0);
  std::string head;
  while (head.size() < bytes) {
    std::string_view piece;
    const MemberReader::State state = reader.next(piece);
    if (state == MemberReader::State::kBytes) {
      head.append(piece.substr(0, bytes - head.size()));
    } else if (state != MemberReader::State::kMemberEnd) {
      break;
    }
  }
  return head;
}

std::string decode_head_of(const std::string& path, Codec codec, size_t bytes) {
  auto source = open_file(path, 0);
  return source ? decode_head(**source, codec, bytes) : std::string();
}

}  // namespace licensus
