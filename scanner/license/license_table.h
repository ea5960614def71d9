// What is known of licenses: ids, names, aliases, and the terms of each.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "license/expression.h"
#include "license/terms.h"

namespace licensus {

// A license id in its canonical spelling, and the port (jurisdiction) that the id could not hold.
struct CanonicalLicense {
  std::string id;    // SPDX id, LicenseRef-..., never ""
  std::string port;  // lower case ("de", "igo"); "" where the id says it all
};

// One cell of the terms table: where the value comes from.
struct TermSource {
  std::string term;    // "commercial_use", ...
  std::string value;   // "yes", ...
  std::string clause;  // "section 2(a)(1)"
};

// What `licensus rules ID` prints of a license.
struct LicenseInfo {
  std::string id;
  std::string name;
  std::string url;
  std::string meaning;  // one sentence for what is ours; "" for most SPDX ids
  std::string family;   // "cc", "odc", "rail", "government", "software", ...
  bool deprecated = false;
  std::string read_on;  // ISO date on which the clauses were read; "" where not yet read
  std::vector<std::string> aliases;
  std::vector<TermSource> sources;
};

struct TableData;

// Ids from the SPDX lists, names and aliases from rules/licenses*.toml, terms from
// rules/terms*.toml. Immutable after load; all const members may be called from any thread. Owns
// everything it returns a reference to.
class LicenseTable {
 public:
  // Reads `share`/spdx/*.json and `share`/rules/{licenses,terms}*.toml, then `user_terms` over them
  // ("" for none; of the same shape, see rules/terms.toml: it may change single cells and bring
  // licenses, aliases and conditions of its own). About 5 ms. Fails with file, line and reason: bad
  // TOML, unknown term or value, a license without id, an alias that two licenses claim, a
  // LicenseRef- without meaning.
  static Result<LicenseTable> load(const std::filesystem::path& share,
                                   const std::filesystem::path& user_terms);
  // The same from its data (license/table_data.h).
  explicit LicenseTable(TableData data);
  LicenseTable(LicenseTable&&) noexcept;
  LicenseTable& operator=(LicenseTable&&) noexcept;
  ~LicenseTable();

  // The canonical id for an id, deprecated id, name or alias, whatever its case and separators
  // ("GPL v2 or later", "CC BY 4.0"); nullopt where nothing is known. Where an old id stands for
  // more than one license or exception, the expression.
  std::optional<std::string> canonical_id(std::string_view text) const;

  // Same for an exception or addition id that follows WITH.
  std::optional<std::string> canonical_addition(std::string_view text) const;

  // Creative Commons by parts: `code` as in URLs in any case and order ("by-nc-sa", "by-nd-nc",
  // "zero", "mark", "certification", "publicdomain", "sampling+", "nc", "devnations"), `version`
  // ("4.0", "" where not given), `port` ("de", "igo", "" for none). A port without an SPDX id
  // counts as the base version with `port` beside it; no version: LicenseRef-CC-BY-NC; an unknown
  // code: LicenseRef-CC-unknown.
  CanonicalLicense canonical_cc(std::string_view code, std::string_view version,
                                std::string_view port) const;

  // Every id of `text`, an SPDX expression, in canonical spelling and normal form; unknown ids stay
  // visible as `LicenseRef-unknown-<id>` (`AdditionRef-unknown-<id>` after WITH), except
  // LicenseRef-, AdditionRef- and DocumentRef- ids, which stay. Deprecated ids become their
  // successors ("GPL-2.0+" -> "GPL-2.0-or-later"). Fails where `text` is no expression.
  Result<std::string> canonical_expression(std::string_view text) const;

  // The terms of a canonical expression: AND strictest, OR freest, WITH overrides single terms.
  // NONE, NOASSERTION and licenses outside the table: all unknown.
  Terms terms(std::string_view canonical_expression) const;

  // Same strictness tables, for evidence that is not one expression.
  static Terms strictest(const Terms& a, const Terms& b);
  static Terms freest(const Terms& a, const Terms& b);

  // nullptr for an id that is neither SPDX nor ours.
  const LicenseInfo* info(std::string_view canonical_id) const;
  // All ids with terms of our own table, in byte order.
  std::vector<std::string> ids_with_terms() const;

  const TableData& data() const;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace licensus
