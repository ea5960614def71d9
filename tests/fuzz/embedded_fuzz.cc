// libFuzzer: any bytes as a picture with XMP packets and content credentials, and as XML with
// signals.
#include <cstdint>
#include <cstdlib>

#include "detect/c2pa.h"
#include "detect/xml_signals.h"
#include "detect/xmp.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace licensus;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  std::vector<Signal> signals;
  read_training_mining(bytes, signals);
  read_xml_signals(bytes, signals);
  for (size_t at = 0; at < bytes.size();) {
    const size_t before = at;
    const std::string_view packet = next_xmp_packet(bytes, at);
    if (at <= before) std::abort();
    for_each_xmp_value(packet, [&](const XmpValue& said) {
      if (said.start < 0 || said.start > said.end ||
          said.end > static_cast<int64_t>(packet.size())) {
        std::abort();
      }
    });
  }
  return 0;
}
