#include "codecs/inflate.h"

#include "codecs/inflate_bits.h"
#include "codecs/inflate_code.h"
#include "codecs/inflate_header.h"

namespace licensus {
namespace inflate {
namespace {

using End = Inflated::End;

struct Output {
  uint8_t* begin;
  uint8_t* next;
  uint8_t* end;
  size_t made() const { return static_cast<size_t>(next - begin); }
  size_t room() const { return static_cast<size_t>(end - next); }
};

// How far the fast loop may go in one round, beyond where it began.
constexpr ptrdiff_t kRoundIn = Inflater::kSpareIn - sizeof(uint64_t);  // a refill looks ahead
constexpr ptrdiff_t kRoundOut = Inflater::kSpareOut;

LICENSUS_INFLATE void copy16(uint8_t* to, const uint8_t* from) {
  char chunk[16];
  std::memcpy(chunk, from, sizeof chunk);
  std::memcpy(to, chunk, sizeof chunk);
}

// Copies `length` bytes that lie `distance` back to `to`, and at most 64 more. Few matches are
// longer than 32 bytes or nearer than 16.
LICENSUS_INFLATE void copy_match(uint8_t* to, size_t length, size_t distance) {
  const uint8_t* from = to - distance;
  uint8_t* const end = to + length;
  if (distance >= 16) [[likely]] {
    copy16(to, from);
    copy16(to + 16, from + 16);
    if (length > 32) [[unlikely]] {
      to += 32;
      from += 32;
      do {
        for (size_t i = 0; i < 64; i += 16) copy16(to + i, from + i);
        to += 64;
        from += 64;
      } while (to < end);
    }
    return;
  }
  // What repeats is doubled until a copy no longer reads what it writes.
  do {
    copy16(to, from);
    distance *= 2;
    to = const_cast<uint8_t*>(from) + distance;
  } while (distance < 16);
  for (; to < end; to += 16, from += 16) copy16(to, from);
}

// Takes one code word: the bits after it, and the entry of the next one. What is looked up first
// and refilled then is not waited for.
struct FastBits {
  uint64_t bits;
  unsigned count;  // only the low 6 bits mean something
  const uint8_t* next;

  LICENSUS_INFLATE void refill() {
    bits |= load64(next) << (count & 63U);
    next += (count >> 3U & 7U) ^ 7U;
    count |= 56U;
  }
  LICENSUS_INFLATE void skip(Entry entry) {
    bits >>= entry & 63U;
    count -= entry;
  }
  // Writes `entry` where it is a literal, and goes on to the next.
  LICENSUS_INFLATE bool literal(Entry& entry, const Entry* table, uint64_t mask, uint8_t*& out) {
    if ((entry & kLiteral) == 0) return false;
    const Entry now = entry;
    skip(now);
    entry = table[bits & mask];
    *out++ = static_cast<uint8_t>(now >> kValueShift);
    refill();
    return true;
  }
};

enum class BlockEnd : uint8_t { kEnded, kOpen, kDamaged };

// Decodes as long as a round certainly fits. The time goes to waiting for one look-up after another
// and to the branches between literals and matches, which are nearly random; so the next entry is
// looked up as early as may be, and a round takes up to four literals. At the top of a round and
// after each literal there are 56 bits or more, those of `entry` included: a match has up to 48.
// Beyond `count` all 64 bits are set, so that looking up needs no refill.
LICENSUS_INFLATE BlockEnd decode_fast(const Codes& codes, BitReader& reader, Output& output) {
  if (reader.end - reader.next <= kRoundIn || output.end - output.next <= kRoundOut)
    return BlockEnd::kOpen;
  const uint8_t* const last_in = reader.end - kRoundIn;
  uint8_t* const last_out = output.end - kRoundOut;
  const Entry* const literals = codes.literal.table();
  const Entry* const distances = codes.distance.table();
  const uint64_t mask = codes.literal.mask();
  FastBits in{reader.bits, reader.count, reader.next};
  const uint8_t* const begin = output.begin;
  uint8_t* out = output.next;
  BlockEnd end = BlockEnd::kOpen;
  in.refill();
  Entry entry = literals[in.bits & mask];
  do {
    in.refill();
    if (in.literal(entry, literals, mask, out) && in.literal(entry, literals, mask, out) &&
        in.literal(entry, literals, mask, out) && in.literal(entry, literals, mask, out))
      continue;
    if ((entry & kSpecial) != 0) [[unlikely]] {
      if ((entry & kLong) != 0) entry = codes.literal.find_long(in.bits);
      if ((entry & (kLiteral | kSpecial)) != 0) {
        in.skip(entry);
        if ((entry & kLiteral) == 0) {
          end = (entry & kEnd) != 0 ? BlockEnd::kEnded : BlockEnd::kDamaged;
          break;
        }
        *out++ = static_cast<uint8_t>(entry >> kValueShift);
        entry = literals[in.bits & mask];
        continue;
      }
    }
    const uint64_t length_bits = in.bits;
    in.skip(entry);
    Entry far = distances[in.bits & codes.distance.kMaxMask];
    const size_t length = value_of(entry, length_bits);
    if ((far & kSpecial) != 0) [[unlikely]] {
      if ((far & kLong) != 0) far = codes.distance.find_long(in.bits);
      if ((far & kSpecial) != 0) {
        end = BlockEnd::kDamaged;
        break;
      }
    }
    const uint64_t distance_bits = in.bits;
    in.skip(far);
    entry = literals[in.bits & mask];
    const size_t distance = value_of(far, distance_bits);
    if (distance > static_cast<size_t>(out - begin)) [[unlikely]] {
      end = BlockEnd::kDamaged;
      break;
    }
    copy_match(out, length, distance);
    out += length;
  } while (in.next < last_in && out < last_out);
  reader.bits = in.bits;
  reader.count = in.count & 63U;
  reader.next = in.next;
  output.next = out;
  return end;
}

// The same one by one, near the end of the input or output.
LICENSUS_INFLATE End decode_slowly(const Codes& codes, BitReader& in, Output& out) {
  for (;;) {
    in.refill();
    Entry entry = codes.literal.table()[in.bits & codes.literal.mask()];
    if ((entry & (kLiteral | kSpecial)) == kSpecial && (entry & kLong) != 0)
      entry = codes.literal.find_long(in.bits);
    const size_t length = value_of(entry, in.bits);
    in.skip(entry & 63U);
    if (in.overrun()) return End::kMoreInput;
    if ((entry & kLiteral) != 0) {
      if (out.room() == 0) return End::kOutputFull;
      *out.next++ = static_cast<uint8_t>(entry >> kValueShift);
      continue;
    }
    if ((entry & kSpecial) != 0) return (entry & kEnd) != 0 ? End::kDone : End::kDamaged;
    in.refill();
    entry = codes.distance.table()[in.bits & codes.distance.kMaxMask];
    if ((entry & kSpecial) != 0 && (entry & kLong) != 0) entry = codes.distance.find_long(in.bits);
    const size_t distance = value_of(entry, in.bits);
    in.skip(entry & 63U);
    if (in.overrun()) return End::kMoreInput;
    if ((entry & kSpecial) != 0 || distance > out.made()) return End::kDamaged;
    if (length > out.room()) return End::kOutputFull;
    for (size_t i = 0; i < length; ++i, ++out.next) *out.next = *(out.next - distance);
  }
}

LICENSUS_INFLATE End decode_codes(const Codes& codes, BitReader& in, Output& out) {
  const BlockEnd end = decode_fast(codes, in, out);
  if (end == BlockEnd::kOpen) return decode_slowly(codes, in, out);
  return end == BlockEnd::kEnded ? End::kDone : End::kDamaged;
}

LICENSUS_INFLATE End copy_stored(BitReader& in, Output& out) {
  in.skip(in.count % 8);
  if (in.overrun()) return End::kMoreInput;
  in.to_byte();
  if (in.end - in.next < 4) return End::kMoreInput;
  const size_t size = in.next[0] | static_cast<size_t>(in.next[1]) << 8U;
  const size_t check = in.next[2] | static_cast<size_t>(in.next[3]) << 8U;
  if ((size ^ check) != 0xffff) return End::kDamaged;
  in.next += 4;
  if (static_cast<size_t>(in.end - in.next) < size) return End::kMoreInput;
  if (out.room() < size) return End::kOutputFull;
  std::memcpy(out.next, in.next, size);
  in.next += size;
  out.next += size;
  return End::kDone;
}

}  // namespace
}  // namespace inflate

struct Inflater::State {
  inflate::Codes codes;
  std::unique_ptr<inflate::Codes> fixed;  // made when first met
  inflate::HeaderReader header;

