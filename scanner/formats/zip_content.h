// The content of one zip member as a stream.
#pragma once

#include <cstdint>
#include <memory>

#include "codecs/byte_source.h"
#include "codecs/codec.h"
#include "codecs/input_window.h"
#include "formats/zip_directory.h"

struct inflate_state;

namespace licensus {

// Unpacks a member and checks its size and checksum. Ends with an error where they are wrong, the
// data are damaged, or more than 500 times as large as what is stored of them. One a thread; keeps
// its buffers between members. Methods: stored, deflate, bzip2, zstd, xz.
class ZipContent final : public ByteSource {
 public:
  ZipContent();
  ~ZipContent() override;

  // "" or why a member that is packed so cannot be read.
  static std::string refusal(const ZipMember& member);
  // Begins on `source` (not owned), whose first byte is the member's first. `member` must outlive
  // its use. Where `open_ended`, sizes and checksum are those of the descriptor behind the data,
  // which only deflate can be read without.
  void open(ByteSource& source, const ZipMember& member, bool open_ended);
  ssize_t read(char* data, size_t capacity) override;

  // Stored bytes that were used so far, once all of an open-ended member was read.
  uint64_t used() const { return window_.offset(); }

 private:
  class Limited;
  ssize_t unpack(char* data, size_t capacity);
  ssize_t inflate(char* data, size_t capacity);
  ssize_t decode(char* data, size_t capacity);
  ssize_t fail_with(std::string why);
  ssize_t check_end();

  std::unique_ptr<Limited> limited_;
  InputWindow window_;  // stored and deflate
  std::unique_ptr<inflate_state> state_;
  MemberReader members_;  // what has frames of its own
  std::string_view piece_;
  const ZipMember* member_ = nullptr;
  bool open_ended_ = false;
  bool ended_ = false;
  uint64_t made_ = 0;
  uint32_t crc_ = 0;
};

}  // namespace licensus
