#include "base/vectors.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace licensus {

#if defined(__x86_64__)
namespace {

[[gnu::target("avx"), gnu::noinline]] void zero_upper_halves() { _mm256_zeroupper(); }

}  // namespace

void leave_vectors() {
  static const bool has_avx = __builtin_cpu_supports("avx") != 0;
  if (has_avx) zero_upper_halves();
}
#else
void leave_vectors() {}
#endif

}  // namespace licensus
