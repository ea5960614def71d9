#include "detect/text/text_lines.h"

#include <algorithm>
#include <cstring>

#include "base/lines.h"
#include "base/utf8.h"

namespace licensus {
namespace {

constexpr size_t kSniffedBytes = 512;
constexpr size_t kLongLine = 300;     // characters from which libmagic speaks of very long lines
constexpr size_t kCutLine = 200;      // characters from which such lines are cut, line end included
constexpr uint32_t kSeparators = 15;  // quotes and commas in a piece of a cut line
constexpr size_t kShortestString = 4;  // of a binary

// Names of source code, in which the characters \n, \r and \t stand for blanks.
constexpr std::string_view kSourceEndings[] = {
    ".ada", ".adb",  ".asm",     ".asp", ".aj",     ".bas",  ".bat", ".c",     ".c++", ".cc",
    ".clj", ".cob",  ".cpp",     ".cs",  ".csh",    ".csx",  ".cxx", ".d",     ".e",   ".el",
    ".f",   ".fs",   ".f77",     ".f90", ".for",    ".fth",  ".ftn", ".go",    ".h",   ".hh",
    ".hpp", ".hs",   ".html",    ".htm", ".hxx",    ".java", ".js",  ".jsx",   ".jsp", ".ksh",
    ".kt",  ".lisp", ".lua",     ".m",   ".m4",     ".nim",  ".pas", ".php",   ".pl",  ".pp",
    ".ps1", ".py",   ".r",       ".rb",  ".ruby",   ".rs",   ".s",   ".scala", ".sh",  ".swift",
    ".ts",  ".vhdl", ".verilog", ".vb",  ".groovy", ".po"};

bool is_source(std::string_view name) {
  return std::any_of(std::begin(kSourceEndings), std::end(kSourceEndings),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

// Whether a document is no text: zeros, or many control characters, where it begins.
bool looks_binary(std::string_view bytes) {
  bytes = bytes.substr(0, kSniffedBytes);
  size_t controls = 0;
  for (const char c : bytes) {
    if (c == '\0') return true;
    if (static_cast<unsigned char>(c) < 32 && std::strchr("\t\n\r\f\v\b\x1b", c) == nullptr) {
      ++controls;
    }
  }
  return controls * 10 > bytes.size();
}

// Compressed files and pictures, in which ScanCode looks for no text.
bool is_packed(std::string_view bytes) {
  using namespace std::string_view_literals;
  for (const std::string_view begin :
       {"PK\x03\x04"sv, "\x1f\x8b"sv, "BZh"sv,
        "\xfd"
        "7zXZ"sv,
        "\x28\xb5\x2f\xfd"sv, "\x89PNG"sv, "GIF8"sv, "\xff\xd8\xff"sv}) {
    if (bytes.starts_with(begin)) return true;
  }
  return false;
}

bool is_printable(char c) { return (c >= ' ' && c <= '~') || c == '\t' || c == '\n' || c == '\r'; }

bool is_word_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether a string of a binary may be words: letters and digits enough, not all the same.
bool is_good_string(std::string_view text) {
  size_t count = 0;
  char first = 0;
  bool varied = false, has_letter = false;
  for (const char c : text) {
    if (!is_word_char(c)) continue;
    ++count;
    const char lower = static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    if (first == 0) first = lower;
    varied = varied || lower != first;
    has_letter = has_letter || lower >= 'a';
  }
  return count >= kShortestString && varied && has_letter;
}

size_t count_characters(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// Appends a line: as UTF-8 if it is, else as Latin-1; escapes and zeros as blanks of as many bytes,
// so that places of UTF-8 lines stay as they were. Returns whether it was Latin-1.
bool append_line(std::string_view line, bool blank_escapes, std::string& buffer) {
  const size_t begin = buffer.size();
  const bool is_latin = !is_utf8(line);
  if (!is_latin) {
    buffer += line;
  } else {
    for (const char c : line) {
      const unsigned char byte = static_cast<unsigned char>(c);
      if (byte < 0x80) {
        buffer += c;
      } else {
        buffer += static_cast<char>(0xC0 | (byte >> 6));
        buffer += static_cast<char>(0x80 | (byte & 0x3F));
      }
    }
  }
  for (size_t i = begin; i < buffer.size(); ++i) {
    if (buffer[i] == '\0') buffer[i] = ' ';
    if (blank_escapes && buffer[i] == '\\' && i + 1 < buffer.size() &&
        (buffer[i + 1] == 'n' || buffer[i + 1] == 'r' || buffer[i + 1] == 't')) {
      buffer[i] = buffer[i + 1] = ' ';
    }
  }
  return is_latin;
}

}  // namespace

// A line, or the pieces of one that is cut at every 15th quote or comma.
void TextLines::add_line(uint32_t begin, uint32_t end, uint32_t number, bool cut) {
  if (!cut || count_characters(text_.substr(begin, end - begin)) < kCutLine) {
    lines_.push_back({begin, end, number});
    return;
  }
  uint32_t piece = begin, separators = 0;
  for (uint32_t at = begin; at < end; ++at) {
    const char c = text_[at];
    if (c != '"' && c != ',' && c != '\'') continue;
    if (++separators % kSeparators != 0) continue;
    lines_.push_back({piece, at + 1, number});
    piece = at + 1;
  }
  if (piece < end) lines_.push_back({piece, end, number});
}

void TextLines::read_text(std::string_view bytes, std::string_view name) {
  const bool blank_escapes = is_source(name) && bytes.find('\\') != std::string_view::npos;
  const bool as_it_is =
      !blank_escapes && bytes.find('\0') == std::string_view::npos && is_utf8(bytes);
  std::vector<TextLine> whole;
  uint32_t number = 0;
  for (size_t begin = 0; begin < bytes.size();) {
    const std::string_view rest = bytes.substr(begin);
    const std::string_view line = rest.substr(0, find_either(rest, '\r', '\n'));
    const size_t end = begin + line.size();
    if (as_it_is) {
      whole.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end), ++number});
    } else {
      const uint32_t at = static_cast<uint32_t>(buffer_.size());
      const bool is_latin = append_line(line, blank_escapes, buffer_);
      sources_.push_back({at, static_cast<uint32_t>(begin), is_latin});
      whole.push_back({at, static_cast<uint32_t>(buffer_.size()), ++number});
      buffer_ += '\n';
    }
    if (line.size() > kLongLine && count_characters(line) > kLongLine) has_long_lines_ = true;
    begin = end + 1;
    if (end < bytes.size() && bytes[end] == '\r' && begin < bytes.size() && bytes[begin] == '\n') {
      ++begin;
    }
  }
  text_ = as_it_is ? bytes : std::string_view(buffer_);
  const bool cut =
      !name.ends_with("package.json") &&
      (has_long_lines_ || name.ends_with(".min.js") || name.ends_with(".typeface.json") ||
       name.find("locale") != std::string_view::npos);
  if (!cut) {
    lines_ = std::move(whole);
    return;
  }
  for (const TextLine& line : whole) add_line(line.begin, line.end, line.number, true);
}

void TextLines::read_strings(std::string_view bytes) {
  const auto add = [&](std::string_view text) {
    while (!text.empty()) {
      const size_t end = std::min(find_either(text, '\n', '\r'), text.size());
      std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
      while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
      if (line.size() < kShortestString || !is_good_string(line)) continue;
      const uint32_t at = static_cast<uint32_t>(buffer_.size());
      append_line(line, true, buffer_);
      lines_.push_back(
          {at, static_cast<uint32_t>(buffer_.size()), static_cast<uint32_t>(lines_.size() + 1)});
      buffer_ += '\n';
    }
  };
  std::string wide;
  for (size_t at = 0; at < bytes.size();) {
    size_t end = at;
    while (end < bytes.size() && is_printable(bytes[end])) ++end;
    if (end - at >= kShortestString) {
      add(bytes.substr(at, end - at));
      at = end;
      continue;
    }
    wide.clear();
    for (end = at; end + 1 < bytes.size() && is_printable(bytes[end]) && bytes[end + 1] == '\0';
         end += 2) {
      wide += bytes[end];
    }
    if (wide.size() >= kShortestString) {
      add(wide);
      at = end;
    } else {
      ++at;
    }
  }
  text_ = buffer_;
}

uint32_t TextLines::source_of(uint32_t at) const {
  if (sources_.empty()) return at;
  const auto after = std::upper_bound(sources_.begin(), sources_.end(), at,
                                      [](uint32_t a, const SourceLine& l) { return a < l.begin; });
  const SourceLine& line = *std::prev(after);
  const uint32_t bytes = at - line.begin;
  if (!line.is_widened) return line.source + bytes;
  return line.source + static_cast<uint32_t>(count_characters(text_.substr(line.begin, bytes)));
}

void TextLines::read(std::string_view bytes, std::string_view name) {
  buffer_.clear();
  lines_.clear();
  sources_.clear();
  text_ = {};
  has_long_lines_ = false;
  is_binary_ = looks_binary(bytes);
  if (is_binary_ && is_packed(bytes)) return;
  if (is_binary_) {
    read_strings(bytes);
  } else {
    read_text(bytes, name);
  }
}

}  // namespace licensus
