// The checksum of gzip and zip (RFC 1952, section 8).
#pragma once

#include <cstdint>
#include <string_view>

namespace licensus {

// Of bytes that follow those of which `before` is the checksum; 0 for none. By ISA-L, which with
// VPCLMULQDQ does 70 GB/s where libdeflate 1.14 does 23; without it both are as fast.
uint32_t crc32(uint32_t before, std::string_view bytes);

}  // namespace licensus
