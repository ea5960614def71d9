#include "detect/license_sections.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "detect/evidence.h"
#include "detect/fields.h"

namespace licensus {
namespace {

constexpr size_t kMaxSectionBytes = 4096;  // longer ones have the words that patterns find
constexpr int kScore = 90;

struct Section {
  std::string heading;  // lower case, letters, digits and blanks
  std::string_view text;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kAround = " \t\r\n.,;:!*_`>-";
  const size_t first = text.find_first_not_of(kAround);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kAround) - first + 1);
}

std::string heading_of(std::string_view line) {
  std::string heading;
  for (const char c : ascii_lower(line)) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (word) heading += c;
    if (c == ' ' && !heading.empty() && heading.back() != ' ') heading += ' ';
  }
  while (heading.ends_with(' ')) heading.pop_back();
  return heading;
}

// "# Heading": its text; "" of other lines.
std::string_view heading_text(std::string_view line) {
  const size_t level = std::min(line.find_first_not_of('#'), line.size());
  if (level == 0 || level > 6 || level == line.size() || line[level] != ' ') return {};
  return line.substr(level + 1);
}

template <class Use>
void for_each_section(std::string_view text, Use use) {
  Section section;
  size_t begin = 0;
  bool fenced = false;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (line.starts_with("```")) fenced = !fenced;
    const std::string_view heading = fenced ? std::string_view() : heading_text(line);
    if (!heading.empty()) {
      section.text = text.substr(begin, at - begin);
      use(section);
      section.heading = heading_of(heading);
      begin = std::min(end + 1, text.size());
    }
    at = end + 1;
  }
  section.text = text.substr(begin);
  use(section);
}

// The words of Markdown: links as their text, without marks.
std::string plain_words(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '[' || c == '*' || c == '`') continue;
    if (c == ']') {
      const bool link = at + 1 < text.size() && text[at + 1] == '(';
      const size_t close = link ? text.find(')', at) : text.npos;
      if (close != text.npos) at = close;
      continue;
    }
    out += c == '\t' || c == '\r' ? ' ' : c;
  }
  return out;
}

// What a few words name, "the" before and "license" behind aside.
std::optional<std::string> named(std::string_view words, const LicenseTable& licenses) {
  words = trimmed(words);
  for (const std::string_view article : {"the ", "a ", "an "}) {
    if (equals_caseless(words.substr(0, article.size()), article))
      words = trimmed(words.substr(article.size()));
  }
  if (words.empty()) return std::nullopt;
  if (auto license = named_license(words, licenses)) return license;
  for (const std::string_view end : {" license", " licence", " licenses"}) {
    if (words.size() > end.size() &&
        equals_caseless(words.substr(words.size() - end.size()), end)) {
      return named_license(trimmed(words.substr(0, words.size() - end.size())), licenses);
    }
  }
  return std::nullopt;
}

class SectionReader {
 public:
  SectionReader(const MetadataStandard& standard, const LicenseTable& licenses)
      : standard_(standard), licenses_(licenses) {}

  // "" where nothing is named.
  std::string license_of(std::string_view section) const {
    const std::string words = plain_words(section);
    if (const auto meaning = standard_.meanings.find(ascii_lower(trimmed(words)));
        meaning != standard_.meanings.end()) {
      return meaning->second;
    }
    std::string_view rest = words;
    while (!rest.empty()) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      if (auto license = license_of_line(rest.substr(0, end))) return *license;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const std::string lower = ascii_lower(words);
    for (const auto& [phrase, license] : standard_.phrases) {
      if (lower.find(phrase) != lower.npos) return license;
    }
    return {};
  }

 private:
  std::optional<std::string> license_of_line(std::string_view line) const {
    if (auto license = named(line, licenses_)) return license;
    const std::string lower = ascii_lower(line);
    for (const std::string_view before : {"under ", "license: ", "licence: ", "license is "}) {
      const size_t at = lower.find(before);
      if (at == lower.npos) continue;
      std::string_view behind = line.substr(at + before.size());
      behind = behind.substr(0, behind.find_first_of(",;("));
      if (const size_t stop = behind.find(". "); stop != behind.npos) {
        behind = behind.substr(0, stop);
      }
      if (auto license = named(behind, licenses_)) return license;
    }
    return std::nullopt;
  }

  const MetadataStandard& standard_;
  const LicenseTable& licenses_;
};

bool is_evidence(const Finding& finding) {
  return finding.kind != Kind::kClue && finding.kind != Kind::kIntro &&
         finding.kind != Kind::kUnknown;
}

}  // namespace

void read_license_sections(std::string_view text, const MetadataStandard& standard,
                           const LicenseTable& licenses, const std::vector<Finding>& found,
                           std::vector<Finding>& findings) {
  const SectionReader reader(standard, licenses);
  for_each_section(text, [&](const Section& section) {
    if (section.heading.empty() || standard.field_at(section.heading) == nullptr) return;
    const std::string_view body = trimmed(section.text);
    if (body.empty() || body.size() > kMaxSectionBytes) return;
    const auto start = static_cast<int64_t>(body.data() - text.data());
    const auto end = start + static_cast<int64_t>(body.size());
    if (std::any_of(found.begin(), found.end(), [&](const Finding& finding) {
          return is_evidence(finding) && finding.start < end && finding.end > start;
        })) {
      return;
    }
    Finding finding;
    finding.license = reader.license_of(body);
    if (finding.license.empty()) return;
    finding.reserved = finding.license == "NONE";
    finding.rule = standard.rule;
    finding.kind = Kind::kReference;
    finding.field = section.heading;
    finding.start = start;
    finding.end = end;
    finding.score = kScore;
    finding.text = excerpt(body);
    findings.push_back(std::move(finding));
  });
}

}  // namespace licensus
