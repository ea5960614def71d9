// What each codec gives to MemberReader.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "codecs/input_window.h"

namespace licensus {

// The decoded bytes of one piece; allocated once and touched only as far as it is used.
class OutputBuffer {
 public:
  static constexpr size_t kWhole = size_t{4} << 20;  // a member up to this size comes as one piece
  static constexpr size_t kPiece = size_t{256} << 10;  // pieces of larger members
  char* data() {
    if (!data_) data_ = std::make_unique_for_overwrite<char[]>(kWhole);
    return data_.get();
  }

 private:
  std::unique_ptr<char[]> data_;
};

// Decodes the members of one codec. Used by one thread.
class Decoder {
 public:
  enum class Step { kPiece, kEnd, kDamaged };

  virtual ~Decoder() = default;
  // Starts a stream with this dictionary (copied), or with none where it is empty.
  virtual void set_dictionary(std::string_view) {}
  // The bytes every member begins with, to search for; "" where there are none.
  virtual std::string_view magic() const = 0;
  // Whether a member may begin with `head` (at least 18 bytes, or all there are).
  virtual bool is_head(std::string_view head) const = 0;
  // Makes ready for the member at the window's position.
  virtual void begin() = 0;
  // Decodes on: kPiece with some bytes; kEnd with the last bytes (or none), the window standing
  // after the member; kDamaged with the bytes before the damage and `message` set.
  virtual Step step(InputWindow& window, std::string_view& piece, std::string& message) = 0;
  // The first bytes (at most kProbe) of the member at the start of `stored`; false where it is
  // none.
  virtual bool probe(std::string_view stored, std::string_view& head) = 0;

 protected:
  static constexpr size_t kProbe = 2048;
};

// "BZh", a level, and the magic bytes of a block or of the stream's end.
bool is_bzip2_head(std::string_view head);

std::unique_ptr<Decoder> make_gzip_decoder(OutputBuffer& output);
std::unique_ptr<Decoder> make_zstd_decoder(OutputBuffer& output);
std::unique_ptr<Decoder> make_lz4_decoder(OutputBuffer& output);
std::unique_ptr<Decoder> make_bzip2_decoder(OutputBuffer& output);
std::unique_ptr<Decoder> make_xz_decoder(OutputBuffer& output);
std::unique_ptr<Decoder> make_brotli_decoder(OutputBuffer& output);
std::unique_ptr<Decoder> make_plain_decoder();

}  // namespace licensus
