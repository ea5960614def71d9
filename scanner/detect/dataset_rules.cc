#include "detect/dataset_rules.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/ascii.h"
#include "detect/toml_entries.h"

namespace licensus {
namespace {

constexpr size_t kMaxEnding = 6;
constexpr size_t kMaxParts = 8;
constexpr size_t kMaxPathBytes = 512;  // longer paths are those of no known dataset

// `*`: any bytes but `/` and `!`; `#`: a digit; `?`: any one byte. `pattern` is in lower case,
// `text` in any.
bool matches(std::string_view pattern, std::string_view text) {
  for (size_t i = 0;; ++i) {
    if (i == pattern.size()) return text.size() == i;
    const char p = pattern[i];
    if (p == '*') {
      const std::string_view rest = pattern.substr(i + 1);
      for (size_t at = i;; ++at) {
        if (matches(rest, text.substr(std::min(at, text.size())))) return true;
        if (at >= text.size() || text[at] == '/' || text[at] == '!') return false;
      }
    }
    if (i == text.size()) return false;
    const char c = text[i];
    if (p == '?' || p == ascii_lower(c) || (p == '#' && c >= '0' && c <= '9')) continue;
    return false;
  }
}

size_t count_parts(std::string_view path) {
  return 1 + static_cast<size_t>(std::count_if(path.begin(), path.end(),
                                               [](char c) { return c == '/' || c == '!'; }));
}

// A path by its last parts.
class PathEnd {
 public:
  explicit PathEnd(std::string_view path) : path_(path) {
    for (size_t at = path.size(); at > 0 && parts_ < begins_.size(); --at) {
      if (path[at - 1] == '/' || path[at - 1] == '!') begins_[parts_++] = at;
    }
  }
  // All of it where it has fewer.
  std::string_view last(size_t parts) const {
    return parts > parts_ ? path_ : path_.substr(begins_[parts - 1]);
  }

 private:
  std::string_view path_;
  std::array<size_t, kMaxParts> begins_{};
  size_t parts_ = 0;  // that begin behind a separator
};

std::string ending_of(std::string_view pattern) {
  const size_t wild = pattern.find_last_of("*#?/!");
  const std::string_view plain = wild == pattern.npos ? pattern : pattern.substr(wild + 1);
  return std::string(plain.substr(plain.size() - std::min(plain.size(), kMaxEnding)));
}

class Reader {
 public:
  Reader(const toml::table& entry, TomlEntries& reader) : entry_(entry), reader_(reader) {}

  DatasetRule read() {
    DatasetRule rule;
    rule.rule = reader_.text(entry_, "rule");
    rule.name = reader_.text(entry_, "name");
    if (entry_.contains("paths")) {
      for (const std::string& path : reader_.texts(entry_, "paths")) {
        rule.paths.push_back(ascii_lower(path));
      }
    }
    if (const toml::array* signs = entry_["signs"].as_array(); signs != nullptr) {
      for (const toml::node& sign : *signs) rule.signs.push_back(read_sign(sign));
    }
    if (rule.paths.empty() && rule.signs.empty()) {
      reader_.error(entry_.source(), "the entry needs \"paths\" or \"signs\"");
    }
    const toml::array* layers = entry_["layers"].as_array();
    if (layers == nullptr || layers->empty()) {
      reader_.error(entry_.source(), "the entry needs the key \"layers\", an array");
    } else {
      for (const toml::node& layer : *layers) rule.layers.push_back(read_layer(layer));
    }
    rule.examples = reader_.texts(entry_, "examples");
    rule.near_misses = reader_.texts(entry_, "near_misses");
    return rule;
  }

 private:
  DatasetRule::Sign read_sign(const toml::node& node) {
    constexpr std::string_view kName = "name:";
    constexpr std::string_view kColumns = "columns:";
    constexpr std::string_view kBytes = "bytes:";
    constexpr std::string_view kDigest = "sha256:";
    DatasetRule::Sign sign;
    const toml::array* parts = node.as_array();
    if (parts == nullptr || parts->empty()) {
      reader_.error(node.source(), "a sign is an array of texts");
      return sign;
    }
    for (const toml::node& part : *parts) {
      const std::string text = reader_.text(part, "signs");
      if (text.starts_with(kName)) {
        sign.name = ascii_lower(text.substr(kName.size()));
      } else if (text.starts_with(kColumns)) {
        for_each_token(text.substr(kColumns.size()), ",",
                       [&](std::string_view column) { sign.columns.emplace_back(column); });
      } else if (text.starts_with(kBytes)) {
        sign.bytes = std::strtoull(text.c_str() + kBytes.size(), nullptr, 10);
      } else if (text.starts_with(kDigest)) {
        sign.sha256 = text.substr(kDigest.size());
      } else {
        sign.texts.push_back(text);
      }
    }
    constexpr size_t kDigestDigits = 64;
    const bool has_size = sign.bytes > 0;
    if (has_size != !sign.sha256.empty() || (has_size && sign.sha256.size() != kDigestDigits)) {
      reader_.error(node.source(),
                    "a published file has \"bytes:N\" and \"sha256:HEX\" of 64 digits");
    }
    return sign;
  }

  DatasetLayer read_layer(const toml::node& node) {
    DatasetLayer layer;
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      reader_.error(node.source(), "a layer is a table");
      return layer;
    }
    const std::string word = reader_.text(*table, "scope");
    if (const auto scope = scope_named(word)) {
      layer.scope = *scope;
    } else {
      reader_.error(table->source(), "unknown scope \"" + word + "\"");
    }
    if (table->contains("license")) layer.license = reader_.text(*table, "license");
    if (!layer.license.empty() && layer.license != "NOASSERTION") {
      layer.license = reader_.license(*table, "license");
    }
    layer.source = (*table)["source"].value_or(std::string());
    layer.says = (*table)["says"].value_or(std::string());
    return layer;
  }

