// What a file is, by its first bytes and its name.
#pragma once

#include <string>
#include <string_view>

#include "codecs/byte_source.h"
#include "codecs/codec.h"

namespace licensus {

struct Format;

struct Recognised {
  Codec codec = Codec::kNone;
  const Format* format = nullptr;  // holds many documents; nullptr: a document of its own
  std::string dictionary;          // of a shard under zstd, for extents that begin beyond it
  std::string head;                // of a file: its first decoded bytes, up to 64 KiB as needed
};

// Reads up to 64 KiB of `source` into `head` (give them back with `prepend`) and looks at what they
// decode to; `name` decides where the content does not. Never fails: what it does not know is a
// document.
Recognised recognise(ByteSource& source, std::string_view name, std::string& head);

// The same for a stream whose bytes are all there.
Recognised recognise_bytes(std::string_view bytes, std::string_view name);

// The same for the file at `path`, reading no more than it needs; a file that cannot be opened is a
// document, whose reader will say why. `forced` (where not null) is its format whatever it holds.
Recognised recognise_file(const std::string& path, const Format* forced = nullptr);

}  // namespace licensus
