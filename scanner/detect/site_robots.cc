#include "detect/site_robots.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/utf8.h"
#include "detect/structured_field.h"

namespace licensus {
namespace {

constexpr size_t kMaxValueBytes = 1024;

// Crawlers whose owners say that they gather text or pictures to train models, or to feed what
// models answer. Names are what the owners publish.
constexpr std::array kAiAgents = std::to_array<std::string_view>({
    "AI2Bot",
    "Ai2Bot-Dolma",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Brightbot",
    "Bytespider",
    "CCBot",
    "ChatGPT-User",
    "Claude-SearchBot",
    "Claude-User",
    "Claude-Web",
    "ClaudeBot",
    "cohere-ai",
    "cohere-training-data-crawler",
    "Cotoyogi",
    "DeepSeekBot",
    "Diffbot",
    "DuckAssistBot",
    "FacebookBot",
    "FriendlyCrawler",
    "Google-CloudVertexBot",
    "Google-Extended",
    "GPTBot",
    "ICC-Crawler",
    "ImagesiftBot",
    "img2dataset",
    "Kangaroo Bot",
    "LAIONDownloader",
    "meta-externalagent",
    "meta-externalfetcher",
    "MistralAI-User",
    "OAI-SearchBot",
    "omgili",
    "omgilibot",
    "PanguBot",
    "Perplexity-User",
    "PerplexityBot",
    "PetalBot",
    "TikTokSpider",
    "Timpibot",
    "VelenPublicWebCrawler",
    "Webzio-Extended",
    "YouBot",
});

// Makes `best` the one of it and `rules` that decides for `path`: the longest that holds it, of
// equally long ones one that `wins` over those before it.
template <class Rule, class Wins>
void choose_best(const std::vector<Rule>& rules, std::string_view path, const Rule*& best,
                 Wins wins) {
  for (const Rule& rule : rules) {
    if (!path_matches(rule.path, path)) continue;
    if (best == nullptr || rule.path.size() > best->path.size() ||
        (rule.path.size() == best->path.size() && wins(rule))) {
      best = &rule;
    }
  }
}

bool speaks_to_all(const std::vector<std::string>& agents) {
  return std::find(agents.begin(), agents.end(), "*") != agents.end();
}

void append_lines(std::string_view key, const std::vector<std::string>& values, std::string& out) {
  for (const std::string& value : values) out.append(key).append(": ").append(value) += '\n';
}

}  // namespace

std::string_view ai_agent(std::string_view name) {
  name = trim_spaces(name.substr(0, name.find('/')));
  const auto* known = std::find_if(kAiAgents.begin(), kAiAgents.end(), [&](std::string_view agent) {
    return equals_caseless(agent, name);
  });
  return known == kAiAgents.end() ? std::string_view() : *known;
}

bool path_matches(std::string_view pattern, std::string_view path) {
  const bool to_end = pattern.ends_with('$');
  if (to_end) pattern.remove_suffix(1);
  size_t at = 0;      // in `path`
  size_t from = 0;    // of the part of `pattern` in hand
  bool first = true;  // which has to begin where `path` does
  for (;;) {
    const size_t star = std::min(pattern.find('*', from), pattern.size());
    const std::string_view part = pattern.substr(from, star - from);
    const bool last = star == pattern.size();
    if (first) {
      if (!path.starts_with(part)) return false;
      at = part.size();
      if (last) return !to_end || at == path.size();
    } else if (last && to_end) {
      return path.size() - at >= part.size() && path.ends_with(part);
    } else {
      const size_t found = path.find(part, at);
      if (found == path.npos) return false;
      at = found + part.size();
      if (last) return true;
    }
    first = false;
    from = star + 1;
  }
}

SiteRobots SiteRobots::parse(std::string_view text) {
  SiteRobots robots;
  robots.read(text);
  robots.drop_silent();
  return robots;
}

SiteRobots SiteRobots::parse_access(std::string_view text) {
  SiteRobots robots;
  robots.read(text);
  robots.licenses_.clear();
  for (Group& group : robots.groups_) {
    group.usage.clear();
    group.content_signals.clear();
    group.licenses.clear();
  }
  std::erase_if(robots.groups_, [](const Group& group) { return group.access.empty(); });
  return robots;
}

void SiteRobots::read(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = text.substr(0, kMaxBytes);
  Place place;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of("\r\n"), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + (text.substr(end).starts_with("\r\n") ? 2 : 1), text.size()));
    line = line.substr(0, line.find('#'));
    const size_t colon = line.find(':');
    if (colon != line.npos) {
      add_line(trim_spaces(line.substr(0, colon)), trim_spaces(line.substr(colon + 1)), place);
    } else if (end == 0) {
      place.apart = true;
    }
  }
}

