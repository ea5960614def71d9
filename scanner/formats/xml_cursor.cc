#include "formats/xml_cursor.h"

#include <algorithm>
#include <cstdint>

#include "base/lines.h"
#include "base/utf8.h"

namespace licensus {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view without_prefix(std::string_view name) {
  return name.substr(name.rfind(':') == name.npos ? 0 : name.rfind(':') + 1);
}

// "#x41" or "#65"; false where it is no character.
bool parse_reference(std::string_view name, uint32_t& code) {
  if (name.size() < 2 || name[0] != '#') return false;
  const bool hex = name[1] == 'x';
  const std::string_view digits = name.substr(hex ? 2 : 1);
  if (digits.empty() || digits.size() > 8) return false;
  code = 0;
  for (const char c : digits) {
    const char lower = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9') {
      code = code * (hex ? 16 : 10) + static_cast<uint32_t>(c - '0');
    } else if (hex && lower >= 'a' && lower <= 'f') {
      code = code * 16 + static_cast<uint32_t>(lower - 'a' + 10);
    } else {
      return false;
    }
    if (code > 0x10FFFF) return false;
  }
  return code != 0 && (code < 0xD800 || code > 0xDFFF);
}

bool append_entity(std::string_view name, std::string& out) {
  uint32_t code = 0;
  if (name == "lt") {
    code = '<';
  } else if (name == "gt") {
    code = '>';
  } else if (name == "amp") {
    code = '&';
  } else if (name == "quot") {
    code = '"';
  } else if (name == "apos") {
    code = '\'';
  } else if (!parse_reference(name, code)) {
    return false;
  }
  append_utf8(code, out);
  return true;
}

// A declaration of the document's type, with its internal subset.
size_t doctype_length(std::string_view xml) {
  int depth = 0;
  char quote = 0;
  for (size_t at = 0; at < xml.size(); ++at) {
    const char c = xml[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[') {
      ++depth;
    } else if (c == ']') {
      --depth;
    } else if (c == '>' && depth <= 0) {
      return at + 1;
    }
  }
  return xml.npos;
}

}  // namespace

bool XmlCursor::skip(std::string_view begin, std::string_view end) {
  if (!rest_.starts_with(begin)) return false;
  const size_t at = rest_.find(end, begin.size());
  rest_.remove_prefix(at == rest_.npos ? rest_.size() : at + end.size());
  return true;
}

bool XmlCursor::next(XmlToken& token) {
  constexpr std::string_view kCdata = "<![CDATA[";
  while (!rest_.empty()) {
    if (rest_.front() != '<') {
      const size_t end = std::min(rest_.find('<'), rest_.size());
      token = {XmlToken::Type::kText, rest_.substr(0, end)};
      rest_.remove_prefix(end);
      return true;
    }
    if (skip("<!--", "-->") || skip("<?", "?>")) continue;
    if (rest_.starts_with(kCdata)) {
      const size_t end = std::min(rest_.find("]]>", kCdata.size()), rest_.size());
      token = {XmlToken::Type::kCdata, rest_.substr(kCdata.size(), end - kCdata.size())};
      rest_.remove_prefix(std::min(rest_.size(), end + 3));
      return true;
    }
    const size_t length = rest_.starts_with("<!") ? doctype_length(rest_) : tag_length(rest_);
    const std::string_view tag = rest_.substr(0, length);
    rest_.remove_prefix(tag.size());
    if (tag.starts_with("<!") || length == rest_.npos) continue;
    const bool end = tag.starts_with("</");
    std::string_view inner = tag.substr(end ? 2 : 1, tag.size() - (end ? 3 : 2));
    const bool empty = !end && inner.ends_with('/');
    if (empty) inner.remove_suffix(1);
    const size_t name = std::min(inner.find_first_of(kBlanks), inner.size());
    token = {end ? XmlToken::Type::kEnd : XmlToken::Type::kStart,
             without_prefix(inner.substr(0, name)), inner.substr(name), empty};
    return true;
  }
  return false;
}

bool take_attribute(std::string_view& attributes, std::string_view& name, std::string_view& value) {
  const size_t begin = attributes.find_first_not_of(kBlanks);
  if (begin == attributes.npos) return false;
  attributes.remove_prefix(begin);
  const size_t equals = attributes.find('=');
  if (equals == attributes.npos) return false;
  name = attributes.substr(0, equals);
  name = without_prefix(name.substr(0, name.find_last_not_of(kBlanks) + 1));
  attributes.remove_prefix(equals + 1);
  const size_t quote = attributes.find_first_not_of(kBlanks);
  if (quote == attributes.npos || (attributes[quote] != '"' && attributes[quote] != '\''))
    return false;
  const size_t end = attributes.find(attributes[quote], quote + 1);
  if (end == attributes.npos) return false;
  value = attributes.substr(quote + 1, end - quote - 1);
  attributes.remove_prefix(end + 1);
  return true;
}

void append_unescaped(std::string_view text, std::string& out) {
  constexpr size_t kMaxEntityBytes = 12;
  while (!text.empty()) {
    const size_t special = std::min(find_either(text, '&', '\r'), text.size());
    out.append(text.substr(0, special));
    text.remove_prefix(special);
    if (text.empty()) return;
    if (text.front() == '\r') {
      out.push_back('\n');
      text.remove_prefix(text.starts_with("\r\n") ? 2 : 1);
      continue;
    }
    const size_t end = text.substr(0, kMaxEntityBytes).find(';');
    if (end != text.npos && append_entity(text.substr(1, end - 1), out)) {
      text.remove_prefix(end + 1);
    } else {
      out.push_back('&');
      text.remove_prefix(1);
    }
  }
}

size_t tag_length(std::string_view xml) {
  for (size_t at = 1; at < xml.size(); ++at) {
    const char c = xml[at];
    if (c == '>') return at + 1;
    if (c != '"' && c != '\'') continue;
    at = xml.find(c, at + 1);
    if (at == xml.npos) return xml.npos;
  }
  return xml.npos;
}

std::string_view root_element(std::string_view head, std::string_view& encoding) {
  encoding = {};
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  for (;;) {
    const size_t begin = head.find_first_not_of(kBlanks);
    if (begin == head.npos || head[begin] != '<') return {};
    head.remove_prefix(begin);
    size_t length = head.npos;
    if (head.starts_with("<?")) {
      length = head.find("?>");
      if (length != head.npos) length += 2;
      std::string_view attributes = head.substr(0, length);
      attributes.remove_prefix(std::min(attributes.size(), attributes.find(' ')));
      std::string_view name;
      std::string_view value;
      while (take_attribute(attributes, name, value)) {
        if (name == "encoding") encoding = value;
      }
    } else if (head.starts_with("<!--")) {
      length = head.find("-->");
      if (length != head.npos) length += 3;
    } else if (head.starts_with("<!")) {
      length = doctype_length(head);
    } else {
      const std::string_view name = head.substr(1, head.substr(1).find_first_of(" \t\r\n/>"));
      return without_prefix(name);
    }
    if (length == head.npos) return {};
    head.remove_prefix(length);
  }
}

}  // namespace licensus
