#include "detect/signals.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/utf8.h"
#include "detect/structured_field.h"

namespace licensus {
namespace {

constexpr std::array<std::string_view, 3> kLearningDirectives = {"noai", "noimageai", "noml"};
constexpr size_t kMaxValueBytes = 1024;

template <size_t N>
bool is_any(const std::array<std::string_view, N>& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return equals_caseless(text, word); });
}

// Directives that take a value behind a colon; other words before a colon name a robot.
bool takes_value(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames = {"unavailable_after", "max-snippet",
                                                      "max-image-preview", "max-video-preview"};
  return is_any(kNames, name);
}

}  // namespace

void read_robots(std::string_view directives, std::string_view agent, Element element,
                 std::vector<Signal>& signals) {
  for_each_token(directives, ",; \t\n\r\f", [&](std::string_view token) {
    if (is_any(kLearningDirectives, token)) {
      signals.push_back(
          {ascii_lower(token), std::string(cut_utf8(agent, kMaxValueBytes)), element});
    }
  });
}

void read_robots_header(std::string_view value, std::vector<Signal>& signals) {
  std::string_view agent = "*";
  for_each_token(value, ",", [&](std::string_view token) {
    const size_t colon = token.find(':');
    if (colon != std::string_view::npos) {
      const std::string_view name = trim_spaces(token.substr(0, colon));
      if (name.empty() || name.find_first_of(kHtmlSpaces) != std::string_view::npos ||
          takes_value(name)) {
        return;
      }
      agent = name;
      token.remove_prefix(colon + 1);
    }
    read_robots(token, agent, Element::kHttpHeader, signals);
  });
}

bool read_preference(std::string_view name, std::string_view value, Element element,
                     std::vector<Signal>& signals) {
  value = trim_spaces(value);
  const auto add = [&](std::string_view signal) {
    signals.push_back({std::string(signal), std::string(cut_utf8(value, kMaxValueBytes)), element});
  };
  const bool epub = name.size() > 4 && equals_caseless(name.substr(0, 4), "tdm:");
  const std::string_view tdm =
      name.size() > 4 && (epub || equals_caseless(name.substr(0, 4), "tdm-")) ? name.substr(4)
                                                                              : std::string_view();
  if (equals_caseless(tdm, "reservation")) {
    if (value == "0" || value == "1") {
      add("tdm-reservation");
    }
    return true;
  }
  if (equals_caseless(tdm, "policy")) {
    if (!value.empty()) add("tdm-policy");
    return true;
  }
  if (equals_caseless(name, "content-usage")) {
    if (is_dictionary(value)) add("content-usage");
    return true;
  }
  return false;
}

bool is_robot_name(std::string_view name) {
  constexpr std::array<std::string_view, 10> kNames = {"robots",
                                                       "google-extended",
                                                       "bytespider",
                                                       "img2dataset",
                                                       "slurp",
                                                       "laiondownloader",
                                                       "teoma",
                                                       "anthropic-ai",
                                                       "applebot-extended",
                                                       "meta-externalagent"};
  const bool bot = name.size() > 3 && equals_caseless(name.substr(name.size() - 3), "bot");
  return bot || is_any(kNames, name);
}

bool is_rsl_type(std::string_view type) {
  return equals_caseless(trim_spaces(type.substr(0, type.find(';'))), "application/rsl+xml");
}

}  // namespace licensus
