// Files in which a site says what machines may do with its pages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detect/finding.h"

namespace licensus {

enum class SiteFile : uint8_t {
  kNone,
  kRobots,  // robots.txt: see site_robots.h
  kTdmRep,  // .well-known/tdmrep.json: W3C TDM Reservation Protocol
  kAi       // ai.txt (Spawning): robots.txt's grammar, of what may be used to train
};

// Which of them a URL, or the path of a loose file, names. An ai.txt that is not a site's own may
// be any text.
SiteFile site_file_of(std::string_view name);

// The path of a URL with its query, "/" where it has none; "" of what is no URL.
std::string_view url_path(std::string_view url);

// What `text`, the file's bytes, says of `path` is added to `signals`, in no order: those of
// SiteRobots; "tdm-reservation" and "tdm-policy" of the longest location that holds the path, other
// values than the protocol's being unset; "ai-txt" disallow. JSON that cannot be read says nothing.
void read_site_file(SiteFile file, std::string_view text, std::string_view path,
                    std::vector<Signal>& signals);

// What has to be kept of the file for read_site_file to find the same; "" where it says nothing of
// any path.
std::string site_statement(SiteFile file, std::string_view text);

constexpr size_t kMaxSiteFileBytes = 500 << 10;  // what is beyond is not looked at

}  // namespace licensus
