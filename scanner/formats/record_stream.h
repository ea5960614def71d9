// Decoded bytes of an extent, for formats whose records are cut from text: lines, rows, elements.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/codec.h"
#include "formats/extent.h"

namespace licensus {

// Where a record begins: of plain bytes the stored offset; of compressed ones the stored offset of
// a member (gzip member, zstd frame, ...) and the decoded bytes of it that come before.
struct Place {
  uint64_t offset = 0;
  uint64_t skip = 0;
  bool operator==(const Place&) const = default;
  auto operator<=>(const Place&) const = default;
};

// Reads the members of an extent, and what follows it, as one row of bytes. Copies only records
// that lie across the border of two pieces. Used by one thread; keeps its buffers between extents.
//
// Which records are an extent's: where it begins at a guess, those that begin after its first byte,
// up to and including the first byte of the next extent; for whether that byte begins a record only
// who read the bytes before it can know. The first byte of an extent of compressed bytes is that of
// the first member at or after `begin`. A reader therefore
//   1. opens, and where !at_record(), passes over the record it is in (a guess where the format's
//      records can hold what ends them; the shard checks it);
//   2. reads records as long as !is_beyond(place()).
class RecordStream {
 public:
  enum class Event { kBytes, kDamaged, kEnd };

  // `source`, whose first byte has the stored offset extent.begin, is not owned. False where no
  // member begins in the extent: then nothing of it is to be read.
  bool open(ByteSource& source, Codec codec, std::string_view dictionary, const Extent& extent);
  // Whether the stream stands at a record's first byte as far as the extent says.
  bool at_record() const { return exact_; }

  // The bytes in memory from the read position on.
  std::string_view ahead() const { return ahead_; }
  void consume(size_t count);
  // Makes ahead() longer, by `most` bytes at most; views of it become invalid. kDamaged: the stored
  // bytes are damaged here (message() says how), and after resume() other bytes follow than belong
  // here. At kEnd and kDamaged ahead() stays as it was.
  Event more(size_t most = kStepBytes);
  // After kDamaged: drops ahead() and goes on with the next member. False where there is none.
  bool resume();
  const std::string& message() const { return members_.message(); }
  // Stored offset of the damaged member, or of plain bytes that of the read position.
  uint64_t damage_offset() const;

  // Of the first byte of ahead(); where that is empty, as it is at the end, the stored offset, and
  // after kDamaged where the damage is.
  Place place() const;
  // Whether a record that begins there is a later extent's.
  bool is_beyond(Place place) const;
  bool is_plain() const { return plain_; }
  // Stored offset of the byte after the last one that was decoded.
  uint64_t stored_offset() const { return members_.stored_offset(); }

  static constexpr size_t kStepBytes = size_t{64} << 10;

 private:
  struct Border {
    size_t at;  // in carry_
    Place place;
  };
  Event pull();

  MemberReader members_;
  std::string_view ahead_;
  std::string_view piece_;  // what is not yet in ahead_ where ahead_ is carry_
  std::string carry_;
  std::vector<Border> borders_;  // of carry_: where its bytes come from, ascending
  bool carried_ = false;         // ahead_ is a part of carry_
  bool damaged_ = false;         // the last event
  Place piece_place_;            // of the first byte of piece_ (carried) or ahead_ (not)
  uint64_t end_ = 0;
  uint64_t first_beyond_ = 0;  // offset of the first member at or after end_; 0: none seen yet
  bool exact_ = true;
  bool plain_ = false;
  bool new_member_ = true;  // the next piece begins a member
};

}  // namespace licensus
