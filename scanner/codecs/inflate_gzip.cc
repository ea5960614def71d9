// Around a DEFLATE stream: the header and trailer of a gzip member (RFC 1952, 2.3).
#include <cstring>

#include "base/crc32.h"
#include "codecs/inflate.h"

namespace licensus {
namespace {

using End = Inflated::End;

constexpr size_t kFixedBytes = 10;
constexpr size_t kTrailerBytes = 8;
constexpr unsigned kHeaderChecksum = 2, kExtra = 4, kName = 8, kComment = 16, kReserved = 0xe0;

unsigned byte_at(std::string_view bytes, size_t at) { return static_cast<uint8_t>(bytes[at]); }

uint32_t number_at(std::string_view bytes, size_t at) {
  return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8U | byte_at(bytes, at + 2) << 16U |
         byte_at(bytes, at + 3) << 24U;
}

// Sets `size` to that of the header.
End read_header(std::string_view stored, size_t& size) {
  static constexpr std::string_view kMagic = "\x1f\x8b\x08";
  const std::string_view start = stored.substr(0, kMagic.size());
  if (start != kMagic.substr(0, start.size())) return End::kDamaged;
  if (stored.size() > 3 && (byte_at(stored, 3) & kReserved) != 0) return End::kDamaged;
  if (stored.size() < kFixedBytes) return End::kMoreInput;
  const unsigned flags = byte_at(stored, 3);
  size = kFixedBytes;
  if ((flags & kExtra) != 0) {
    if (stored.size() - size < 2) return End::kMoreInput;
    size += 2 + (byte_at(stored, size) | byte_at(stored, size + 1) << 8U);
  }
  for (const unsigned text : {kName, kComment}) {
    if ((flags & text) == 0) continue;
    const size_t end = stored.find('\0', size);  // also where `size` is beyond the end
    if (end == std::string_view::npos) return End::kMoreInput;
    size = end + 1;
  }
  if ((flags & kHeaderChecksum) != 0) size += 2;
  return size <= stored.size() ? End::kDone : End::kMoreInput;
}

}  // namespace

Inflated Inflater::inflate_gzip(std::string_view stored, char* out, size_t capacity) {
  size_t header = 0;
  if (const End end = read_header(stored, header); end != End::kDone) return {end};
  Inflated result = inflate(stored.substr(header), out, capacity);
  if (result.end != End::kDone) return result;
  result.used += header;
  if (stored.size() - result.used < kTrailerBytes) return {End::kMoreInput};
  if (number_at(stored, result.used) != crc32(0, {out, result.made}) ||
      number_at(stored, result.used + 4) != static_cast<uint32_t>(result.made))
    return {End::kDamaged};
  result.used += kTrailerBytes;
  return result;
}

}  // namespace licensus
