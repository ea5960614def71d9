// ISA-L's inflate, started so that its result depends on the input alone, and what it leaves
// behind.
#pragma once

#include <isa-l/igzip_lib.h>

#include <cstdint>
#include <cstring>

#include "base/vectors.h"

namespace licensus {

// Makes `state` ready for one stream; `wrapper` is ISAL_GZIP, ISAL_ZLIB or ISAL_DEFLATE. ISA-L
// fills its code tables only as far as a block's codes go; damaged data reaches the rest, which
// would still hold codes of whatever was decoded before.
inline void start_inflate(inflate_state& state, uint32_t wrapper) {
  std::memset(&state, 0, sizeof state);
  isal_inflate_init(&state);
  state.crc_flag = wrapper;
}

// isal_inflate, which may sum up CRC-32 by wide vectors.
inline int run_inflate(inflate_state& state) {
  const int result = isal_inflate(&state);
  leave_vectors();
  return result;
}

}  // namespace licensus
