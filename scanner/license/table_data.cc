#include "license/table_data.h"

#include <fmt/format.h>
#include <simdjson.h>
#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "license/id_key.h"
#include "license/term_words.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace licensus {
namespace {

using Path = std::filesystem::path;

struct TomlFile {
  std::string path;
  toml::table root;
};

// "file:line: reason".
tl::unexpected<Error> fail_at(const TomlFile& file, const toml::node& node,
                              std::string_view reason) {
  return fail(fmt::format("{}:{}: {}", file.path, node.source().begin.line, reason));
}

Result<std::string> read_file(const Path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) return fail(fmt::format("cannot read {}", path.string()));
  return text;
}

Result<TomlFile> read_toml(const Path& path) {
  auto text = read_file(path);
  if (!text) return tl::unexpected(text.error());
  auto parsed = toml::parse(*text, path.string());
  if (!parsed) {
    const auto& error = parsed.error();
    return fail(
        fmt::format("{}:{}: {}", path.string(), error.source().begin.line, error.description()));
  }
  return TomlFile{path.string(), std::move(parsed).table()};
}

// The text of a pattern entry: "{v}" replaced.
std::string for_version(std::string text, std::string_view version) {
  for (size_t at = text.find("{v}"); at != text.npos; at = text.find("{v}", at)) {
    text.replace(at, 3, version);
  }
  return text;
}

