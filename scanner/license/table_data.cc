#include "license/table_data.h"

#include <fmt/format.h>
#include <algorithm>
#include <optional>
#include <utility>

#include "base/whole_file.h"
#include "license/id_key.h"
#include "license/spdx_lists.h"
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

Result<TomlFile> read_toml(const Path& path) {
  const std::optional<std::string> text = whole_file(path);
  if (!text) return fail(fmt::format("cannot read {}", path.string()));
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

// The cells of one [[terms]] and where they come from.
struct Cells {
  StatedTerms stated;
  std::vector<TermSource> sources;
};

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

  Result<void> add_entry(const TomlFile& file, const Entry& entry);
  Result<void> add_license(const TomlFile& file, const Entry& entry, std::string_view version);
  Result<void> read_aliases(const TomlFile& file, const Entry& entry, std::string_view version,
                            std::vector<std::string>& aliases);
  Result<void> claim(Keys& keys, std::string_view alias, const std::string& id);
  Result<void> add_conditions(const TomlFile& file);
  Result<void> add_terms_table(const TomlFile& file, const toml::table& table,
                               const std::string& read_on);
  Result<std::vector<std::string>> ids_of(const TomlFile& file, const toml::table& table);
  Result<Cells> read_cells(const TomlFile& file, const toml::table& table);
  Result<void> set_cell(const TomlFile& file, std::string_view term, const toml::node& node,
                        Cells& cells);

  TableData data_;
};

Result<void> Loader::add_spdx(const Path& folder) {
  auto lists = read_spdx_lists(folder);
  if (!lists) return tl::unexpected(lists.error());
  const auto add = [&](const std::vector<std::string>& ids, Keys& keys, const char* family,
                       bool deprecated) -> Result<void> {
    for (const std::string& id : ids) {
      LicenseInfo& info = data_.infos[id];
      info.id = info.name = id;
      info.url = "https://spdx.org/licenses/" + id + ".html";
      info.family = family;
      info.deprecated = deprecated;
      if (auto claimed = claim(keys, id, id); !claimed) {
        return fail(fmt::format("{}: {}", folder.string(), claimed.error().message));
      }
    }
    return {};
  };
  data_.additions.insert(lists->exceptions.begin(), lists->exceptions.end());
  auto added = add(lists->licenses, data_.license_by_key, "software", false);
  if (added) added = add(lists->deprecated, data_.license_by_key, "software", true);
  if (added) added = add(lists->exceptions, data_.addition_by_key, "exception", false);
  return added;
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
  const bool own = id.starts_with("LicenseRef-") || id.starts_with("AdditionRef-");
  if (id.empty()) return fail_at(file, entry.table, "a license without id");
  if (own && text("meaning").empty()) return fail_at(file, entry.table, id + " without meaning");
  if (entry.addition) data_.additions.insert(id);

  LicenseInfo& info = data_.infos[id];
  info.id = id;
  const auto set = [](std::string& field, std::string value) {
    if (!value.empty()) field = std::move(value);
  };
  if (info.name.empty()) info.name = id;
  set(info.name, text("name"));
  set(info.url, text("url"));
  set(info.meaning, text("meaning"));
  set(info.family, entry.family);
  set(info.family, text("family"));
  const std::string successor = text("successor");
  info.deprecated = info.deprecated || !successor.empty();
  const size_t first_new = info.aliases.size();
  if (auto read = read_aliases(file, entry, version, info.aliases); !read) return read;

  Keys& keys = entry.addition ? data_.addition_by_key : data_.license_by_key;
  if (!successor.empty()) keys[id_key(id)] = successor;
  std::vector<std::string> names(info.aliases.begin() + static_cast<ptrdiff_t>(first_new),
                                 info.aliases.end());
  names.insert(names.end(), {id, info.name});
  for (const std::string& name : names) {
    if (auto claimed = claim(keys, name, successor.empty() ? id : successor); !claimed) {
      return fail_at(file, entry.table, claimed.error().message);
    }
  }
  return {};
}

