// libFuzzer: any bytes, read as JSON Lines or as one of the XML dumps: in one extent, in two, from
// a guess, and with rows counted instead of handed out.
#include <array>

#include "formats/record_stream.h"
#include "table_fuzz.h"

namespace {

using namespace licensus;

struct Reading {
  ExtentSpan span;
  CheckingSink sink;
};

Reading read(ReaderSet& readers, std::string_view format, std::string_view stored,
             const Extent& extent, bool spots = false) {
  Reading reading;
  reading.sink.spots = spots;
  MemorySource source(stored.substr(extent.begin));
  const Stored what{.source = &source, .codec = recognise_codec(stored)};
  reading.span = readers.read(*find_format(format), what, extent, reading.sink);
  return reading;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr std::array<std::string_view, 4> kFormats{"jsonl", "mediawiki", "stackexchange",
                                                            "jats"};
  if (size == 0) return 0;
  const std::string_view stored{reinterpret_cast<const char*>(data) + 1, size - 1};
  static ReaderSet readers(fuzz_options());
  for (const Format& format : formats()) {
    format.is_it({.decoded = stored, .whole = true, .name = "x.jsonl"});
    format.is_it({.decoded = stored, .whole = false, .name = "x"});
  }
  const std::string_view format = kFormats[data[0] % kFormats.size()];
  const Reading whole = read(readers, format, stored, {});
  const Reading counted = read(readers, format, stored, {}, true);
  require(counted.sink.rows == whole.sink.rows);
  // What is only skimmed is not checked to the last.
  require(whole.sink.errors > 0 || counted.sink.bytes == whole.sink.bytes);
  const uint64_t cut = stored.size() / 2;
  if (cut == 0) return 0;
  const Reading first = read(readers, format, stored, {0, cut, true});
  Reading second = read(readers, format, stored, {cut, UINT64_MAX, false});
  if (Place{second.span.begin, second.span.begin_skip} !=
      Place{first.span.end, first.span.end_skip}) {
    if (first.span.end > stored.size()) return 0;
    second = read(readers, format, stored, {first.span.end, UINT64_MAX, true, first.span.end_skip});
  }
  require(first.sink.rows + second.sink.rows == whole.sink.rows);
  require(first.sink.bytes + second.sink.bytes == whole.sink.bytes);
  return 0;
}
