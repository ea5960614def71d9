#include "census/coverage.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "base/paths.h"
#include "license/expression.h"

namespace licensus {
namespace {

// Behind the license of a folder in which nothing but notices states one.
constexpr std::string_view kOnlyNotice = " (notice)";

std::string_view without_dot(std::string_view folder) {
  while (folder.starts_with("./")) folder.remove_prefix(2);
  return folder;
}

}  // namespace

std::string_view folder_of(std::string_view id) {
  if (!id.empty()) id.remove_suffix(1);
  return id.substr(0, last_part_at(id));
}

// Null where the folder is beyond those that are kept.
template <class Value>
Value* Coverage::Folders<Value>::at(std::string_view folder) {
  if (folder.size() > kMaxFolderBytes || (!cut.empty() && folder >= cut)) return nullptr;
  const auto known = kept.find(folder);
  if (known != kept.end()) return &known->second;
  kept.emplace(folder, Value{});
  if (kept.size() > kMaxFolders) {
    cut = std::prev(kept.end())->first;
    kept.erase(std::prev(kept.end()));
    if (folder >= cut) return nullptr;
  }
  return &kept.find(folder)->second;
}

void Coverage::state(std::string_view folder, std::string_view license, Voice voice) {
  Statements* statements = statements_.at(without_dot(folder));
  if (statements == nullptr) return;
  if (license.size() > kMaxLicenseBytes) license = "NOASSERTION";
  auto& licenses = voice == Voice::kNotice ? statements->notices : statements->files;
  licenses.emplace(license);
  if (licenses.size() > kMaxLicenses + 1) licenses.erase(std::prev(licenses.end()));
}

void Coverage::add_silent(std::string_view folder, Count count) {
  if (Count* silent = silent_.at(without_dot(folder))) *silent += count;
}

void Coverage::merge(const Coverage& other) {
  for (const auto& [folder, statements] : other.statements_.kept) {
    for (const auto& license : statements.files) state(folder, license);
    for (const auto& license : statements.notices) state(folder, license, Voice::kNotice);
  }
  for (const auto& [folder, count] : other.silent_.kept) add_silent(folder, count);
  const auto cut_too = [](auto& mine, const auto& theirs) {
    if (theirs.cut.empty() || (!mine.cut.empty() && mine.cut <= theirs.cut)) return;
    mine.cut = theirs.cut;
    mine.kept.erase(mine.kept.lower_bound(mine.cut), mine.kept.end());
  };
  cut_too(statements_, other.statements_);
  cut_too(silent_, other.silent_);
}

std::string Coverage::joined(const Statements& statements) {
  const auto& licenses = statements.files.empty() ? statements.notices : statements.files;
  if (licenses.empty() || licenses.size() > kMaxLicenses) return std::string(kNothing);
  std::vector<std::string> named;
  for (const std::string& license : licenses) {
    if (license != "NOASSERTION" && license != kReserved) named.push_back(license);
  }
  if (!named.empty()) return join_and(named);
  return licenses.contains("NOASSERTION") ? "NOASSERTION" : std::string(kReserved);
}

std::string Coverage::license_of(std::string_view folder) const {
  folder = without_dot(folder);
  const bool beyond = !statements_.cut.empty() && folder >= statements_.cut;
  if (beyond || folder.size() > kMaxFolderBytes) return std::string(kNothing);
  for (;; folder = folder_of(folder)) {
    const auto found = statements_.kept.find(folder);
    if (found != statements_.kept.end()) return joined(found->second);
    if (folder.empty()) return std::string(kNothing);
  }
}

void Coverage::settle(Census& census) const {
  for (const auto& [folder, count] : silent_.kept) {
    census.add(Dimension::kInherited, license_of(folder), count);
  }
  for (const auto& [folder, statements] : statements_.kept) {
    std::string value = "./" + folder + ' ' + joined(statements);
    if (statements.files.empty()) value += kOnlyNotice;
    census.add(Dimension::kCovers, value, {1, 0, 0, 0});
  }
}

void Coverage::take_statements(const Census& census, std::string_view above) {
  const Census::Values& folders = census.values(Dimension::kCovers);
  if (folders.contains(Census::kOther)) {
    statements_.at(without_dot(above));
    return;
  }
  for (const auto& [value, count] : folders) {
    std::string_view text = value;
    const bool is_notice = text.ends_with(kOnlyNotice);
    if (is_notice) text.remove_suffix(kOnlyNotice.size());
    const size_t end = last_part_at(text);  // no license holds either
    state(std::string(above).append(without_dot(text.substr(0, end))), text.substr(end + 1),
          is_notice ? Voice::kNotice : Voice::kLicenseFile);
  }
}

}  // namespace licensus