  const inflate::Codes& fixed_codes() {
    if (!fixed) {
      fixed = std::make_unique_for_overwrite<inflate::Codes>();
      header.make_fixed(*fixed);
    }
    return *fixed;
  }

  LICENSUS_INFLATE Inflated::End block(unsigned type, inflate::BitReader& in,
                                       inflate::Output& out) {
    using End = Inflated::End;
    if (type == 0) return copy_stored(in, out);
    if (type == 3) return End::kDamaged;
    if (type == 1) return decode_codes(fixed_codes(), in, out);
    const bool read = header.read(in, codes);
    if (in.overrun()) return End::kMoreInput;
    return read ? decode_codes(codes, in, out) : End::kDamaged;
  }

  LICENSUS_INFLATE Inflated run(std::string_view stored, char* to, size_t capacity) {
    using End = Inflated::End;
    const auto* const begin = reinterpret_cast<const uint8_t*>(stored.data());
    auto* const made = reinterpret_cast<uint8_t*>(to);
    inflate::BitReader in;
    in.next = begin;
    in.end = begin + stored.size();
    inflate::Output out{made, made, made + capacity};
    for (bool last = false; !last;) {
      in.refill();
      last = in.take(1) != 0;
      const unsigned type = in.take(2);
      const End end = in.overrun() ? End::kMoreInput : block(type, in, out);
      if (end != End::kDone) return {end};
    }
    in.to_byte();
    return {End::kDone, static_cast<size_t>(in.next - begin), out.made()};
  }

#if defined(__x86_64__)
  [[gnu::target("avx2,bmi,bmi2")]] Inflated run_bmi2(std::string_view stored, char* out,
                                                     size_t capacity) {
    return run(stored, out, capacity);
  }
  static bool has_bmi2() {
    static const bool has = __builtin_cpu_supports("avx2") != 0 &&
                            __builtin_cpu_supports("bmi") != 0 &&
                            __builtin_cpu_supports("bmi2") != 0;
    return has;
  }
#else
  Inflated run_bmi2(std::string_view, char*, size_t) { return {}; }
  static bool has_bmi2() { return false; }
#endif
  Inflated run_portable(std::string_view stored, char* out, size_t capacity) {
    return run(stored, out, capacity);
  }
};

Inflater::Inflater(Way way)
    : state_(std::make_unique<State>()), portable_(way == Way::kPortable || !State::has_bmi2()) {}

Inflater::~Inflater() = default;

Inflated Inflater::inflate(std::string_view stored, char* out, size_t capacity) {
  return portable_ ? state_->run_portable(stored, out, capacity)
                   : state_->run_bmi2(stored, out, capacity);
}

}  // namespace licensus
