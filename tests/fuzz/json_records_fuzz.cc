// libFuzzer: any bytes, read as large JSON from a file and from a pipe, and looked at.
#include "formats/json_records.h"
#include "table_fuzz.h"

namespace {

using namespace licensus;

CheckingSink read(ReaderSet& readers, std::string_view stored, const std::string& path) {
  CheckingSink sink;
  MemorySource source(stored);
  const Stored what{.source = &source, .codec = recognise_codec(stored), .path = path};
  readers.read(*find_format("json"), what, Extent{}, sink);
  return sink;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view stored{reinterpret_cast<const char*>(data), size};
  static const InputFile file;
  static ReaderSet readers(fuzz_options());
  file.set(stored);
  const CheckingSink from_file = read(readers, stored, file.path());
  const CheckingSink from_pipe = read(readers, stored, "");
  require(from_file.hash == from_pipe.hash && from_file.rows == from_pipe.rows &&
          from_file.errors == from_pipe.errors && from_file.others == from_pipe.others);
  is_json_records({.decoded = stored, .whole = true, .name = "x.json"});
  is_json_records({.decoded = stored, .whole = false, .name = "x.json"});
  return 0;
}
