#include "detect/dataset_rules.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/ascii.h"
#include "base/paths.h"
#include "detect/toml_entries.h"

namespace licensus {
namespace {

constexpr size_t kMaxPathBytes = 512;  // longer paths are those of no known dataset

// Whether `path` ends as `pattern` says, at a whole part. `*`: any bytes but `/` and `!`; `#`: a
// digit; `?`: any one byte. `pattern` is in lower case, `path` in any. From the back, as most paths
// end otherwise.
bool ends_as(std::string_view pattern, std::string_view path) {
  for (;; pattern.remove_suffix(1), path.remove_suffix(1)) {
    if (pattern.empty()) return last_part_at(path) == path.size();
    const char p = pattern.back();
    if (p == '*') {
      const std::string_view rest = pattern.substr(0, pattern.size() - 1);
      const size_t part = last_part_at(path);
      if (rest.ends_with('/')) return ends_as(rest, path.substr(0, part));
      for (size_t end = path.size();; --end) {
        if (ends_as(rest, path.substr(0, end))) return true;
        if (end == part) return false;
      }
    }
    if (path.empty()) return false;
    const char c = ascii_lower(path.back());
    if (p != '?' && p != c && !(p == '#' && is_ascii_digit(c))) return false;
  }
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

bool holds(const DatasetRule::Sign& sign, const ShardLook& shard) {
  return (sign.name.empty() || ends_as(sign.name, shard.name)) &&
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
  std::vector<size_t> found;
  for (size_t i = 0; i < datasets.size(); ++i) {
    const auto& signs = datasets[i].signs;
    if (std::any_of(signs.begin(), signs.end(),
                    [&](const auto& sign) { return holds(sign, shard); })) {
      found.push_back(i);
    }
  }
  return found;
}

size_t DatasetRules::of_path(std::string_view path) const {
  if (path.empty() || path.size() > kMaxPathBytes) return npos;
  // Asked of every member of an archive, so one byte says no to most patterns: the last one, or
  // the last of the folder for those that name only that.
  const size_t part = last_part_at(path);
  const std::string_view folder =
      part > 1 && path[part - 1] == '/' ? path.substr(0, part - 1) : std::string_view();
  const auto is_path = [&](std::string_view pattern) {
    std::string_view rest = path;
    if (pattern.ends_with("/*")) {
      pattern.remove_suffix(2);
      rest = folder;
    }
    if (pattern.empty() || rest.empty()) return false;
    const char end = pattern.back();
    if (end != ascii_lower(rest.back()) && end != '*' && end != '?' && end != '#') return false;
    return ends_as(pattern, rest);
  };
  for (size_t i = 0; i < datasets.size(); ++i) {
    if (std::any_of(datasets[i].paths.begin(), datasets[i].paths.end(), is_path)) return i;
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
    rules.datasets.push_back(std::move(rule));
  });
  if (!reader.first_error().empty()) return fail(reader.first_error());
  return rules;
}

}  // namespace licensus
