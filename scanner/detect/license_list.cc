#include "detect/license_list.h"

#include <set>

namespace licensus {
namespace {

bool is_text(const Finding& finding) {
  constexpr int64_t kMinBytes = 100;  // a line, which a notice may be too, is an entry
  return (finding.kind == Kind::kText || finding.kind == Kind::kNotice) &&
         finding.end - finding.start >= kMinBytes;
}

bool is_name(const Finding& finding) {
  switch (finding.kind) {
    case Kind::kText:
    case Kind::kNotice:
      return !is_text(finding) && !finding.reserved;
    case Kind::kReference:
    case Kind::kTag:
    case Kind::kIntro:
    case Kind::kLink:
    case Kind::kField:
      return true;
    case Kind::kClue:
    case Kind::kDataset:
    case Kind::kUnknown:
      return false;
  }
  return false;
}

template <class Test>
size_t count_licenses(const std::vector<Finding>& findings, Test test) {
  std::set<std::string_view> licenses;
  for (const Finding& finding : findings) {
    if (test(finding)) licenses.insert(finding.license);
  }
  return licenses.size();
}

// Which says of itself where its form is described.
bool is_debian_copyright(std::string_view text) {
  constexpr size_t kHeadBytes = 2000;  // comments may come first
  return text.substr(0, kHeadBytes).find("packaging-manuals/copyright-format") != text.npos;
}

}  // namespace

bool is_license_list(std::string_view text, const std::vector<Finding>& findings) {
  if (findings.size() < kMinListed) return false;
  const size_t names = count_licenses(findings, is_name);
  return names >= kMinListed && count_licenses(findings, is_text) * kMaxTextsShare <= names &&
         !is_debian_copyright(text);
}

void demote_entries(std::vector<Finding>& findings) {
  const bool has_data_texts = count_licenses(findings, is_text) > kMaxOwnTexts;
  for (Finding& finding : findings) {
    if (is_name(finding) || (has_data_texts && is_text(finding))) finding.kind = Kind::kClue;
  }
}

}  // namespace licensus
