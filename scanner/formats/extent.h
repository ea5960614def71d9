// Byte ranges of a shard that are read on their own.
#pragma once

#include <cstdint>

namespace licensus {

// A cut of the stored bytes: the reader takes the records that begin in [begin, end). What the two
// count is the format's own (formats/format.h): bytes of the file, of a zip's directory, row
// groups.
struct Extent {
  uint64_t begin = 0;
  uint64_t end = UINT64_MAX;
  // True: a record begins exactly at `begin`. False: `begin` is a cut, look for the first record
  // start at or after it.
  bool exact = true;
  // Of an exact extent that begins within a compressed member: how many decoded bytes of the member
  // at `begin` come before.
  uint64_t skip = 0;
};

// Where the reader truly began and ended: `begin` is the offset of the first record start at or
// after the cut, `end` that of the first record start at or after the extent's end (it may have
// read far beyond), or the size of the shard where there is none. Where no record begins in the
// extent, both are at or beyond its end and say nothing more.
//
// A record that begins within a compressed member has the member's offset, and as `skip` the
// decoded bytes of the member before it.
struct ExtentSpan {
  uint64_t begin = 0;
  uint64_t end = 0;
  uint64_t begin_skip = 0;
  uint64_t end_skip = 0;
};

}  // namespace licensus
