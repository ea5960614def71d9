#include "detect/detector.h"

#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

#include <array>
#include <cstdlib>
#include <optional>
#include <utility>

#include "base/whole_file.h"
#include "detect/rule_store.h"
#include "detect/text_findings.h"
#include "detect/text_windows.h"

namespace licensus {

struct Detector::Data {
  Data(LicenseTable table, RuleSet set) : licenses(std::move(table)), rules(std::move(set)) {}

  LicenseTable licenses;
  RuleSet rules;
  std::optional<PatternMatcher> matcher;  // keeps references to the two above
  std::unique_ptr<const TextIndex> texts;
  TextFindingsOptions text_options;
  std::optional<TextWindows> windows;  // depth fast
  std::string fingerprint;
  std::optional<LicenseNgrams> unknown_licenses;  // keeps a view of texts
};

namespace {

// Of the share's files and the user's own.
std::string fingerprint_of(const DetectorOptions& options, const TextIndex* texts,
                           std::string fingerprint) {
  const auto add = [&](std::string_view bytes) {
    fingerprint += bytes;
    fingerprint = fmt::format("{:016x}", XXH3_64bits(fingerprint.data(), fingerprint.size()));
  };
  for (const std::filesystem::path& user : {options.user_rules, options.user_terms}) {
    if (user.empty()) continue;
    add(whole_file(user).value_or(""));
  }
  if (texts != nullptr) {
    add(fmt::format("{} fast {} parity {} unknown {}", texts->info().checksum, options.is_fast,
                    options.scancode_parity, options.unknown_licenses));
  }
  return fingerprint;
}

}  // namespace

Result<std::unique_ptr<Detector>> Detector::create(const DetectorOptions& options) {
  if (options.unknown_licenses && options.text_index.empty()) {
    return fail("unknown licenses are found with a license-text index only");
  }
  const std::string fingerprint = share_fingerprint(options.share);
  std::optional<RuleStore> store = read_rule_store(options.share, fingerprint);
  auto licenses = store && options.user_terms.empty()
                      ? LicenseTable(std::move(store->licenses))
                      : LicenseTable::load(options.share, options.user_terms);
  if (!licenses) return fail(licenses.error().message);
  auto rules = store ? std::move(store->rules) : RuleSet::load(options.share, "", *licenses);
  if (!rules) return fail(rules.error().message);
  if (!options.user_rules.empty()) {
    if (Result<void> added = rules->add(options.user_rules, *licenses); !added) {
      return fail(added.error().message);
    }
  }
  std::unique_ptr<const TextIndex> texts;
  if (!options.text_index.empty()) {
    auto opened = TextIndex::open(options.text_index);
    if (!opened) return fail(opened.error().message);
    texts = std::move(*opened);
  }
  auto data = std::make_unique<Data>(std::move(*licenses), std::move(*rules));
  data->texts = std::move(texts);
  data->text_options = {{.is_gated = options.is_fast}, options.scancode_parity};
  if (data->texts != nullptr && options.is_fast) {
    auto windows = TextWindows::create(data->rules);
    if (!windows) return fail(windows.error().message);
    data->windows.emplace(std::move(*windows));
  }
  data->fingerprint = fingerprint_of(options, data->texts.get(), fingerprint);
  auto matcher = PatternMatcher::create(data->rules, data->licenses);
  if (!matcher) return fail(matcher.error().message);
  data->matcher.emplace(std::move(*matcher));
  if (options.unknown_licenses) {
    data->text_options.matcher.unknown_licenses = &data->unknown_licenses.emplace(*data->texts);
  }
  return std::unique_ptr<Detector>(new Detector(std::move(data)));
}

Detector::Detector(std::unique_ptr<Data> data) : data_(std::move(data)) {}
Detector::~Detector() = default;
const RuleSet& Detector::rules() const { return data_->rules; }
const LicenseTable& Detector::licenses() const { return data_->licenses; }
const PatternMatcher& Detector::matcher() const { return *data_->matcher; }
const TextIndex* Detector::texts() const { return data_->texts.get(); }
const TextWindows* Detector::text_windows() const {
  return data_->windows ? &*data_->windows : nullptr;
}
const TextFindingsOptions& Detector::text_options() const { return data_->text_options; }
const std::string& Detector::fingerprint() const { return data_->fingerprint; }
bool Detector::is_license_field(std::string_view path) const {
  return !data_->rules.field_rules.rule_of(path).empty();
}

Result<std::filesystem::path> find_share() {
  namespace fs = std::filesystem;
  if (const char* given = std::getenv("LICENSUS_SHARE"); given != nullptr && *given != 0) {
    return fs::path(given);
  }
  std::array<char, 4096> self{};
  const ssize_t n = ::readlink("/proc/self/exe", self.data(), self.size() - 1);
  const fs::path folder =
      fs::path(std::string(self.data(), n > 0 ? static_cast<size_t>(n) : 0)).parent_path();
  std::error_code ignored;
  for (const fs::path& share :
       {folder / "share/licensus", folder.parent_path() / "share/licensus"}) {
    if (fs::is_directory(share / "rules", ignored)) return share;
  }
  return fail("no share/licensus beside or above " + folder.string() +
              ": set LICENSUS_SHARE to the folder that holds rules/ and spdx/");
}

}  // namespace licensus
