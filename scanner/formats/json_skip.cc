#include "formats/json_skip.h"

#include <bit>
#include <cstring>

#include "base/avx2.h"
#include "base/lines.h"

namespace licensus {
namespace {

constexpr size_t kBlock = 64;
constexpr size_t kNone = std::string_view::npos;

// The bytes that a backslash escapes; `escaped` is for the first byte, and then for the one behind
// the last of `count`.
uint64_t escaped_bytes(uint64_t backslashes, size_t count, bool& escaped) {
  uint64_t result = 0;
  if (escaped) {
    result = 1;
    backslashes &= ~uint64_t{1};
    escaped = false;
  }
  while (backslashes != 0) {
    const auto at = static_cast<size_t>(std::countr_zero(backslashes));
    if (at + 1 >= count) {
      escaped = true;
      break;
    }
    result |= uint64_t{1} << (at + 1);
    backslashes &= ~(uint64_t{3} << at);
  }
  return result;
}

// Of each bit whether it or those before are odd in number.
uint64_t prefix_xor(uint64_t bits) {
  for (unsigned step = 1; step < 64; step *= 2) bits ^= bits << step;
  return bits;
}

}  // namespace

void JsonSkip::start(size_t depth) {
  depth_ = depth;
  in_string_ = escaped_ = too_deep_ = false;
}

// One bracket after the other, where the value may end or grow too deep.
size_t JsonSkip::count_brackets(uint64_t opens, uint64_t closes) {
  for (uint64_t both = opens | closes; both != 0; both &= both - 1) {
    const auto at = static_cast<size_t>(std::countr_zero(both));
    if ((opens >> at & 1) != 0) {
      too_deep_ |= ++depth_ > kMaxDepth;
    } else if (depth_ > 0 && --depth_ == 0) {
      return at + 1;
    }
  }
  return kNone;
}

// A block of `count` bytes: where in it the value ends, or kNone.
inline size_t JsonSkip::take(const Masks& masks, size_t count) {
  uint64_t quotes = masks.quotes;
  if (masks.backslashes != 0 || escaped_) {
    quotes &= ~escaped_bytes(masks.backslashes, count, escaped_);
  }
  uint64_t strings = in_string_ ? ~uint64_t{0} : 0;
  if (quotes != 0) {
    strings ^= prefix_xor(quotes);
    in_string_ = strings >> 63U != 0;
  }
  const uint64_t opens = masks.opens & ~strings;
  const uint64_t closes = masks.closes & ~strings;
  const auto opened = static_cast<size_t>(std::popcount(opens));
  const auto closed = static_cast<size_t>(std::popcount(closes));
  if (depth_ <= closed || depth_ + opened > kMaxDepth) return count_brackets(opens, closes);
  depth_ += opened - closed;
  return kNone;
}

JsonSkip::Masks JsonSkip::masks_of(const char* bytes) {
  return {equal_bits(bytes, '"'), equal_bits(bytes, '\\'),
          equal_bits(bytes, '{') | equal_bits(bytes, '['),
          equal_bits(bytes, '}') | equal_bits(bytes, ']')};
}

size_t JsonSkip::find_end_short(std::string_view text) {
  char block[kBlock];
  std::memset(block, ' ', sizeof block);
  if (!text.empty()) std::memcpy(block, text.data(), text.size());
  return text.empty() ? kNone : take(masks_of(block), text.size());
}

size_t JsonSkip::find_end_plain(std::string_view text) {
  size_t at = 0;
  for (; at + kBlock <= text.size(); at += kBlock) {
    const size_t end = take(masks_of(text.data() + at), kBlock);
    if (end != kNone) return at + end;
  }
  const size_t end = find_end_short(text.substr(at));
  return end == kNone ? kNone : at + end;
}

#if defined(LICENSUS_AVX2)
LICENSUS_AVX2 size_t JsonSkip::find_end_avx2(std::string_view text) {
  size_t at = 0;
  for (; at + kBlock <= text.size(); at += kBlock) {
    const Bytes64 block = Bytes64::load(text.data() + at);
    const Bytes64 lower = block.lower();  // "[" and "]" become "{" and "}"
    const size_t end =
        take({block.equal('"'), block.equal('\\'), lower.equal('{'), lower.equal('}')}, kBlock);
    if (end != kNone) return at + end;
  }
  const size_t end = find_end_short(text.substr(at));
  return end == kNone ? kNone : at + end;
}
#else
size_t JsonSkip::find_end_avx2(std::string_view text) { return find_end_plain(text); }
#endif

size_t JsonSkip::find_end(std::string_view text) {
#if defined(LICENSUS_AVX2)
  if (has_avx2()) return find_end_avx2(text);
#endif
  return find_end_plain(text);
}

}  // namespace licensus
