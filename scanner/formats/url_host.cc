#include "formats/url_host.h"

#include "formats/header_text.h"

namespace licensus {

void take_host(std::string_view url, std::string& host) {
  host.clear();
  const size_t slashes = url.find("://");
  if (slashes == std::string_view::npos) return;
  std::string_view authority = url.substr(slashes + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos)
    authority.remove_prefix(at + 1);
  const size_t port = authority.rfind(':');
  if (port != std::string_view::npos &&
      authority.find_first_not_of("0123456789", port + 1) == std::string_view::npos)
    authority = authority.substr(0, port);
  assign_lower(host, authority);
}

}  // namespace licensus
