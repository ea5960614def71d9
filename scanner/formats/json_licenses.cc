#include "formats/json_licenses.h"

#include <utility>

#include "base/utf8.h"

namespace licensus {
namespace {

// Keeps the id, name and URL of an entry.
class EntryFields final : public JsonRow::Fields {
 public:
  std::string id, name, url;
  bool has_id = false, has_text = false;

  bool take(std::string_view key, std::string_view value, bool is_string, Row&) override {
    if (key == "id" && !value.empty()) {
      id = cut_utf8(value, JsonLicenses::kMaxTextBytes);
      has_id = true;
    } else if (is_string && (key == "name" || key == "url")) {
      (key == "name" ? name : url) = cut_utf8(value, JsonLicenses::kMaxTextBytes);
      has_text = true;
    }
    return true;
  }
};

}  // namespace

bool JsonLicenses::is_table_name(std::string_view member) {
  return member == "licenses" || member == "license";
}

void JsonLicenses::clear() {
  entries_.clear();
  dangling_.clear();
  told_ = false;
}

bool JsonLicenses::add(std::string_view object) {
  static const ReadOptions options;
  Row unused(options);
  EntryFields fields;
  reader_.fill(object, unused, &fields);
  if (!fields.has_id || !fields.has_text) return false;
  if (entries_.size() < kMaxEntries)
    entries_.try_emplace(fields.id, Entry{std::move(fields.name), std::move(fields.url)});
  return true;
}

bool JsonLicenses::take(std::string_view key, std::string_view value, bool is_string, Row& row) {
  if (key != "license" || entries_.empty()) return false;
  const auto found = entries_.find(std::string(value));
  if (found == entries_.end()) {
    if (is_string || value == "null") return false;
    if (!told_ && dangling_.empty()) dangling_ = value;
    row.add("license", value, Role::kLicense);
    return true;
  }
  const Entry& entry = found->second;
  if (!entry.url.empty() || !entry.name.empty())
    row.add("license", entry.url.empty() ? entry.name : entry.url, Role::kLicense);
  return true;
}

std::string JsonLicenses::take_dangling() {
  if (told_ || dangling_.empty()) return {};
  told_ = true;
  return dangling_;
}

}  // namespace licensus
