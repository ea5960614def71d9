#include "detect/charset.h"

#include <unicode/ucsdet.h>

#include <simdjson.h>
#include <algorithm>
#include <array>
#include <cstring>

#include "base/ascii.h"
#include "base/lines.h"
#include "base/utf8.h"

namespace licensus {
namespace {

constexpr size_t kSniffBytes = 1024;  // WHATWG: prescan the first 1024 bytes
constexpr size_t kGuessBytes = 8192;  // what ICU's detector is shown
constexpr int kPlainConfidence = 40;  // ICU: below this the guess is hardly better than chance

struct Label {
  std::string_view label, icu_name;
};

// Labels whose meaning on the web differs from the registered one (WHATWG Encoding, section 4.2).
constexpr std::array<Label, 27> kWebLabels{{{"iso-8859-1", "windows-1252"},
                                            {"iso8859-1", "windows-1252"},
                                            {"iso_8859-1", "windows-1252"},
                                            {"latin1", "windows-1252"},
                                            {"ascii", "windows-1252"},
                                            {"us-ascii", "windows-1252"},
                                            {"iso-8859-9", "windows-1254"},
                                            {"iso-8859-11", "windows-874"},
                                            {"tis-620", "windows-874"},
                                            {"gb2312", "gb18030"},
                                            {"gb_2312-80", "gb18030"},
                                            {"x-gbk", "gb18030"},
                                            {"gbk", "gb18030"},
                                            {"big5", "big5-hkscs"},
                                            {"big5-hkscs", "big5-hkscs"},
                                            {"x-x-big5", "big5-hkscs"},
                                            {"euc-kr", "windows-949"},
                                            {"ks_c_5601-1987", "windows-949"},
                                            {"ksc5601", "windows-949"},
                                            {"korean", "windows-949"},
                                            {"shift_jis", "windows-31j"},
                                            {"shift-jis", "windows-31j"},
                                            {"x-sjis", "windows-31j"},
                                            {"sjis", "windows-31j"},
                                            {"utf-16", "utf-16le"},
                                            {"unicode", "utf-16le"},
                                            {"x-user-defined", "windows-1252"}}};

std::string web_meaning(std::string_view label) {
  if (label.empty()) return {};
  std::string name = ascii_lower(label);
  for (const Label& known : kWebLabels) {
    if (name == known.label) return std::string(known.icu_name);
  }
  return name;
}

bool is_utf8_label(std::string_view name) {
  return name == "utf-8" || name == "utf8" || name == "unicode-1-1-utf-8" ||
         name == "x-unicode20utf8";
}

// A label after `charset=` (meta) or `encoding=` (XML declaration), quotes and spaces allowed.
std::string label_after(std::string_view head, std::string_view key) {
  for (size_t at = head.find(key); at != head.npos; at = head.find(key, at + 1)) {
    size_t i = at + key.size();
    while (i < head.size() && (head[i] == ' ' || head[i] == '\t')) ++i;
    if (i >= head.size() || head[i] != '=') continue;
    ++i;
    while (i < head.size() && (head[i] == ' ' || head[i] == '"' || head[i] == '\'')) ++i;
    size_t end = i;
    constexpr std::string_view kMarks = "-_.:+";
    while (end < head.size() &&
           (is_ascii_alnum(head[end]) || kMarks.find(head[end]) != kMarks.npos)) {
      ++end;
    }
    if (end > i) return std::string(head.substr(i, end - i));
  }
  return {};
}

// Whether a meta element or an XML declaration begins in `head`.
bool may_declare(std::string_view head) {
  for (size_t at = head.find('<'); at != head.npos; at = head.find('<', at + 1)) {
    const std::string_view tag = head.substr(at + 1, 4);
    if (tag == "?xml" || equals_caseless(tag, "meta")) return true;
  }
  return false;
}

// Whether ISO-2022 or HZ, which write all in ASCII, may be the charset that is declared: both names
// hold "-2".
bool may_declare_ascii_only(std::string_view head) {
  size_t at = 0;
  for (; at + 65 <= head.size(); at += 64) {
    if ((equal_bits(head.data() + at, '-') & equal_bits(head.data() + at + 1, '2')) != 0)
      return true;
  }
  return head.find("-2", at) != head.npos;
}

std::string declared_inside(std::string_view first) {
  if (!may_declare(first)) return {};
  const std::string head = ascii_lower(first);
  std::string label = label_after(head, "charset");
  if (label.empty() && head.find("<?xml") != head.npos) label = label_after(head, "encoding");
  return label;
}

std::string by_byte_order_mark(std::string_view body) {
  if (body.starts_with("\xEF\xBB\xBF")) return "utf-8";
  if (body.starts_with(std::string_view("\xFF\xFE\0\0", 4))) return "utf-32le";
  if (body.starts_with(std::string_view("\0\0\xFE\xFF", 4))) return "utf-32be";
  if (body.starts_with("\xFF\xFE")) return "utf-16le";
  if (body.starts_with("\xFE\xFF")) return "utf-16be";
  return {};
}

// Text in UTF-16 without a mark: every other byte of its ASCII part is zero.
std::string utf16_by_zeros(std::string_view body) {
  const size_t n = std::min<size_t>(body.size(), kSniffBytes) & ~size_t{1};
  if (n < 16 || body.substr(0, n).find('\0') == body.npos) return {};
  size_t even = 0, odd = 0;
  for (size_t i = 0; i < n; i += 2) {
    even += body[i] == 0;
    odd += body[i + 1] == 0;
  }
  if (odd > n * 2 / 5 && even * 16 < n) return "utf-16le";
  if (even > n * 2 / 5 && odd * 16 < n) return "utf-16be";
  return {};
}

std::string guess(std::string_view body) {
  UErrorCode status = U_ZERO_ERROR;
  UCharsetDetector* detector = ucsdet_open(&status);
  if (U_FAILURE(status)) return {};
  ucsdet_setText(detector, body.data(), static_cast<int32_t>(std::min(body.size(), kGuessBytes)),
                 &status);
  std::string name;
  if (const UCharsetMatch* match = ucsdet_detect(detector, &status); match && U_SUCCESS(status)) {
    if (ucsdet_getConfidence(match, &status) >= kPlainConfidence) {
      name = web_meaning(ucsdet_getName(match, &status));
    }
  }
  ucsdet_close(detector);
  return name;
}

// Whether the bytes are UTF-8, but for a character that the end of the piece cuts.
bool begins_as_utf8(std::string_view body) {
  if (simdjson::validate_utf8(body.data(), body.size())) return true;
  size_t whole = body.size();
  for (int back = 0; back < 3 && whole > 0; ++back) {
    if ((static_cast<unsigned char>(body[--whole]) & 0xC0) == 0xC0) {
      return simdjson::validate_utf8(body.data(), whole);
    }
  }
  return false;
}

// The value of the escape at text[at] ("\uXXXX"), or -1.
int32_t escape_at(std::string_view text, size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int32_t value = 0;
  for (size_t i = at + 2; i < at + 6; ++i) {
    const char c = text[i];
    int digit = 0;
    if (c >= '0' && c <= '9') {
      digit = c - '0';
    } else if (c >= 'a' && c <= 'f') {
      digit = c - 'a' + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = c - 'A' + 10;
    } else {
      return -1;
    }
    value = value * 16 + digit;
  }
  return value;
}

}  // namespace

std::string charset_of(std::string_view declared, std::string_view body) {
  std::string name = by_byte_order_mark(body);
  if (name.empty() && declared == "utf-8") return {};  // as most are, rows among them
  if (name.empty() && !declared.empty()) name = web_meaning(declared);
  if (is_utf8_label(name)) return {};
  if (name.starts_with("utf-16") || name.starts_with("utf-32")) return name;
  const std::string_view head = body.substr(0, kSniffBytes);
  const bool is_utf8 = begins_as_utf8(body);
  if (name.empty()) {
    if (is_utf8 && !may_declare_ascii_only(head) && head.find('\0') == head.npos) return {};
    name = web_meaning(declared_inside(head));
    if (is_utf8_label(name)) return {};
    // A document whose ASCII could be read declares no charset that is not ASCII's superset.
    if (name.starts_with("utf-16") || name.starts_with("utf-32")) name.clear();
  }
  if (std::string utf16 = utf16_by_zeros(body); !utf16.empty()) return utf16;
  if (is_utf8 && !name.starts_with("iso-2022") && name != "hz-gb-2312") return {};
  return name.empty() ? guess(body) : name;
}

bool mostly_unicode_escapes(std::string_view text) {
  size_t escapes = 0;
  for (size_t at = text.find("\\u"); at != text.npos; at = text.find("\\u", at + 2)) ++escapes;
  return escapes * 6 * 8 >= text.size() && escapes > 0;
}

void decode_unicode_escapes(std::string_view text, std::string& out,
                            std::vector<EscapeShift>& shifts) {
  out.clear();
  shifts.clear();
  size_t done = 0;
  for (size_t at = text.find('\\'); at != text.npos; at = text.find('\\', at)) {
    if (at + 1 < text.size() && text[at + 1] == '\\') {
      at += 2;
      continue;
    }
    int32_t code = escape_at(text, at);
    size_t length = 6;
    if (code >= 0xD800 && code < 0xDC00) {
      const int32_t low = escape_at(text, at + 6);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        length = 12;
      }
    }
    // Control characters, quotes and lone surrogates stay escaped: they would change the JSON.
    if (code < 0x20 || code == '"' || code == '\\' || (code >= 0xD800 && code < 0xE000)) {
      ++at;
      continue;
    }
    out.append(text, done, at - done);
    append_utf8(static_cast<uint32_t>(code), out);
    at += length;
    done = at;
    shifts.push_back({out.size(), at - out.size()});
  }
  out.append(text, done, text.npos);
}

}  // namespace licensus
