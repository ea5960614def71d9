// Syntaxes of metadata that go line by line.
#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "detect/metadata_values.h"

namespace licensus {
namespace {

constexpr size_t kMaxNameBytes = 200;

std::string_view take_line(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// Hands out the strings of the Ruby expression that `text` begins with: "a", 'a', ["a", 'b'] and
// %w[a b]; what is computed is none. Returns what stands behind.
std::string_view take_ruby_strings(std::string_view text, std::string_view path,
                                   const TakeValue& take) {
  if (text.starts_with("%w") && text.size() > 2) {
    constexpr std::string_view kOpen = "[({<";
    constexpr std::string_view kClose = "])}>";
    const size_t bracket = kOpen.find(text[2]);
    const size_t end = text.find(bracket == kOpen.npos ? text[2] : kClose[bracket], 3);
    for_each_token(text.substr(3, end - 3), kHtmlSpaces,
                   [&](std::string_view word) { take(path, word, {}); });
    return text.substr(std::min(end, text.size()));
  }
  const bool is_list = text.starts_with('[');
  for (;;) {
    const size_t at = text.find_first_of(is_list ? "\"']#" : "\"'\n#");
    if (at == text.npos) return {};
    if (text[at] != '"' && text[at] != '\'') return text.substr(at);
    const size_t end = text.find(text[at], at + 1);
    if (end == text.npos) return {};
    take(path, text.substr(at + 1, end - at - 1), {});
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string_view front_matter(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (take_line(text) != "---") return {};
  for (std::string_view rest = text; !rest.empty();) {
    const size_t begin = text.size() - rest.size();
    if (take_line(rest) == "---") return text.substr(0, begin);
  }
  return {};
}

std::string for_each_field(std::string_view text, const TakeValue& take) {
  std::string key;
  std::string value;
  const auto end_field = [&] {
    if (!key.empty()) take(key, value, {});
    key.clear();
  };
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (!line.empty() && (line[0] == ' ' || line[0] == '\t')) {
      value.append(1, '\n').append(line.substr(1));
      continue;
    }
    end_field();
    const size_t colon = line.find(':');
    if (colon > kMaxNameBytes || line.substr(0, colon).find(' ') != line.npos) continue;
    key = ascii_lower(line.substr(0, colon));
    const size_t begin = line.find_first_not_of(" \t", colon + 1);
    value = begin == line.npos ? std::string_view() : line.substr(begin);
  }
  end_field();
  return {};
}

std::string for_each_debian_field(std::string_view text, const TakeValue& take) {
  bool is_header = true;
  while (!text.empty()) {
    std::string paragraph;
    while (!text.empty()) {
      const std::string_view line = take_line(text);
      if (trim_spaces(line).empty()) break;
      paragraph.append(line).append(1, '\n');
    }
    if (paragraph.empty()) continue;
    std::string files;
    std::string license;
    for_each_field(paragraph, [&](std::string_view key, std::string_view value, ValueSpan) {
      if (key == "files") files = value;
      if (key == "license") license = value.substr(0, value.find('\n'));
    });
    std::replace(files.begin(), files.end(), '\n', ' ');
    if (!license.empty() && !files.empty()) {
      take("files" + selector(trim_spaces(files)) + ".license", license, {});
    } else if (!license.empty() && is_header) {
      take("license", license, {});
    }
    is_header = false;
  }
  return {};
}

std::string for_each_ruby_value(std::string_view text, const TakeValue& take) {
  while (!text.empty()) {
    const size_t line_end = std::min(text.find('\n'), text.size());
    const size_t equals = text.substr(0, line_end).find_first_of("=#");
    const std::string_view left = trim_spaces(text.substr(0, std::min(equals, line_end)));
    const size_t dot = left.rfind('.');
    if (equals == text.npos || text[equals] == '#' || left.size() > kMaxNameBytes ||
        dot == left.npos || dot == 0) {
      text.remove_prefix(std::min(line_end + 1, text.size()));
      continue;
    }
    text.remove_prefix(equals + 1);
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    text = take_ruby_strings(text, left.substr(dot + 1), take);
  }
  return {};
}

std::string selector(std::string_view what) {
  return "[" + std::string(what.substr(0, kMaxSelectorBytes)) + "]";
}

std::string without_selectors(std::string_view path) {
  std::string plain;
  while (!path.empty()) {
    const size_t open = path.find('[');
    plain += path.substr(0, open);
    const size_t close = path.find("].", open);
    path.remove_prefix(open == path.npos || close == path.npos ? path.size() : close + 1);
  }
  return plain;
}

}  // namespace licensus
