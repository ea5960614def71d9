#include "detect/text_kind.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "base/paths.h"
#include "detect/charset.h"

namespace licensus {
namespace {

using namespace std::string_view_literals;

constexpr size_t kLookBytes = 4096;

// Signatures of formats whose bytes are not text from the start on.
constexpr std::array<std::string_view, 34> kMagic{"\x89PNG"sv,
                                                  "\xFF\xD8\xFF"sv,
                                                  "GIF8"sv,
                                                  "%PDF-"sv,
                                                  "PK\3\4"sv,
                                                  "PK\5\6"sv,
                                                  "\x1F\x8B"sv,
                                                  "BZh"sv,
                                                  "\xFD"
                                                  "7zXZ"sv,
                                                  "7z\xBC\xAF\x27\x1C"sv,
                                                  "\x28\xB5\x2F\xFD"sv,
                                                  "\x04\x22\x4D\x18"sv,
                                                  "Rar!\x1A"sv,
                                                  "\x7F"
                                                  "ELF"sv,
                                                  "OggS"sv,
                                                  "fLaC"sv,
                                                  "ID3"sv,
                                                  "RIFF"sv,
                                                  "wOFF"sv,
                                                  "wOF2"sv,
                                                  "PAR1"sv,
                                                  "ARROW1"sv,
                                                  "SQLite format 3"sv,
                                                  "\x93NUMPY"sv,
                                                  "\xCA\xFE\xBA\xBE"sv,
                                                  "II*\0"sv,
                                                  "MM\0*"sv,
                                                  "BM"sv,
                                                  "%!PS-Adobe-3.0 EPSF"sv,
                                                  "\x1A\x45\xDF\xA3"sv,
                                                  "\0asm"sv,
                                                  "!<arch>\n"sv,
                                                  "\x89HDF\r\n"sv,
                                                  "OTTO\0"sv};

constexpr std::array<std::string_view, 8> kBinaryTypes{
    "image/",          "audio/",          "video/",           "font/",
    "application/zip", "application/pdf", "application/gzip", "application/x-gzip"};

bool declared_text(std::string_view type) {
  return type.starts_with("text/") || type.find("xml") != type.npos ||
         type.find("json") != type.npos || type.find("javascript") != type.npos;
}

// Whether some signature begins with that byte; no page does with one of them.
constexpr std::array<bool, 256> kBeginsMagic = [] {
  std::array<bool, 256> begins{};
  for (const std::string_view magic : kMagic) begins[static_cast<uint8_t>(magic.front())] = true;
  return begins;
}();

bool has_magic(std::string_view body) {
  if (body.empty() || !kBeginsMagic[static_cast<uint8_t>(body.front())]) return false;
  return std::any_of(kMagic.begin(), kMagic.end(), [&](std::string_view magic) {
    // Two letters alone would take any text that begins so: a BMP's reserved bytes are zero.
    if (magic == "BM")
      return body.starts_with(magic) && body.size() >= 10 && body.substr(6, 4) == "\0\0\0\0"sv;
    return body.starts_with(magic);
  });
}

// What license files and notices are called in several languages.
constexpr std::array<std::string_view, 12> kLicenseWords{
    "license", "licence", "licensing", "copying", "copyleft", "unlicense",
    "eula",    "lizenz",  "licencia",  "licenza", "라이선스", "ライセンス"};
constexpr std::array<std::string_view, 2> kNoticeWords{"notice", "copyright"};

std::string last_part(std::string_view name) {
  if (const size_t query = name.find_first_of("?#"); query != name.npos && query > 0) {
    name = name.substr(0, query);
  }
  while (name.ends_with('/')) name.remove_suffix(1);
  return ascii_lower(name.substr(last_part_at(name)));
}

}  // namespace

bool is_binary(const DocumentView& document) {
  const std::string_view type = document.media_type;
  if (type != "image/svg+xml" &&
      std::any_of(kBinaryTypes.begin(), kBinaryTypes.end(),
                  [&](auto prefix) { return type.starts_with(prefix); })) {
    return true;
  }
  const std::string_view head = document.body.substr(0, kLookBytes);
  if (has_magic(head)) return true;
  if (head.find('\0') == head.npos || declared_text(type)) return false;
  const std::string charset = charset_of(document.charset, head);
  return !charset.starts_with("utf-16") && !charset.starts_with("utf-32");
}

bool name_says_license(std::string_view name) {
  const std::string base = last_part(name);
  const auto holds = [&](std::string_view word) { return base.find(word) != base.npos; };
  return std::any_of(kLicenseWords.begin(), kLicenseWords.end(), holds) ||
         std::any_of(kNoticeWords.begin(), kNoticeWords.end(), holds) || holds("legal") ||
         holds("licenca");
}

FolderFile folder_file_of(std::string_view path) {
  const std::string name = last_part(path);
  static constexpr auto kOtherFiles = std::to_array<std::string_view>({
      "c",   "cc",  "cpp",   "cs",  "css", "go",   "h",     "hpp",        "java",
      "csv", "tsv", "js",    "jsx", "kt",  "lua",  "php",   "pl",         "py",
      "rb",  "rs",  "scala", "sh",  "sql", "svg",  "swift", "tmpl",       "toml",
      "ts",  "tsx", "vue",   "xml", "xsl", "yaml", "yml",   "properties", "license",
  });
  const size_t dot = name.rfind('.');
  const std::string_view extension =
      dot == name.npos ? std::string_view() : std::string_view(name).substr(dot + 1);
  if (extension.starts_with("json") ||
      std::find(kOtherFiles.begin(), kOtherFiles.end(), extension) != kOtherFiles.end()) {
    return FolderFile::kNone;
  }
  const std::string_view stem = std::string_view(name).substr(0, dot);
  const auto is_named = [&](std::string_view word) {
    if (name.starts_with(word)) {
      const char next = name.size() == word.size() ? '.' : name[word.size()];
      return next == 's' || next < 'a' || next > 'z';
    }
    if (!stem.ends_with(word) || stem.starts_with("third") || stem.starts_with("3rd")) return false;
    const char before = stem[stem.size() - word.size() - 1];
    return before == '-' || before == '_' || before == ' ';
  };
  if (std::any_of(kLicenseWords.begin(), kLicenseWords.end(), is_named))
    return FolderFile::kLicense;
  if (std::any_of(kNoticeWords.begin(), kNoticeWords.end(), is_named)) return FolderFile::kNotice;
  const bool describes = stem == "readme" || extension == "opf";
  return describes ? FolderFile::kDescription : FolderFile::kNone;
}

}  // namespace licensus
