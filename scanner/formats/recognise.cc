#include "formats/recognise.h"

#include <algorithm>
#include <utility>

#include "base/paths.h"
#include "formats/csv_dialect.h"
#include "formats/format.h"

namespace licensus {
namespace {

constexpr size_t kFirstLookBytes = size_t{4} << 10;  // enough for any signature
constexpr size_t kHeadBytes = size_t{64} << 10;      // for a compressed block; for the first rows
constexpr size_t kMaxHeadBytes = size_t{1} << 20;    // a block of bzip2 is of no use before its end

// A source over bytes in memory that ends where they end.
class HeadSource final : public ByteSource {
 public:
  ssize_t read(char*, size_t) override { return 0; }
};

// What `head` decodes to, at most kHeadBytes; `whole`: the stream ends there undamaged.
std::string decode(Codec codec, std::string_view head, bool& whole) {
  HeadSource nothing;
  const auto source = prepend(std::string(head), nothing);
  MemberReader reader;
  reader.open(*source, codec, 0);
  std::string decoded;
  std::string_view piece;
  whole = false;
  while (decoded.size() < kHeadBytes) {
    const MemberReader::State state = reader.next(piece);
    if (state == MemberReader::State::kBytes) {
      decoded.append(piece.substr(0, kHeadBytes - decoded.size()));
    } else if (state != MemberReader::State::kMemberEnd) {
      whole = state == MemberReader::State::kStreamEnd;
      break;
    }
  }
  return decoded;
}

// Whether telling the format of text takes more than its first bytes.
bool may_be_json(std::string_view head) {
  const size_t first = head.find_first_not_of(" \t\r\n");
  return first != head.npos && (head[first] == '{' || head[first] == '[');
}

// What tells a disc image stands behind 32 KiB, which are zeros or the code that boots it.
bool may_be_disc_image(std::string_view head, std::string_view name) {
  return name.ends_with(".iso") || head.find_first_not_of('\0') == head.npos;
}

const Format* format_of(const Look& look) {
  const auto all = formats();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Format& format) { return format.is_it(look); });
  return found == all.end() ? nullptr : &*found;
}

Recognised recognise_plain(std::string_view head, bool whole, std::string_view name) {
  return {.format = format_of({.decoded = head, .whole = whole, .name = base_name(name)})};
}

// What compressed bytes are. False where nothing of them can be decoded, as more is needed.
bool recognise_decoded(std::string_view head, bool whole, std::string_view name,
                       Recognised& result) {
  Look look{.name = without_codec_ending(base_name(name))};
  result.head = decode(result.codec, head, look.whole);
  look.decoded = result.head;
  look.whole = look.whole && whole;
  result.format = format_of(look);
  return !result.head.empty() || look.whole;
}

}  // namespace

Recognised recognise(ByteSource& source, std::string_view name, std::string& head) {
  const auto read_up_to = [&](size_t bytes) {
    fill(source, bytes, head);
    return head.size() < bytes;
  };
  bool whole = read_up_to(kFirstLookBytes);
  Recognised result{.codec = recognise_codec(head, name)};
  if (result.codec == Codec::kNone) {
    if (!whole && (may_be_json(head) || has_csv_name(name) || may_be_disc_image(head, name))) {
      whole = read_up_to(kHeadBytes);
    }
    return recognise_plain(head, whole, name);
  }
  for (size_t bytes = kHeadBytes; bytes <= kMaxHeadBytes; bytes *= 4) {
    whole = read_up_to(bytes);
    if (recognise_decoded(head, whole, name, result) || whole) break;
  }
  return result;
}

Recognised recognise_bytes(std::string_view bytes, std::string_view name) {
  Recognised result{.codec = recognise_codec(bytes, name)};
  const bool plain = result.codec == Codec::kNone;
  const size_t most = plain ? kHeadBytes : kMaxHeadBytes;
  const std::string_view head = bytes.substr(0, most);
  if (plain) return recognise_plain(head, bytes.size() <= most, name);
  recognise_decoded(head, bytes.size() <= most, name, result);
  return result;
}

Recognised recognise_file(const std::string& path, const Format* forced) {
  auto source = open_file(path, 0);
  if (!source) return {};
  std::string head;
  Recognised result = recognise(**source, path, head);
  if (result.codec == Codec::kNone) result.head = std::move(head);
  if (forced != nullptr) result.format = forced->make_reader != nullptr ? forced : nullptr;
  if (result.format != nullptr && result.codec == Codec::kZstd) {
    if (auto again = open_file(path, 0)) result.dictionary = zstd_dictionary(**again);
  }
  return result;
}

}  // namespace licensus
