#include "formats/url_host.h"

#include <algorithm>

#include "formats/header_text.h"

namespace licensus {

void take_host(std::string_view url, std::string& host) {
  host.clear();
  const size_t slashes = url.find("://");
  if (slashes == std::string_view::npos) return;
  std::string_view authority = url.substr(slashes + 3);
  // find_first_of calls memchr for each byte.
  const auto ends = [](char c) { return c == '/' || c == '?' || c == '#'; };
  const auto end = std::find_if(authority.begin(), authority.end(), ends);
  authority = authority.substr(0, static_cast<size_t>(end - authority.begin()));
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos)
    authority.remove_prefix(at + 1);
  const size_t port = authority.rfind(':');
  if (port != std::string_view::npos &&
      authority.find_first_not_of("0123456789", port + 1) == std::string_view::npos)
    authority = authority.substr(0, port);
  assign_lower(host, authority);
}

}  // namespace licensus
