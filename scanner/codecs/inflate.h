// DEFLATE streams (RFC 1951) and gzip members (RFC 1952) that are in memory as a whole, decoded at
// once. Made for the members of crawls, a few hundred bytes to some ten thousand, each with its own
// codes: there making the tables costs nearly as much as decoding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace licensus {

struct Inflated {
  enum class End : uint8_t {
    kDone,
    kMoreInput,   // the stored bytes end before the stream does
    kOutputFull,  // it decodes to more bytes than there is room for
    kDamaged,     // zlib would say the same
  };
  End end = End::kDamaged;
  size_t used = 0;  // stored bytes, where done
  size_t made = 0;  // decoded bytes, where done
};

// Used by one thread; keeps its tables (about 16 kB) between streams.
class Inflater {
 public:
  enum class Way : uint8_t { kBest, kPortable };  // kPortable: as on processors without BMI2

  explicit Inflater(Way way = Way::kBest);
  ~Inflater();

  // With so many bytes more than a stream has and makes, all of it is decoded the fast way.
  static constexpr size_t kSpareIn = 72;
  static constexpr size_t kSpareOut = 400;

  // Decodes the stream that `stored` begins with to `out`, where `capacity` bytes (at most 1 GB)
  // are free. Reads nothing beyond `stored` and writes nothing beyond the capacity, but of what is
  // free there it may write more than it makes. Time is linear in both.
  Inflated inflate(std::string_view stored, char* out, size_t capacity);

  // The same for a gzip member with its header and trailer; the checksum and size must be right.
  // The checksum of a header is passed over.
  Inflated inflate_gzip(std::string_view stored, char* out, size_t capacity);

 private:
  struct State;
  std::unique_ptr<State> state_;
  bool portable_;
};

}  // namespace licensus