// Whether `text` fits `pattern`, whose "*" stand for any bytes. Linear but for the last "*".
bool fits(std::string_view pattern, std::string_view text) {
  const size_t star = pattern.find('*');
  if (star == pattern.npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  const auto rest = pattern.substr(star + 1);
  for (size_t at = star; at <= text.size(); ++at) {
    if (fits(rest, text.substr(at))) return true;
  }
  return false;
}

// Fills a TableData from files, in the order: SPDX lists, licenses of all files, terms of all
// files.
class Loader {
 public:
  Result<void> add_spdx(const Path& folder);
  Result<void> add_licenses(const TomlFile& file);
  Result<void> add_terms(const TomlFile& file);
  TableData take() { return std::move(data_); }

 private:
  using Keys = std::unordered_map<std::string, std::string>;

  // One [[license]] or [[addition]].
  struct Entry {
    const toml::table& table;
    bool addition;
    std::string family;
  };

  Result<std::vector<std::string>> read_list(const Path& path);
  Result<void> add_entry(const TomlFile& file, const Entry& entry);
  Result<void> add_license(const TomlFile& file, const Entry& entry, std::string_view version);
  Result<void> claim(Keys& keys, std::string_view alias, const std::string& id);
  Result<void> add_conditions(const TomlFile& file);
  Result<void> add_terms_table(const TomlFile& file, const toml::table& table,
                               const std::string& read_on);
  Result<std::vector<std::string>> ids_of(const TomlFile& file, const toml::table& table);
  Result<void> set_cells(const TomlFile& file, const toml::table& table, StatedTerms& stated,
                         std::vector<TermSource>& sources);

  TableData data_;
};

Result<std::vector<std::string>> Loader::read_list(const Path& path) {
  simdjson::dom::parser parser;
  simdjson::dom::array items;
  std::vector<std::string> ids;
  if (parser.load(path.string()).get(items) != simdjson::SUCCESS) {
    return fail(fmt::format("{}: not a JSON array of license ids", path.string()));
  }
  for (simdjson::dom::element item : items) {
    std::string_view id;
    if (item.get(id) != simdjson::SUCCESS) {
      return fail(fmt::format("{}: an item is not a string", path.string()));
    }
    ids.emplace_back(id);
  }
  return ids;
}

Result<void> Loader::add_spdx(const Path& folder) {
  for (const char* name : {"licenses", "deprecated", "exceptions"}) {
    const Path path = folder / (std::string(name) + ".json");
    auto ids = read_list(path);
    if (!ids) return tl::unexpected(ids.error());
    const bool exceptions = std::string_view(name) == "exceptions";
    for (const std::string& id : *ids) {
      LicenseInfo& info = data_.infos[id];
      info.id = info.name = id;
      info.url = "https://spdx.org/licenses/" + id + ".html";
      info.family = exceptions ? "exception" : "software";
      if (exceptions) data_.additions.insert(id);
      info.deprecated = std::string_view(name) == "deprecated";
      auto claimed = claim(exceptions ? data_.addition_by_key : data_.license_by_key, id, id);
      if (!claimed) return fail(fmt::format("{}: {}", path.string(), claimed.error().message));
    }
  }
  return {};
}

Result<void> Loader::claim(Keys& keys, std::string_view alias, const std::string& id) {
  std::string key = id_key(alias);
  if (key.empty()) return fail(fmt::format("\"{}\" names no license", alias));
  const auto [at, is_new] = keys.emplace(std::move(key), id);
  if (is_new || at->second == id) return {};
  return fail(fmt::format("both {} and {} claim the name \"{}\"", at->second, id, alias));
}

Result<void> Loader::add_licenses(const TomlFile& file) {
  const std::string family = file.root["family"].value_or(std::string());
  for (const auto& [key, node] : file.root) {
    const bool addition = key == "addition";
    if (!addition && key != "license") continue;
    const toml::array* tables = node.as_array();
    if (tables == nullptr) return fail_at(file, node, "expected [[license]] or [[addition]]");
    for (const toml::node& item : *tables) {
      const toml::table* table = item.as_table();
      if (table == nullptr) return fail_at(file, item, "expected a table");
      if (auto added = add_entry(file, {*table, addition, family}); !added) return added;
    }
  }
  return {};
}

Result<void> Loader::add_entry(const TomlFile& file, const Entry& entry) {
  for (const auto& [key, node] : entry.table) {
    static constexpr std::array<std::string_view, 8> kKeys{
        "id", "name", "url", "aliases", "versions", "meaning", "successor", "family"};
    if (std::find(kKeys.begin(), kKeys.end(), key.str()) == kKeys.end()) {
      return fail_at(file, node, fmt::format("unknown key \"{}\" of a license", key.str()));
    }
    const bool list = key == "aliases" || key == "versions";
    if (list ? !node.is_array() : !node.is_string()) {
      return fail_at(file, node,
                     fmt::format("\"{}\" is not {}", key.str(), list ? "a list" : "a string"));
    }
  }
  const toml::array* versions = entry.table["versions"].as_array();
  if (versions == nullptr) return add_license(file, entry, "");
  for (const toml::node& version : *versions) {
    if (!version.is_string()) return fail_at(file, version, "a version is not a string");
    if (auto added = add_license(file, entry, version.ref<std::string>()); !added) return added;
  }
  return {};
}

Result<void> Loader::add_license(const TomlFile& file, const Entry& entry,
                                 std::string_view version) {
  const auto text = [&](const char* key) {
    return for_version(entry.table[key].value_or(std::string()), version);
  };
  const std::string id = text("id");
  if (id.empty()) return fail_at(file, entry.table, "a license without id");
  const std::string meaning = text("meaning");
  const bool own = id.starts_with("LicenseRef-") || id.starts_with("AdditionRef-");
  if (own && meaning.empty()) return fail_at(file, entry.table, id + " without meaning");
  Keys& keys = entry.addition ? data_.addition_by_key : data_.license_by_key;
  if (entry.addition) data_.additions.insert(id);
  LicenseInfo& info = data_.infos[id];
  info.id = id;
  if (auto name = text("name"); !name.empty()) info.name = std::move(name);
  if (info.name.empty()) info.name = id;
  if (auto url = text("url"); !url.empty()) info.url = std::move(url);
  if (auto family = text("family"); !family.empty()) {
    info.family = std::move(family);
  } else if (!entry.family.empty()) {
    info.family = entry.family;
  }
  info.meaning = meaning;
  const std::string successor = text("successor");
  if (!successor.empty()) {
    info.deprecated = true;
    keys[id_key(id)] = successor;
  }
  const std::string& target = successor.empty() ? id : successor;
  std::vector<std::string> names{id, info.name};
  if (const toml::array* aliases = entry.table["aliases"].as_array()) {
    for (const toml::node& alias : *aliases) {
      if (!alias.is_string()) return fail_at(file, alias, "an alias is not a string");
      info.aliases.push_back(for_version(alias.ref<std::string>(), version));
      names.push_back(info.aliases.back());
    }
  }
  for (const std::string& name : names) {
    if (auto claimed = claim(keys, name, target); !claimed) {
      return fail_at(file, entry.table, claimed.error().message);
    }
  }
  return {};
}

Result<void> Loader::add_conditions(const TomlFile& file) {
  const toml::node* node = file.root.get("conditions");
  if (node == nullptr) return {};
  if (!node->is_table()) return fail_at(file, *node, "expected the table [conditions]");
  for (const auto& [id, meaning] : *node->as_table()) {
    if (!meaning.is_string())
      return fail_at(file, meaning, "a condition's meaning is not a string");
    data_.conditions[std::string(id.str())] = meaning.ref<std::string>();
  }
  return {};
}

Result<void> Loader::add_terms(const TomlFile& file) {
  if (auto added = add_conditions(file); !added) return added;
  for (const auto& [key, node] : file.root) {
    static constexpr std::array<std::string_view, 6> kKeys{"license", "addition",   "family",
                                                           "terms",   "conditions", "read"};
    if (std::find(kKeys.begin(), kKeys.end(), key.str()) == kKeys.end()) {
      return fail_at(file, node, fmt::format("unknown key \"{}\"", key.str()));
    }
  }
  const std::string read_on = file.root["read"].value_or(std::string());
  const toml::node* node = file.root.get("terms");
  if (node == nullptr) return {};
  const toml::array* tables = node->as_array();
  if (tables == nullptr) return fail_at(file, *node, "expected [[terms]]");
  for (const toml::node& item : *tables) {
    const toml::table* table = item.as_table();
    if (table == nullptr) return fail_at(file, item, "expected [[terms]]");
    if (auto added = add_terms_table(file, *table, read_on); !added) return added;
  }
  return {};
}

Result<std::vector<std::string>> Loader::ids_of(const TomlFile& file, const toml::table& table) {
  const toml::array* patterns = table["of"].as_array();
  if (patterns == nullptr) return fail_at(file, table, "terms without \"of\", a list of ids");
  std::vector<std::string> ids;
  for (const toml::node& node : *patterns) {
    if (!node.is_string()) return fail_at(file, node, "an id is not a string");
    const std::string& pattern = node.ref<std::string>();
    const size_t before = ids.size();
    if (pattern.find('*') == pattern.npos) {
      if (data_.infos.contains(pattern)) ids.push_back(pattern);
    } else {
      for (const auto& [id, info] : data_.infos) {
        const bool license = !info.deprecated && !data_.additions.contains(id);
        if (license && fits(pattern, id)) ids.push_back(id);
      }
    }
    if (ids.size() == before) {
      return fail_at(file, node, fmt::format("no license has the id \"{}\"", pattern));
    }
  }
  return ids;
}

Result<void> Loader::add_terms_table(const TomlFile& file, const toml::table& table,
                                     const std::string& read_on) {
  auto ids = ids_of(file, table);
  if (!ids) return tl::unexpected(ids.error());
  StatedTerms cells;
  std::vector<TermSource> sources;
  if (auto set = set_cells(file, table, cells, sources); !set) return set;
  const std::string read = table["read"].value_or(read_on);
  for (const std::string& id : *ids) {
    StatedTerms& terms = data_.terms[id];
    for_each_term([&](size_t index, const char*, auto member) {
      if (cells.stated[index]) terms.terms.*member = cells.terms.*member;
    });
    if (cells.stated[kTermCells - 1]) terms.terms.conditions = cells.terms.conditions;
    terms.stated |= cells.stated;
    LicenseInfo& info = data_.infos[id];
    info.read_on = read;
    std::erase_if(info.sources, [&](const TermSource& old) {
      return std::any_of(sources.begin(), sources.end(),
                         [&](const TermSource& now) { return now.term == old.term; });
    });
    info.sources.insert(info.sources.end(), sources.begin(), sources.end());
  }
  return {};
}

// "yes: section 2(a)(1)" -> {"yes", "section 2(a)(1)"}; an empty clause where there is none.
std::pair<std::string, std::string> split_cell(const std::string& text) {
  const size_t colon = text.find(": ");
  if (colon == text.npos) return {text, ""};
  return {text.substr(0, colon), text.substr(colon + 2)};
}

bool read_word(std::string_view word, Permission& value) {
  return from_word(kPermissionWords, word, value);
}
bool read_word(std::string_view word, Duty& value) { return from_word(kDutyWords, word, value); }
bool read_word(std::string_view word, Purpose& value) {
  return from_word(kPurposeWords, word, value);
}

Result<void> Loader::set_cells(const TomlFile& file, const toml::table& table, StatedTerms& stated,
                               std::vector<TermSource>& sources) {
  for (const auto& [key, node] : table) {
    if (key == "of" || key == "read") continue;
    std::vector<std::pair<const toml::node*, bool>> cells;  // the node, whether its word is known
    const toml::array* list = key == "conditions" ? node.as_array() : nullptr;
    if (list != nullptr) {
      for (const toml::node& item : *list) cells.emplace_back(&item, false);
      stated.stated.set(kTermCells - 1);
      if (list->empty()) sources.push_back({"conditions", "", ""});
    } else {
      cells.emplace_back(&node, false);
    }
    bool known_term = list != nullptr;
    for (auto& [cell, known_word] : cells) {
      if (!cell->is_string()) return fail_at(file, *cell, "expected \"value: clause\"");
      auto [word, clause] = split_cell(cell->ref<std::string>());
      if (list != nullptr) {
        known_word = data_.conditions.contains(word);
        stated.terms.conditions.push_back(word);
      }
      for_each_term([&](size_t index, std::string_view name, auto member) {
        if (name != key.str()) return;
        known_term = true;
        known_word = read_word(word, stated.terms.*member);
        stated.stated.set(index);
      });
      if (!known_term) return fail_at(file, *cell, fmt::format("unknown term \"{}\"", key.str()));
      if (!known_word) {
        return fail_at(file, *cell, fmt::format("{} has no value \"{}\"", key.str(), word));
      }
      if (clause.empty()) {
        return fail_at(file, *cell, fmt::format("{} without the clause it comes from", key.str()));
      }
      sources.push_back({std::string(key.str()), word, clause});
    }
  }
  std::sort(stated.terms.conditions.begin(), stated.terms.conditions.end());
  return {};
}

// The files `share`/rules/{licenses,terms}*.toml in byte order, then the user's.
Result<std::vector<Path>> toml_files(const Path& share, const Path& user_terms) {
  std::vector<Path> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(share / "rules", error)) {
    const std::string name = entry.path().filename().string();
    const bool ours = name.starts_with("licenses") || name.starts_with("terms");
    if (ours && name.ends_with(".toml")) paths.push_back(entry.path());
  }
  if (error) return fail(fmt::format("{}: {}", (share / "rules").string(), error.message()));
  std::sort(paths.begin(), paths.end());
  if (!user_terms.empty()) paths.push_back(user_terms);
  return paths;
}

}  // namespace

Result<TableData> load_table_data(const Path& share, const Path& user_terms) {
  const auto paths = toml_files(share, user_terms);
  if (!paths) return tl::unexpected(paths.error());
  std::vector<TomlFile> files;
  for (const Path& path : *paths) {
    auto file = read_toml(path);
    if (!file) return tl::unexpected(file.error());
    files.push_back(std::move(*file));
  }
  Loader loader;
  if (auto added = loader.add_spdx(share / "spdx"); !added) return tl::unexpected(added.error());
  for (const TomlFile& file : files) {
    if (auto added = loader.add_licenses(file); !added) return tl::unexpected(added.error());
  }
  for (const TomlFile& file : files) {
    if (auto added = loader.add_terms(file); !added) return tl::unexpected(added.error());
  }
  return loader.take();
}

}  // namespace licensus
