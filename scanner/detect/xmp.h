// XMP packets (ISO 16684-1): metadata that pictures, films, sounds and PDFs carry in their bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace licensus {

// A value of one of the packet's properties: of a list or of alternatives, one of them.
struct XmpValue {
  std::string_view space;  // name of the property's namespace
  std::string_view name;
  std::string_view value;  // text, or the URL of a resource
  int64_t start = 0;       // bytes at which the element that says it stands
  int64_t end = 0;
};

// Looks for packets from `at` in `bytes` on, and sets `at` behind the one returned; "" where there
// is none. A packet is found by the namespace of RDF, which each declares, in UTF-8, not
// compressed, whole and at most kMaxXmpBytes long.
std::string_view next_xmp_packet(std::string_view bytes, size_t& at);
constexpr size_t kMaxXmpBytes = size_t{1} << 20;

// Hands out the values of the properties of `packet` itself, not of structures in them; offsets
// count from `packet`. Returns why it could not be read to its end, as for_each_element does.
// Thread-safe.
std::string for_each_xmp_value(std::string_view packet,
                               const std::function<void(const XmpValue&)>& take);

}  // namespace licensus
