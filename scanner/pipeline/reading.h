// How files are read: what `scan` and `explain` share.
#pragma once

#include <string>
#include <utility>

#include "base/paths.h"
#include "base/result.h"
#include "detect/detector.h"
#include "formats/format.h"
#include "formats/recognise.h"

namespace licensus {

struct Reading {
  std::string format;  // --format: what all files are; "" for what their content says
  ReadOptions options;
};

// nullptr where the content decides. Fails where there is no such format.
inline Result<const Format*> forced_format(const Reading& reading) {
  if (reading.format.empty()) return nullptr;
  const Format* format = find_format(reading.format);
  if (format != nullptr) return format;
  return fail("no format is called " + reading.format + "; `licensus formats` lists them");
}

// The options, with license fields told by the rules of `detector`, which must outlive them.
inline ReadOptions read_options(const Reading& reading, const Detector& detector) {
  ReadOptions options = reading.options;
  options.is_license_field = [&detector](std::string_view path) {
    return detector.is_license_field(path);
  };
  return options;
}

// A file that was recognised as of a format, as its reader takes it; views of all three.
inline Stored stored_file(ByteSource& source, const Recognised& recognised,
                          const std::string& path) {
  return {.source = &source,
          .codec = recognised.codec,
          .dictionary = recognised.dictionary,
          .path = path,
          .name = base_name(path)};
}

}  // namespace licensus
