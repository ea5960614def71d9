// libFuzzer: any bytes, read as a tar, a zip or another archive, as a file and as a stream, cut and
// whole.
#include <array>
#include <string>

#include "formats/record_stream.h"
#include "table_fuzz.h"

namespace {

using namespace licensus;

CheckingSink read(ReaderSet& readers, const Format& format, std::string_view stored,
                  const std::string& path, const Extent& extent) {
  CheckingSink sink;
  MemorySource source(stored.substr(std::min<uint64_t>(extent.begin, stored.size())));
  readers.read(format, {.source = &source, .codec = recognise_codec(stored), .path = path}, extent,
               sink);
  return sink;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr std::array<std::string_view, 3> kFormats{"tar", "zip", "archive"};
  if (size == 0) return 0;
  const std::string_view stored{reinterpret_cast<const char*>(data) + 1, size - 1};
  static const InputFile file;
  static ReaderSet readers(fuzz_options());
  file.set(stored);
  const Format& format = *find_format(kFormats[data[0] % kFormats.size()]);
  const CheckingSink whole = read(readers, format, stored, file.path(), {});
  read(readers, format, stored, "", {});
  const auto cutter =
      format.make_cutter({file.path(), stored.size(), recognise_codec(stored), size_t{600}});
  size_t rows = 0;
  size_t cuts = 0;
  Extent extent;
  for (; cutter->next(extent); ++cuts) {
    require(cuts < stored.size() + 2);
    rows += read(readers, format, stored, file.path(), extent).rows;
  }
  require(cuts > 0 && extent.end == UINT64_MAX);
  require(whole.errors > 0 || rows == whole.rows);
  return 0;
}
