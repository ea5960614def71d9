#include "base/crc32.h"

#include <isa-l/crc.h>

#include "base/vectors.h"

namespace licensus {

uint32_t crc32(uint32_t before, std::string_view bytes) {
  const uint32_t sum =
      crc32_gzip_refl(before, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  leave_vectors();
  return sum;
}

}  // namespace licensus
