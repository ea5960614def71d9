#include "detect/site_files.h"

#include <simdjson.h>

#include <algorithm>

#include "base/paths.h"
#include "base/utf8.h"
#include "detect/site_robots.h"

namespace licensus {
namespace {

namespace dom = simdjson::dom;

constexpr size_t kMaxJsonDepth = 16;

struct TdmRule {
  std::string location;
  std::string reservation, policy;
};

// An array of objects; one object alone is what some sites write.
std::vector<TdmRule> tdm_rules(std::string_view text) {
  std::vector<TdmRule> rules;
  dom::parser parser;
  dom::element root;
  if (parser.allocate(text.size(), kMaxJsonDepth) != simdjson::SUCCESS ||
      parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) {
    return rules;
  }
  const auto add = [&](dom::element entry) {
    std::string_view location, policy;
    int64_t reservation = -1;
    if (entry["location"].get(location) != simdjson::SUCCESS ||
        entry["tdm-reservation"].get(reservation) != simdjson::SUCCESS ||
        (reservation != 0 && reservation != 1)) {
      return;
    }
    const bool has_policy = entry["tdm-policy"].get(policy) == simdjson::SUCCESS;
    rules.push_back(
        {std::string(location), reservation == 1 ? "1" : "0",
         has_policy ? std::string(cut_utf8(policy, Finding::kMaxTextBytes)) : std::string()});
  };
  dom::array entries;
  if (root.get(entries) == simdjson::SUCCESS) {
    for (const dom::element entry : entries) add(entry);
  } else if (root.is_object()) {
    add(root);
  }
  return rules;
}

void read_tdm(std::string_view text, std::string_view path, std::vector<Signal>& signals) {
  const std::vector<TdmRule> rules = tdm_rules(text);
  const TdmRule* best = nullptr;
  for (const TdmRule& rule : rules) {
    const bool longer = best == nullptr || rule.location.size() > best->location.size();
    if (longer && path_matches(rule.location, path)) best = &rule;
  }
  if (best == nullptr) return;
  signals.push_back({"tdm-reservation", best->reservation, Element::kNone});
  if (!best->policy.empty()) signals.push_back({"tdm-policy", best->policy, Element::kNone});
}

}  // namespace

SiteFile site_file_of(std::string_view name) {
  const std::string_view path = url_path(name);
  if (path == "/robots.txt") return SiteFile::kRobots;
  if (path == "/.well-known/tdmrep.json") return SiteFile::kTdmRep;
  if (path == "/ai.txt") return SiteFile::kAi;
  if (!path.empty()) return SiteFile::kNone;
  const std::string_view last = name.substr(last_part_at(name));
  if (last == "robots.txt") return SiteFile::kRobots;
  return last == "tdmrep.json" ? SiteFile::kTdmRep : SiteFile::kNone;
}

std::string_view url_path(std::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == url.npos || scheme == 0) return {};
  url = url.substr(0, url.find('#'));
  const size_t begin = url.find_first_of("/?", scheme + 3);
  if (begin == url.npos || url[begin] == '?') return "/";
  return url.substr(begin);
}

void read_site_file(SiteFile file, std::string_view text, std::string_view path,
                    std::vector<Signal>& signals) {
  text = text.substr(0, kMaxSiteFileBytes);
  if (path.empty()) path = "/";
  if (file == SiteFile::kRobots) SiteRobots::parse(text).signals(path, signals);
  if (file == SiteFile::kTdmRep) read_tdm(text, path, signals);
  if (file == SiteFile::kAi && !SiteRobots::parse_access(text).is_allowed("*", path)) {
    signals.push_back({"ai-txt", "disallow", Element::kNone});
  }
}

std::string site_statement(SiteFile file, std::string_view text) {
  text = text.substr(0, kMaxSiteFileBytes);
  if (file == SiteFile::kRobots) return SiteRobots::parse(text).text();
  if (file == SiteFile::kTdmRep) return tdm_rules(text).empty() ? std::string() : std::string(text);
  if (file == SiteFile::kAi) return SiteRobots::parse_access(text).text();
  return {};
}

}  // namespace licensus
