// What a file is, by its first bytes.
#pragma once

#include <string>

#include "codecs/byte_source.h"
#include "codecs/codec.h"

namespace licensus {

struct Recognised {
  Codec codec = Codec::kNone;
  bool container = false;  // holds many documents: a shard of its own (WARC, ARC)
  std::string dictionary;  // of a container under zstd, for extents that begin beyond it
};

// Reads up to 64 KiB of `source` into `head` (give them back with `prepend`) and looks at what they
// decode to. Never fails: what it does not know is a loose file.
Recognised recognise(ByteSource& source, std::string& head);

// The same for the file at `path`, reading no more than it needs; a file that cannot be opened is a
// loose file, whose reader will say why.
Recognised recognise_file(const std::string& path);

}  // namespace licensus
