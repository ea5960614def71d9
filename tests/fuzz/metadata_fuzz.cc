// libFuzzer: any bytes as the metadata of each syntax: values are read to their end or to damage.
#include <cstdint>
#include <cstdlib>

#include "detect/metadata_values.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace licensus;
  if (size == 0) return 0;
  const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
  const auto syntax = static_cast<Syntax>(data[0] % 8);
  size_t bytes = 0;
  for_each_value(syntax, text, [&](std::string_view path, std::string_view value, ValueSpan span) {
    if (path.size() > ValuePath::kMaxBytes + ValuePath::kMaxDepth) std::abort();
    if (span.start > span.end || span.end > static_cast<int64_t>(text.size())) std::abort();
    bytes += value.size();
  });
  // Escapes and references of a byte or more stand for at most four; nothing is expanded.
  if (bytes > 4 * size + 64) std::abort();
  return 0;
}