  const toml::table& entry_;
  TomlEntries& reader_;
};

// Whether `head` names a column at `at`: as a key of JSON, in the first line of a CSV or TSV file,
// or in the schema of a Parquet file (Thrift's compact protocol: its length in a byte before it) or
// of an Arrow file (a FlatBuffers string: its length in four bytes, and a zero behind it).
bool is_column_at(std::string_view head, size_t at, size_t size) {
  const char before = at == 0 ? '\n' : head[at - 1];
  const char behind = at + size == head.size() ? '\n' : head[at + size];
  if (before == '"' && behind == '"') return true;
  constexpr std::string_view kSeparators = ",\t;|\r\n";
  if (kSeparators.find(before) != kSeparators.npos &&
      kSeparators.find(behind) != kSeparators.npos && head.substr(0, at).find('\n') == head.npos) {
    return true;
  }
  const bool is_flat = before == 0 && behind == 0 && at >= 4;
  return static_cast<uint8_t>(is_flat ? head[at - 4] : before) == size;
}

bool has_column(std::string_view head, std::string_view column) {
  for (size_t at = head.find(column); at != head.npos; at = head.find(column, at + 1)) {
    if (is_column_at(head, at, column.size())) return true;
  }
  return false;
}

bool holds(const DatasetRule::Sign& sign, std::string_view name, const ShardLook& shard) {
  return (sign.name.empty() || matches(sign.name, name)) &&
         std::all_of(
             sign.texts.begin(), sign.texts.end(),
             [&](const std::string& text) { return shard.head.find(text) != shard.head.npos; }) &&
         std::all_of(sign.columns.begin(), sign.columns.end(),
                     [&](const std::string& column) { return has_column(shard.head, column); }) &&
         (sign.bytes == 0 || (sign.bytes == shard.bytes && shard.has_digest &&
                              shard.has_digest("sha256:" + sign.sha256)));
}

}  // namespace

std::vector<size_t> DatasetRules::of_shard(const ShardLook& shard) const {
  const std::string_view base = PathEnd(shard.name).last(1);
  std::vector<size_t> found;
  for (size_t i = 0; i < datasets.size(); ++i) {
    const auto& signs = datasets[i].signs;
    if (std::any_of(signs.begin(), signs.end(),
                    [&](const auto& sign) { return holds(sign, base, shard); })) {
      found.push_back(i);
    }
  }
  return found;
}

size_t DatasetRules::of_path(std::string_view path) const {
  if (path.size() > kMaxPathBytes) return npos;
  const PathEnd end(path);
  const size_t most = std::min(kMaxEnding, path.size());
  const std::string ending = ascii_lower(path.substr(path.size() - most));
  const uint32_t sizes = KeySizes::bit(0) | (ending.empty() ? 0U : endings.of(ending.back()));
  for (size_t bytes = 0; bytes <= most; ++bytes) {
    if ((sizes & KeySizes::bit(bytes)) == 0) continue;
    const auto tries = by_ending.find(std::string_view(ending).substr(most - bytes));
    if (tries == by_ending.end()) continue;
    for (const PathPattern& pattern : tries->second) {
      if (matches(pattern.text, end.last(pattern.parts))) return pattern.dataset;
    }
  }
  return npos;
}

std::vector<std::string> DatasetRules::failed_examples() const {
  std::vector<std::string> failed;
  const auto is_of = [&](size_t i, const std::string& text) {
    const size_t colon = text.find(": ");
    if (colon == text.npos) return of_path(text) == i;
    const std::vector<size_t> found = of_shard({text.substr(0, colon), text.substr(colon + 2)});
    return std::find(found.begin(), found.end(), i) != found.end();
  };
  for (size_t i = 0; i < datasets.size(); ++i) {
    for (const std::string& text : datasets[i].examples) {
      if (!is_of(i, text)) failed.push_back(datasets[i].rule + ": not recognised: " + text);
    }
    for (const std::string& text : datasets[i].near_misses) {
      if (is_of(i, text)) failed.push_back(datasets[i].rule + ": taken for it: " + text);
    }
  }
  return failed;
}

Result<DatasetRules> read_dataset_rules(const std::filesystem::path& path, std::string_view bytes,
                                        const LicenseTable& licenses) {
  static constexpr std::array<std::string_view, 1> kFile{"dataset"};
  static constexpr std::array<std::string_view, 8> kDataset{
      "rule", "name", "paths", "signs", "layers", "examples", "near_misses", "why"};
  TomlEntries reader(path, licenses);
  const Result<toml::table> file = reader.parse(bytes, kFile, "a file of known datasets");
  if (!file) return fail(file.error().message);
  DatasetRules rules;
  reader.each(*file, "dataset", kDataset, [&](const toml::table& entry) {
    DatasetRule rule = Reader(entry, reader).read();
    for (const std::string& pattern : rule.paths) {
      const std::string ending = ending_of(pattern);
      const size_t parts = count_parts(pattern);
      if (parts > kMaxParts) reader.error(entry.source(), "a path has at most 8 parts");
      rules.by_ending[ending].push_back({pattern, parts, rules.datasets.size()});
      rules.endings.add(ending);
    }
    rules.datasets.push_back(std::move(rule));
  });
  if (!reader.first_error().empty()) return fail(reader.first_error());
  return rules;
}

}  // namespace licensus