void SiteRobots::add_line(std::string_view key, std::string_view value, Place& place) {
  if (equals_caseless(key, "user-agent")) {
    if (!place.naming) groups_.emplace_back();
    place = {true, false};
    const std::string_view agent = value == "*" ? value : ai_agent(value);
    if (!agent.empty()) groups_.back().agents.emplace_back(agent);
    return;
  }
  if (equals_caseless(key, "license")) {
    place.naming = false;
    if (value.empty()) return;
    auto& licenses = place.apart ? licenses_ : groups_.back().licenses;
    licenses.push_back(std::string(cut_utf8(value, kMaxValueBytes)));
    return;
  }
  const bool allow = equals_caseless(key, "allow");
  const bool access = allow || equals_caseless(key, "disallow");
  const bool usage = equals_caseless(key, "content-usage");
  const bool content_signal = equals_caseless(key, "content-signal");
  if (!access && !usage && !content_signal) return;
  place.naming = false;
  if (groups_.empty()) return;
  place.apart = false;
  if (value.empty()) return;
  Group& group = groups_.back();
  if (access) group.access.push_back({std::string(value), {}, allow});
  if (usage) add_usage(value, group);
  if (content_signal) group.content_signals.push_back(std::string(cut_utf8(value, kMaxValueBytes)));
}

// "[/path ]train-ai=n"
void SiteRobots::add_usage(std::string_view value, Group& group) {
  std::string_view path = "/";
  if (value.starts_with('/')) {
    const size_t end = value.find_first_of(" \t");
    if (end == value.npos) return;
    path = value.substr(0, end);
    value = trim_spaces(value.substr(end));
  }
  if (!is_dictionary(value)) return;
  group.usage.push_back({std::string(path), std::string(cut_utf8(value, kMaxValueBytes)), true});
}

// Keeps what signals() looks at: of an AI crawler's group who may fetch what, of the group for all
// what they may do with it.
void SiteRobots::drop_silent() {
  for (Group& group : groups_) {
    if (!speaks_to_all(group.agents)) {
      group.usage.clear();
      group.content_signals.clear();
    }
    if (group.agents.empty()) group.licenses.clear();
    const bool named = std::any_of(group.agents.begin(), group.agents.end(),
                                   [](const std::string& agent) { return agent != "*"; });
    if (!named) group.access.clear();
  }
  std::erase_if(groups_, [](const Group& group) {
    return group.access.empty() && group.usage.empty() && group.content_signals.empty() &&
           group.licenses.empty();
  });
}

std::string SiteRobots::text() const {
  std::string out;
  append_lines("License", licenses_, out);
  for (const Group& group : groups_) {
    append_lines("User-agent", group.agents, out);
    for (const PathRule& rule : group.access) {
      out.append(rule.allowed ? "Allow: " : "Disallow: ").append(rule.path) += '\n';
    }
    for (const PathRule& rule : group.usage) {
      out.append("Content-Usage: ").append(rule.path).append(" ").append(rule.value) += '\n';
    }
    append_lines("Content-Signal", group.content_signals, out);
    append_lines("License", group.licenses, out);
  }
  return out;
}

bool SiteRobots::is_allowed(std::string_view agent, std::string_view path) const {
  const PathRule* best = nullptr;
  for (const Group& group : groups_) {
    const auto& agents = group.agents;
    if (std::find(agents.begin(), agents.end(), agent) == agents.end()) continue;
    choose_best(group.access, path, best, [](const PathRule& rule) { return rule.allowed; });
  }
  return best == nullptr || best->allowed;
}

void SiteRobots::signals(std::string_view path, std::vector<Signal>& signals) const {
  if (path.empty()) path = "/";
  std::vector<std::string_view> agents;
  const PathRule* usage = nullptr;
  std::vector<std::string_view> licenses;
  for (const Group& group : groups_) {
    for (const std::string& agent : group.agents) {
      if (agent != "*") agents.push_back(agent);
    }
    choose_best(group.usage, path, usage, [](const PathRule&) { return true; });
    for (const std::string& value : group.content_signals) {
      for_each_token(value, ",", [&](std::string_view token) {
        signals.push_back({"content-signal", std::string(token), Element::kNone});
      });
    }
    licenses.insert(licenses.end(), group.licenses.begin(), group.licenses.end());
  }
  std::sort(agents.begin(), agents.end());
  agents.erase(std::unique(agents.begin(), agents.end()), agents.end());
  for (const std::string_view agent : agents) {
    if (!is_allowed(agent, path)) {
      signals.push_back({"robots-txt", std::string(agent), Element::kNone});
    }
  }
  if (usage != nullptr) signals.push_back({"content-usage", usage->value, Element::kNone});
  if (licenses.empty()) licenses.assign(licenses_.begin(), licenses_.end());
  for (const std::string_view license : licenses) {
    signals.push_back({"rsl", std::string(license), Element::kNone});
  }
}

}  // namespace licensus
