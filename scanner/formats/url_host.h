// The host of a URL.
#pragma once

#include <string>
#include <string_view>

namespace licensus {

// The authority of `url` without user and port, lower case (RFC 3986, 3.2); "" where it has none.
void take_host(std::string_view url, std::string& host);

}  // namespace licensus