Result<void> Loader::read_aliases(const TomlFile& file, const Entry& entry,
                                  std::string_view version, std::vector<std::string>& aliases) {
  const toml::array* nodes = entry.table["aliases"].as_array();
  if (nodes == nullptr) return {};
  for (const toml::node& node : *nodes) {
    if (!node.is_string()) return fail_at(file, node, "an alias is not a string");
    aliases.push_back(for_version(node.ref<std::string>(), version));
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

// Sets the term `name` of `stated` to the word; false where the term has no such value, nullopt
// where there is no such term.
std::optional<bool> set_term(std::string_view term, std::string_view word, StatedTerms& stated) {
  std::optional<bool> set;
  for_each_term([&](size_t index, std::string_view name, auto member) {
    if (name != term) return;
    set = read_word(word, stated.terms.*member);
    stated.stated.set(index);
  });
  return set;
}

Result<void> Loader::set_cell(const TomlFile& file, std::string_view term, const toml::node& node,
                              Cells& cells) {
  if (!node.is_string()) return fail_at(file, node, "expected \"value: clause\"");
  auto [word, clause] = split_cell(node.ref<std::string>());
  std::optional<bool> set;
  if (term == "conditions") {
    set = data_.conditions.contains(word);
    cells.stated.terms.conditions.push_back(word);
  } else {
    set = set_term(term, word, cells.stated);
  }
  if (!set) return fail_at(file, node, fmt::format("unknown term \"{}\"", term));
  if (!*set) return fail_at(file, node, fmt::format("{} has no value \"{}\"", term, word));
  if (clause.empty()) {
    return fail_at(file, node, fmt::format("{} without the clause it comes from", term));
  }
  cells.sources.push_back({std::string(term), word, clause});
  return {};
}

Result<Cells> Loader::read_cells(const TomlFile& file, const toml::table& table) {
  Cells cells;
  for (const auto& [key, node] : table) {
    if (key == "of" || key == "read") continue;
    if (key != "conditions") {
      if (auto set = set_cell(file, key, node, cells); !set) return tl::unexpected(set.error());
      continue;
    }
    const toml::array* list = node.as_array();
    if (list == nullptr) return fail_at(file, node, "conditions are not a list");
    cells.stated.stated.set(kTermCells - 1);
    for (const toml::node& item : *list) {
      if (auto set = set_cell(file, key, item, cells); !set) return tl::unexpected(set.error());
    }
  }
  auto& conditions = cells.stated.terms.conditions;
  std::sort(conditions.begin(), conditions.end());
  conditions.erase(std::unique(conditions.begin(), conditions.end()), conditions.end());
  return cells;
}

// Puts `cells` over what is known of a license. Sources of a term that they state anew go.
void override_cells(const Cells& cells, StatedTerms& terms, LicenseInfo& info) {
  for_each_term([&](size_t index, std::string_view, auto member) {
    if (cells.stated.stated[index]) terms.terms.*member = cells.stated.terms.*member;
  });
  const bool conditions = cells.stated.stated[kTermCells - 1];
  if (conditions) terms.terms.conditions = cells.stated.terms.conditions;
  terms.stated |= cells.stated.stated;
  std::erase_if(info.sources, [&](const TermSource& old) {
    if (old.term == "conditions") return conditions;
    return std::any_of(cells.sources.begin(), cells.sources.end(),
                       [&](const TermSource& now) { return now.term == old.term; });
  });
  info.sources.insert(info.sources.end(), cells.sources.begin(), cells.sources.end());
}

Result<void> Loader::add_terms_table(const TomlFile& file, const toml::table& table,
                                     const std::string& read_on) {
  const auto ids = ids_of(file, table);
  if (!ids) return tl::unexpected(ids.error());
  const auto cells = read_cells(file, table);
  if (!cells) return tl::unexpected(cells.error());
  for (const std::string& id : *ids) {
    LicenseInfo& info = data_.infos[id];
    info.read_on = table["read"].value_or(read_on);
    override_cells(*cells, data_.terms[id], info);
  }
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
