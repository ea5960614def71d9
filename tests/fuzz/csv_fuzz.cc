// libFuzzer: any bytes, read as CSV, TSV or a list of URLs: in one extent, in two, from a guess,
// and with rows counted instead of handed out.
#include "formats/csv_dialect.h"
#include "formats/record_stream.h"
#include "table_fuzz.h"

namespace {

using namespace licensus;

struct Reading {
  ExtentSpan span;
  CheckingSink sink;
};

Reading read(ReaderSet& readers, std::string_view format, std::string_view stored,
             const std::string& path, const Extent& extent, bool spots = false) {
  Reading reading;
  reading.sink.spots = spots;
  MemorySource source(stored.substr(extent.begin));
  const Stored what{.source = &source, .codec = recognise_codec(stored), .path = path};
  reading.span = readers.read(*find_format(format), what, extent, reading.sink);
  return reading;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view stored{reinterpret_cast<const char*>(data) + 1, size - 1};
  static const InputFile file;
  static ReaderSet readers(fuzz_options());
  file.set(stored);
  const std::string path = file.path();
  const std::string_view format = data[0] % 3 == 0 ? "urls" : data[0] % 3 == 1 ? "tsv" : "csv";
  csv_delimiter({.decoded = stored, .whole = true, .name = "x.csv"});
  csv_delimiter({.decoded = stored, .whole = false, .name = "x"});
  const Reading whole = read(readers, format, stored, path, {});
  const Reading counted = read(readers, format, stored, path, {}, true);
  require(counted.sink.rows == whole.sink.rows && counted.sink.errors == whole.sink.errors &&
          counted.sink.bytes == whole.sink.bytes);
  if (format != "urls" && is_utf16(stored)) return 0;
  const uint64_t cut = stored.size() / 2;
  if (cut == 0) return 0;
  const Reading first = read(readers, format, stored, path, {0, cut, true});
  Reading second = read(readers, format, stored, path, {cut, UINT64_MAX, false});
  if (Place{second.span.begin, second.span.begin_skip} !=
      Place{first.span.end, first.span.end_skip}) {
    if (first.span.end > stored.size()) return 0;
    second = read(readers, format, stored, path,
                  {first.span.end, UINT64_MAX, true, first.span.end_skip});
  }
  require(first.sink.rows + second.sink.rows == whole.sink.rows);
  require(first.sink.bytes + second.sink.bytes == whole.sink.bytes);
  require(first.sink.errors + second.sink.errors == whole.sink.errors);
  return 0;
}
