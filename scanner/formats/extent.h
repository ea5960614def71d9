// Byte ranges of a shard that are read on their own.
#pragma once

#include <cstdint>

namespace licensus {

// A cut of the stored bytes: the reader takes the records that begin in [begin, end).
struct Extent {
  uint64_t begin = 0;
  uint64_t end = UINT64_MAX;
  // True: a record begins exactly at `begin`. False: `begin` is a cut, look for the first record
  // start at or after it.
  bool exact = true;
};

// Where the reader truly began and ended: `begin` is the offset of the first record start at or
// after the cut, `end` that of the first record start at or after the extent's end (it may have
// read far beyond), or the size of the shard where there is none. Where no record begins in the
// extent, both are at or beyond its end and say nothing more.
struct ExtentSpan {
  uint64_t begin = 0;
  uint64_t end = 0;
};

}  // namespace licensus
