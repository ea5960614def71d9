// Streaming decoders of HTTP content codings.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "formats/http_head.h"

namespace licensus {

// Decodes one body. Used by one thread.
class ContentDecoder {
 public:
  enum class Result { kGoOn, kEnd, kDamaged };

  virtual ~ContentDecoder() = default;
  virtual void begin() = 0;
  // Takes from `in` and writes to `out` (both views shrink by what was used) until one of them is
  // empty or the body has ended. After kEnd it may be called again only where may_follow() says so.
  virtual Result decode(std::string_view& in, char*& out, size_t& room) = 0;
};

std::unique_ptr<ContentDecoder> make_content_decoder(ContentCoding coding);

// Whether `next`, which comes after the end of a body in `coding`, is another member or frame of
// it.
bool may_follow(ContentCoding coding, std::string_view next);

// Whether a body that begins with `first` can be in `coding`: by magic number where there is one,
// otherwise by decoding a little.
bool may_be_coded(ContentCoding coding, std::string_view first, ContentDecoder& decoder);

}  // namespace licensus
