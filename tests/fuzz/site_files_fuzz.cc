// libFuzzer: any bytes as robots.txt, tdmrep.json and ai.txt: what is kept says the same as the
// file.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "detect/site_files.h"

namespace {

std::vector<licensus::Signal> said(licensus::SiteFile file, std::string_view text,
                                   std::string_view path) {
  std::vector<licensus::Signal> signals;
  licensus::read_site_file(file, text, path, signals);
  std::sort(signals.begin(), signals.end());
  return signals;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace licensus;
  if (size == 0) return 0;
  const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
  const auto file = static_cast<SiteFile>(data[0] % 3 + 1);
  const std::string kept = site_statement(file, text);
  for (const std::string_view path : {"/", "/a/b.jpg?c=d"}) {
    if (said(file, text, path) != said(file, kept, path)) std::abort();
  }
  return 0;
}
