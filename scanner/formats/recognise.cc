#include "formats/recognise.h"

#include <utility>

#include "formats/warc.h"

namespace licensus {
namespace {

constexpr size_t kFirstLookBytes = 64;           // enough for any signature
constexpr size_t kHeadBytes = size_t{64} << 10;  // enough to decode a first block

void fill(ByteSource& source, size_t bytes, std::string& head) {
  size_t have = head.size();
  head.resize(bytes);
  while (have < bytes) {
    const ssize_t n = source.read(head.data() + have, bytes - have);
    if (n <= 0) break;
    have += static_cast<size_t>(n);
  }
  head.resize(have);
}

// A source over bytes in memory that ends where they end.
class HeadSource final : public ByteSource {
 public:
  ssize_t read(char*, size_t) override { return 0; }
};

bool decodes_to_container(Codec codec, const std::string& head) {
  HeadSource nothing;
  const auto source = prepend(head, nothing);
  MemberReader reader;
  reader.open(*source, codec, 0);
  std::string decoded;
  std::string_view piece;
  while (decoded.size() < kFirstLookBytes) {
    const MemberReader::State state = reader.next(piece);
    if (state == MemberReader::State::kBytes) {
      decoded.append(piece.substr(0, kFirstLookBytes));
    } else if (state != MemberReader::State::kMemberEnd) {
      break;
    }
  }
  return looks_like_warc(decoded);
}

}  // namespace

Recognised recognise(ByteSource& source, std::string& head) {
  fill(source, kFirstLookBytes, head);
  Recognised result{recognise_codec(head), false, {}};
  if (result.codec == Codec::kNone) {
    result.container = looks_like_warc(head);
  } else {
    fill(source, kHeadBytes, head);
    result.container = decodes_to_container(result.codec, head);
  }
  return result;
}

Recognised recognise_file(const std::string& path) {
  auto source = open_file(path, 0);
  if (!source) return {};
  std::string head;
  Recognised result = recognise(**source, head);
  if (result.container && result.codec == Codec::kZstd) {
    if (auto again = open_file(path, 0)) result.dictionary = zstd_dictionary(**again);
  }
  return result;
}

}  // namespace licensus
