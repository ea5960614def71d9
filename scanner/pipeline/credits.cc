#include "pipeline/credits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/spool.h"
#include "base/whole_file.h"
#include "detect/text_kind.h"
#include "output/read_records.h"
#include "output/summary.h"
#include "output/table_lines.h"

namespace licensus {
namespace {

namespace fs = std::filesystem;
using simdjson::dom::element;

// A line of the list in the spool.
struct Entry {
  uint64_t license;  // in the order of first sight
  uint64_t offset;
  uint64_t bytes;
};

// One blank for any white space and control character: a line stays a line.
std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = static_cast<unsigned char>(c) <= ' ' || c == '\x7F';
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

// What says how to attribute is not what is to be attributed.
bool is_license_file(const element& document) {
  const std::string_view id = text_of(document, "document");
  const FolderFile file = folder_file_of(id);
  return id.find("://") == id.npos && (file == FolderFile::kLicense || file == FolderFile::kNotice);
}

std::string line_of(const element& document) {
  const std::string title = on_one_line(text_of(document, "title"));
  const std::string author = on_one_line(text_of(document, "author"));
  const std::string_view id = text_of(document, "document");
  const std::string_view name = text_of(document, "name");
  std::string place = on_one_line(name.find("://") != name.npos ? name : id);
  if (place.find("://") == place.npos) {
    const std::string_view shard = text_of(document, "shard");
    if (place == id && !name.empty()) place = fmt::format("{} ({})", name, place);
    if (shard.ends_with(place)) {
      place = shard;  // a file that was named by itself
    } else if (!shard.ends_with('/')) {
      place = fmt::format("{} in {}", place, shard);
    }
  }
  std::string line = title.empty() ? std::string() : '"' + title + '"';
  if (!author.empty()) line += (line.empty() ? "by " : " by ") + author;
  return line + (line.empty() ? "" : ", ") + place;
}

class CreditList {
 public:
  CreditList(const fs::path& folder, const LicenseTable& licenses,
             const std::function<void(std::string_view)>& write)
      : folder_(folder), licenses_(licenses), write_(write) {}

  Result<CreditCounts> run() {
    const auto shards = whole_file(folder_ / "shards.jsonl");
    if (!shards)
      return fail(folder_.string() + ": no whole run is there; scan SOURCE -o DIR makes one");
    std::string_view rest = *shards;
    for (std::string_view line; next_line(rest, line);) {
      const auto shard = read_shard_line(line);
      if (!shard) return fail(shard.error().message);
      if (!read_documents(shard->part)) {
        return fail(folder_.string() + ": a table of " + shard->shard + " is damaged");
      }
    }
    if (auto read = read_inherited(); !read) return tl::unexpected<Error>(read.error());
    return write_all();
  }

 private:
  // The license's number; npos where it does not ask for attribution.
  uint64_t number_of_license(std::string_view license) {
    const auto known = numbers_.find(license);
    if (known != numbers_.end()) return known->second;
    const bool asks = asks_for_attribution(licenses_.terms(license));
    const uint64_t number = asks ? numbers_.size() : kNone;
    return numbers_.emplace(license, number).first->second;
  }

  bool read_documents(const std::string& part) {
    TableLines documents(folder_ / "documents" / part.substr(0, 2) / (part + ".jsonl"));
    bool bad = false;
    while (documents.next(bad)) {
      const uint64_t license = number_of_license(text_of(documents.value(), "license"));
      if (license == kNone || is_license_file(documents.value())) continue;
      const std::string line = line_of(documents.value());
      const Entry entry{license, lines_.size(), line.size()};
      lines_.append(line);
      entries_.append({reinterpret_cast<const char*>(&entry), sizeof entry});
    }
    return !bad;
  }

  Result<void> read_inherited() {
    std::ifstream in(folder_ / "census.jsonl", std::ios::binary);
    simdjson::dom::parser parser;
    for (std::string line; std::getline(in, line);) {
      element value;
      if (parser.parse(line).get(value) != simdjson::SUCCESS) {
        return fail(folder_.string() + "/census.jsonl: a line is none of ours");
      }
      if (text_of(value, "dimension") != to_string(Dimension::kInherited)) continue;
      const std::string_view license = text_of(value, "value");
      if (number_of_license(license) == kNone) continue;
      const auto documents =
          static_cast<uint64_t>(std::max<int64_t>(0, number_of(value, "documents")));
      inherited_[std::string(license)].emplace_back(text_of(value, "shard"), documents);
      counts_.inherited += documents;
    }
    return {};
  }

  Result<CreditCounts> write_all() {
    const std::span<char> lines = lines_.map();
    const std::span<char> mapped = entries_.map();
    if (!lines_.good() || !entries_.good()) {
      return fail(std::string("the list could not be sorted in a temporary file: ") +
                  std::strerror(errno));
    }
    const std::span<Entry> entries(reinterpret_cast<Entry*>(mapped.data()),
                                   mapped.size() / sizeof(Entry));
    const auto text = [&](const Entry& entry) {
      return std::string_view(lines.data() + entry.offset, entry.bytes);
    };
    std::sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
      return a.license != b.license ? a.license < b.license : text(a) < text(b);
    });
    for (const auto& [license, number] : numbers_) {
      if (number == kNone) continue;
      write_head(license);
      auto at =
          std::partition_point(entries.begin(), entries.end(),
                               [n = number](const Entry& entry) { return entry.license < n; });
      for (std::string_view last; at != entries.end() && at->license == number; ++at) {
        if (text(*at) == last && at->bytes > 0) continue;
        last = text(*at);
        ++counts_.documents;
        write_(fmt::format("  {}\n", last));
      }
      write_inherited(license);
    }
    return counts_;
  }

  void write_head(const std::string& license) {
    write_(fmt::format("{}{}\n", counts_.licenses++ == 0 ? "" : "\n", license));
    std::set<std::string, std::less<>> ids;
    if (const auto parsed = parse_expression(license)) collect_ids(*parsed, ids);
    for (const std::string& id : ids) {
      const LicenseInfo* info = licenses_.info(id);
      if (info == nullptr || info->url.empty()) continue;
      write_(fmt::format("  {}{}: {}\n", ids.size() > 1 ? id + ", " : "", info->name, info->url));
    }
    write_("\n");
  }

  void write_inherited(const std::string& license) {
    const auto found = inherited_.find(license);
    if (found == inherited_.end()) return;
    for (const auto& [shard, documents] : found->second) {
      write_(fmt::format("  {}: {} document{} by the license file or card of {}\n", shard,
                         with_separators(documents), documents == 1 ? "" : "s",
                         documents == 1 ? "its folder" : "their folder"));
    }
  }

  static constexpr uint64_t kNone = UINT64_MAX;

  const fs::path& folder_;
  const LicenseTable& licenses_;
  const std::function<void(std::string_view)>& write_;
  std::map<std::string, uint64_t, std::less<>> numbers_;
  Spool lines_, entries_;
  std::map<std::string, std::vector<std::pair<std::string, uint64_t>>> inherited_;
  CreditCounts counts_;
};

}  // namespace

Result<CreditCounts> write_credits(const fs::path& folder, const LicenseTable& licenses,
                                   const std::function<void(std::string_view)>& write) {
  return CreditList(folder, licenses, write).run();
}

}  // namespace licensus
