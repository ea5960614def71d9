// What a site's robots.txt says of machine learning, path by path.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detect/finding.h"

namespace licensus {

// A robots.txt (RFC 9309) as far as it speaks of machine learning: rules for crawlers that gather
// for it (ai_agent knows their names), Content-Usage rules (IETF AI
// preferences), Content-Signal lines (contentsignals.org) and License lines (RSL 1.0). Immutable
// once parsed. Preferences count in groups for "*", as they speak to whoever reads the page;
// what a site allows all crawlers is not about learning. A License line behind
// an empty line is of no group: many sites write it below their last one.
class SiteRobots {
 public:
  static constexpr size_t kMaxBytes = 500 << 10;  // RFC 9309 asks for at least that

  // `text`: the file's bytes; what is beyond kMaxBytes and lines that the standard does not know
  // are passed over.
  static SiteRobots parse(std::string_view text);
  // The same grammar as ai.txt uses it: only who may use which paths, all crawlers included.
  static SiteRobots parse_access(std::string_view text);

  // Whether nothing in it speaks of machine learning.
  bool empty() const { return groups_.empty() && licenses_.empty(); }

  // A robots.txt that says the same and no more: what is kept of a site.
  std::string text() const;

  // What it says of `path` (with its query; percent-encoded as in the URL), in no order:
  // "robots-txt" with the name of each crawler that may not fetch it, "content-usage" with what
  // it says, "content-signal" with each part of it, "rsl" with the address of the terms.
  void signals(std::string_view path, std::vector<Signal>& signals) const;

  // Whether the rules for `agent`, spelled as ai_agent gives it, or "*", let it have `path`.
  bool is_allowed(std::string_view agent, std::string_view path) const;

 private:
  struct PathRule {
    std::string path;
    std::string value;  // of Content-Usage
    bool allowed = true;
  };
  struct Group {
    std::vector<std::string> agents;
    std::vector<PathRule> access, usage;
    std::vector<std::string> content_signals, licenses;
  };

  struct Place {
    bool naming = false;  // the last line named a crawler
    bool apart = true;    // an empty line came after the group's last one
  };
  void add_line(std::string_view key, std::string_view value, Place& place);
  static void add_usage(std::string_view value, Group& group);
  void read(std::string_view text);
  void drop_silent();

  std::vector<Group> groups_;
  std::vector<std::string> licenses_;  // of no group
};

// Whether `path` falls under `pattern`: from its start, `*` for any bytes, `$` at the end for the
// end (RFC 9309, section 2.2.3).
bool path_matches(std::string_view pattern, std::string_view path);

// The name as its owner spells it of a crawler that gathers for machine learning ("gptbot/1.1" is
// GPTBot); "" for any other.
std::string_view ai_agent(std::string_view name);

}  // namespace licensus
