// Compressed bytes to bytes, member after member.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "codecs/byte_source.h"

namespace licensus {

enum class Codec : uint8_t { kNone, kGzip, kZstd, kLz4, kBzip2, kXz, kBrotli };

// By the first bytes (RFC 1952, RFC 8878, LZ4 frame format 1.6, bzip2, xz), and for brotli, which
// has no magic bytes, by the ending ".br" of `name`; kNone for anything else.
Codec recognise_codec(std::string_view head, std::string_view name = {});

// `name` without the ending that names a compression (".gz", ".zst", ...; any case).
std::string_view without_codec_ending(std::string_view name);

// The dictionary at the start of a .warc.zst, which its extents are decoded with; "" where
// `source`, read from its first byte on, begins with none.
// https://iipc.github.io/warc-specifications/specifications/warc-zstd/
std::string zstd_dictionary(ByteSource& source);

// Reads one compressed stream as a row of members (gzip members, zstd or LZ4 frames, bzip2 or xz
// streams); plain bytes are one member, brotli is one. Used by one thread; keeps its buffers
// between streams: 5 MiB, and for zstd a dictionary of at most 8 MiB and the window that a frame
// asks for, at most 32 MiB (8 MiB up to level 19), for bzip2 4 MiB, for brotli its window of at
// most 16 MiB, for xz at most 96 MiB (9 MiB at its default level).
class MemberReader {
 public:
  enum class State { kBytes, kMemberEnd, kStreamEnd, kDamaged };

  MemberReader();
  ~MemberReader();

  // Starts on `source` (not owned), whose first byte has the stored offset `offset`. `dictionary`
  // (copied) is what zstd_dictionary() gave for the stream; a stream read from its first byte on
  // finds its own.
  void open(ByteSource& source, Codec codec, uint64_t offset, std::string_view dictionary = {});

  // The next piece of decoded bytes; the view lives until the next call. A whole small member comes
  // as one piece. kMemberEnd comes after a member's last piece, kStreamEnd after the last member,
  // kDamaged once for each damaged member (see message()); after it the reader may go on with
  // skip_to_member().
  State next(std::string_view& piece);

  // Stored offset of the member that the last piece came from.
  uint64_t member_offset() const;
  // Whether the last piece ended its member, undamaged; then stored_offset() is the byte after it.
  bool at_last_piece() const;
  uint64_t stored_offset() const;
  const std::string& message() const;

  // Leaves the current member and looks for the next one by its magic bytes, confirmed by decoding
  // a first piece, which `accepts` (where given) must like too. Straight after open() the search
  // begins at the first byte, otherwise after the current member's first byte. False where there
  // is none.
  // The search ends at stored offset `limit`: a member beyond it is none.
  bool skip_to_member(bool (*accepts)(std::string_view head) = nullptr,
                      uint64_t limit = UINT64_MAX);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace licensus
