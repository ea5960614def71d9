// The first decoded bytes of a stream, for what must be known of a file before its rows are read.
#pragma once

#include <string>
#include <string_view>

#include "codecs/codec.h"

namespace licensus {

// Up to `bytes` decoded bytes from the start of `source` (its first byte is the stream's); fewer
// where it ends or is damaged. Reads ahead: `source` cannot be read on after it. Pure but for that.
std::string decode_head(ByteSource& source, Codec codec, size_t bytes);

// The same of the file at `path`; "" where it cannot be opened.
std::string decode_head_of(const std::string& path, Codec codec, size_t bytes);

}  // namespace licensus
