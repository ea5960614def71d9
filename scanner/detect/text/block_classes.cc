#include "detect/text/block_classes.h"

#include <array>

#include "base/avx2.h"

namespace licensus {
namespace {

void classify_plainly(const char* text, size_t blocks, BlockClasses* classes) {
  for (size_t block = 0; block < blocks; ++block) {
    BlockClasses found;
    for (size_t i = 0; i < kBlockBytes; ++i) {
      const auto c = static_cast<unsigned char>(text[block * kBlockBytes + i]);
      const bool is_slow = c == '+' || c >= 0x80;
      found.slow |= uint64_t{is_slow} << i;
      found.run |= uint64_t{is_slow || is_ascii_word(c)} << i;
    }
    classes[block] = found;
  }
}

#if defined(__x86_64__)

// Bytes of `from` to `from + count - 1`, as signed comparison sees them.
LICENSUS_AVX2 __m256i within(__m256i bytes, char from, int count) {
  // Shifted so that the range ends at 127: one signed comparison.
  const __m256i shifted =
      _mm256_add_epi8(bytes, _mm256_set1_epi8(static_cast<char>(128 - count - from)));
  return _mm256_cmpgt_epi8(shifted, _mm256_set1_epi8(static_cast<char>(127 - count)));
}

LICENSUS_AVX2 void classify_avx2(const char* text, size_t blocks, BlockClasses* classes) {
  const __m256i bit = _mm256_set1_epi8(0x20);
  const __m256i plus = _mm256_set1_epi8('+');
  for (size_t block = 0; block < blocks; ++block) {
    std::array<uint32_t, 2> run{}, slow{};
    for (size_t half = 0; half < 2; ++half) {
      const char* at = text + block * kBlockBytes + half * 32;
      const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
      const __m256i letters = within(_mm256_or_si256(bytes, bit), 'a', 26);
      const __m256i word = _mm256_or_si256(letters, within(bytes, '0', 10));
      // The highest bit says that a byte is not ASCII.
      const __m256i rare = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, plus), bytes);
      slow[half] = static_cast<uint32_t>(_mm256_movemask_epi8(rare));
      run[half] = static_cast<uint32_t>(_mm256_movemask_epi8(word)) | slow[half];
    }
    classes[block] = {run[0] | uint64_t{run[1]} << 32U, slow[0] | uint64_t{slow[1]} << 32U};
  }
}

#endif

}  // namespace

void classify_blocks(const char* text, size_t blocks, BlockClasses* classes) {
#if defined(__x86_64__)
  if (has_avx2()) return classify_avx2(text, blocks, classes);
#endif
  classify_plainly(text, blocks, classes);
}

}  // namespace licensus
