#include "detect/http_headers.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/lines.h"
#include "detect/evidence.h"
#include "detect/signals.h"

namespace licensus {
namespace {

constexpr size_t kMaxHeaderBytes = 16384;

// One link of a Link header (RFC 8288, section 3).
struct HeaderLink {
  std::string_view target;
  std::string_view rel;
  std::string_view type;
  bool anchored = false;  // it speaks of another resource
};

bool take(std::string_view& text, char c) {
  text = trim_spaces(text);
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// The value of a parameter, at the front of `text`: a quoted string (without its quotes, escapes
// left as they are) or a token.
std::string_view take_value(std::string_view& text) {
  text = trim_spaces(text);
  if (!text.empty() && text.front() == '"') {
    size_t end = 1;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    end = std::min(end, text.size());
    const std::string_view value = text.substr(1, end - 1);
    text.remove_prefix(std::min(end + 1, text.size()));
    return value;
  }
  const size_t end = std::min(text.find_first_of(";, \t"), text.size());
  const std::string_view value = text.substr(0, end);
  text.remove_prefix(end);
  return value;
}

// Takes the next link off `text`; false where there is no more. Of a parameter given twice the
// first counts.
bool take_link(std::string_view& text, HeaderLink& link) {
  link = {};
  const size_t open = text.find('<');
  if (open == std::string_view::npos) return false;
  text.remove_prefix(open + 1);
  const size_t close = text.find('>');
  if (close == std::string_view::npos) return false;
  link.target = trim_spaces(text.substr(0, close));
  text.remove_prefix(close + 1);
  while (take(text, ';')) {
    text = trim_spaces(text);
    const size_t end = std::min(text.find_first_of("=;, \t"), text.size());
    const std::string_view name = text.substr(0, end);
    text.remove_prefix(end);
    const std::string_view value = take(text, '=') ? take_value(text) : std::string_view();
    if (equals_caseless(name, "rel") && link.rel.empty()) link.rel = value;
    if (equals_caseless(name, "type") && link.type.empty()) link.type = value;
    if (equals_caseless(name, "anchor")) link.anchored = true;
  }
  return true;
}

void add_header(Finding finding, std::string_view name, std::vector<Finding>& findings) {
  finding.element = Element::kHttpHeader;
  finding.field = excerpt(ascii_lower(name), 128);
  finding.start = finding.end = -1;
  findings.push_back(std::move(finding));
}

// Findings of a value; true where a rule knows it.
bool add_matches(std::string_view name, std::string_view value, const PatternMatcher& matcher,
                 PatternMatcher::Scratch& scratch, std::vector<Finding>& findings) {
  const std::vector<PatternMatch> matches = matches_in(value, matcher, scratch);
  for (const PatternMatch& match : matches) {
    Finding finding = finding_of(match);
    finding.text = excerpt(value.substr(match.start, match.end - match.start));
    add_header(std::move(finding), name, findings);
  }
  return !matches.empty();
}

bool is_license_header(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames = {"license", "content-license", "x-license",
                                                      "x-content-license"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view known) { return equals_caseless(name, known); });
}

}  // namespace

void read_http_header(std::string_view name, std::string_view value, const PatternMatcher& matcher,
                      PatternMatcher::Scratch& scratch, std::vector<Finding>& findings,
                      std::vector<Signal>& signals) {
  name = trim_spaces(name);
  value = trim_spaces(value.substr(0, kMaxHeaderBytes));
  if (value.empty()) return;
  if (equals_caseless(name, "link")) {
    HeaderLink link;
    while (take_link(value, link)) {
      if (link.anchored || !has_token(link.rel, "license")) continue;
      if (is_rsl_type(link.type)) {
        signals.push_back({"rsl", excerpt(link.target), Element::kHttpHeader});
      } else if (!add_matches(name, link.target, matcher, scratch, findings) &&
                 !link.target.empty()) {
        add_header(unknown_license(link.target, Element::kHttpHeader, {}), name, findings);
      }
    }
  } else if (equals_caseless(name, "x-robots-tag")) {
    read_robots_header(value, signals);
  } else if (is_license_header(name)) {
    if (!add_matches(name, value, matcher, scratch, findings)) {
      add_header(unknown_license(value, Element::kHttpHeader, {}), name, findings);
    }
  } else {
    read_preference(name, value, Element::kHttpHeader, signals);
  }
}

bool names_signal(std::string_view headers) {
  Lines lines(headers);
  std::string_view line;
  for (bool is_cut = false; !is_cut;) {
    if (!lines.next(line)) {
      is_cut = true;
      line = lines.rest();
    }
    const char first = line.empty() ? ':' : ascii_lower(line.front());
    const std::string_view name = first == 'x'   ? "x-robots-tag"
                                  : first == 'c' ? "content-usage"
                                                 : "tdm-";
    if (first == name.front() && equals_caseless(line.substr(0, name.size()), name)) return true;
  }
  return false;
}

void read_http_headers(std::string_view headers, const PatternMatcher& matcher,
                       PatternMatcher::Scratch& scratch, std::vector<Finding>& findings,
                       std::vector<Signal>& signals) {
  while (!headers.empty()) {
    size_t end = 0;
    do {  // a line that begins with white space continues the one before
      end = headers.find('\n', end);
      end = end == std::string_view::npos ? headers.size() : end + 1;
    } while (end < headers.size() && (headers[end] == ' ' || headers[end] == '\t'));
    const std::string_view line = headers.substr(0, end);
    headers.remove_prefix(end);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    read_http_header(line.substr(0, colon), line.substr(colon + 1), matcher, scratch, findings,
                     signals);
  }
}

}  // namespace licensus
