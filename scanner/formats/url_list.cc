#include "formats/url_list.h"

#include <algorithm>
#include <array>

#include "formats/header_text.h"

namespace licensus {
namespace {

bool is_absolute_url(std::string_view line) {
  static constexpr std::array<std::string_view, 5> kSchemes = {"http://", "https://", "ftp://",
                                                               "s3://", "gs://"};
  const auto scheme = std::find_if(kSchemes.begin(), kSchemes.end(), [&](std::string_view begin) {
    return starts_caseless(line, begin);
  });
  if (scheme == kSchemes.end() || line.size() == scheme->size()) return false;
  return std::none_of(line.begin(), line.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '<' || c == '>';
  });
}

}  // namespace

bool is_url_list(const Look& look) {
  std::string_view rest = without_utf8_mark(look.decoded);
  size_t lines = 0;
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    if (end == rest.npos && !look.whole) break;  // the look ends within the line
    const std::string_view line = trim_spaces(rest.substr(0, end));
    if (!line.empty()) {
      if (!is_absolute_url(line)) return false;
      ++lines;
    }
    rest.remove_prefix(std::min(end, rest.size() - 1) + 1);
  }
  return lines >= 2;
}

CsvShape url_list_shape() {
  CsvShape shape;
  shape.dialect = {'\n', '\0', false, '\n'};
  shape.columns = 1;
  shape.names = {"url"};
  shape.urls = true;
  return shape;
}

}  // namespace licensus
