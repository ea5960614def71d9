// WARC-Block-Digest and WARC-Payload-Digest, checked.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "formats/warc_header.h"

namespace licensus {

// Takes the bytes of one record at a time. "sha1:", "sha256:" and "md5:" in base32 (RFC 4648) or
// hexadecimal, letters in any case; other algorithms are not checked. Used by one thread.
class DigestCheck {
 public:
  DigestCheck();
  ~DigestCheck();
  void begin(const RecordHeader& header);
  void block(std::string_view bytes);
  void payload(std::string_view bytes);
  // "" where the digests agree, there are none, or no payload was given for the payload's;
  // otherwise what differs.
  std::string finish();

 private:
  struct Hash;
  std::unique_ptr<Hash> block_;
  std::unique_ptr<Hash> payload_;
};

}  // namespace licensus
