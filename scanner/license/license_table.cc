#include "license/license_table.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

#include "license/creative_commons.h"
#include "license/id_key.h"
#include "license/table_data.h"

namespace licensus {
namespace {

using Lookup = std::unordered_map<std::string, std::string>;

std::optional<std::string> find(const Lookup& lookup, std::string_view text) {
  const auto found = lookup.find(id_key(text));
  if (found == lookup.end()) return std::nullopt;
  return found->second;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string to_lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

// Bytes that no SPDX id holds become "-".
std::string id_of_unknown(std::string_view prefix, std::string_view text) {
  std::string id(prefix);
  for (char c : text) {
    const char folded = lower(c);
    const bool plain = (folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9') || c == '.';
    id += plain ? c : '-';
  }
  return id;
}

// Cells that `by` states, over those of `terms`; conditions add up.
void override_terms(Terms& terms, const StatedTerms& by) {
  for_each_term([&](size_t index, const char*, auto member) {
    if (by.stated[index]) terms.*member = by.terms.*member;
  });
  std::vector<std::string> both;
  std::set_union(terms.conditions.begin(), terms.conditions.end(), by.terms.conditions.begin(),
                 by.terms.conditions.end(), std::back_inserter(both));
  terms.conditions = std::move(both);
}

}  // namespace

struct LicenseTable::Data : TableData {
  explicit Data(TableData data) : TableData(std::move(data)) {}

  const StatedTerms* find_terms(const std::string& id) const {
    const auto found = terms.find(id);
    return found == terms.end() ? nullptr : &found->second;
  }

  Terms license_terms(const Expression& license) const;
  Terms expression_terms(const Expression& expression) const;
  void canonicalise(Expression& expression, const LicenseTable& table) const;
};

LicenseTable::LicenseTable(TableData data) : data_(std::make_unique<Data>(std::move(data))) {}
LicenseTable::LicenseTable(LicenseTable&&) noexcept = default;
LicenseTable& LicenseTable::operator=(LicenseTable&&) noexcept = default;
LicenseTable::~LicenseTable() = default;

Result<LicenseTable> LicenseTable::load(const std::filesystem::path& share,
                                        const std::filesystem::path& user_terms) {
  auto data = load_table_data(share, user_terms);
  if (!data) return tl::unexpected(data.error());
  return LicenseTable(std::move(*data));
}

std::optional<std::string> LicenseTable::canonical_id(std::string_view text) const {
  if (text.size() > kMaxIdBytes) return std::nullopt;
  if (auto id = find(data_->license_by_key, text)) return id;
  if (auto cc = read_cc_name(id_words(text))) {
    auto id = canonical_cc(cc->code, cc->version, cc->port).id;
    if (id != "LicenseRef-CC-unknown") return id;
  }
  // A trove classifier: "License :: OSI Approved :: MIT License".
  if (const size_t colons = text.rfind("::"); colons != text.npos) {
    return canonical_id(text.substr(colons + 2));
  }
  // "GNU General Public License v3 (GPLv3)": both halves must agree.
  const size_t open = text.find('(');
  if (open == text.npos || open == 0 || text.back() != ')') return std::nullopt;
  auto before = canonical_id(text.substr(0, open));
  auto inside = canonical_id(text.substr(open + 1, text.size() - open - 2));
  return before == inside ? before : std::nullopt;
}

std::optional<std::string> LicenseTable::canonical_addition(std::string_view text) const {
  return find(data_->addition_by_key, text);
}

CanonicalLicense LicenseTable::canonical_cc(std::string_view code, std::string_view version,
                                            std::string_view port) const {
  constexpr std::string_view kUnknown = "LicenseRef-CC-unknown";
  const std::string lower_port = to_lower(port);
  if (code.size() + version.size() + port.size() > kMaxIdBytes) return {std::string(kUnknown), ""};
  auto words = id_words(code);
  if (!words.empty() && words[0] == "cc") words.erase(words.begin());
  std::string name = "CC";
  if (const std::string elements = cc_elements(words); !elements.empty()) {
    name += elements;
  } else {
    for (const std::string& word : words) name += "-" + word;
  }
  const std::string versioned = version.empty() ? name : name + "-" + std::string(version);
  if (!version.empty() && !lower_port.empty()) {
    if (auto id = find(data_->license_by_key, versioned + "-" + lower_port)) return {*id, ""};
  }
  if (auto id = find(data_->license_by_key, versioned)) return {*id, lower_port};
  if (auto id = find(data_->license_by_key, name)) return {*id, lower_port};
  return {std::string(kUnknown), lower_port};
}

void LicenseTable::Data::canonicalise(Expression& expression, const LicenseTable& table) const {
  for (Expression& operand : expression.operands) canonicalise(operand, table);
  if (expression.kind != Expression::Kind::kLicense) return;
  if (!expression.addition.empty()) {
    if (auto id = table.canonical_addition(expression.addition)) {
      expression.addition = *id;
    } else if (!expression.addition.starts_with("AdditionRef-") &&
               !expression.addition.starts_with("LicenseRef-")) {
      expression.addition = id_of_unknown("AdditionRef-unknown-", expression.addition);
    }
  }
  std::string& license = expression.license;
  if (license == "NONE" || license == "NOASSERTION") return;
  auto id = table.canonical_id(license);
  if (!id && license.ends_with('+')) {
    id = table.canonical_id(std::string_view(license).substr(0, license.size() - 1));
    if (id && id->ends_with("-only")) {
      id->replace(id->size() - 5, 5, "-or-later");
    } else if (id && !id->starts_with("LicenseRef-") && !id->ends_with("-or-later")) {
      *id += '+';
    }
  }
  // A deprecated id may stand for an expression: GPL-2.0-only WITH an exception.
  auto successor = id ? parse_expression(*id) : Result<Expression>(Expression());
  const bool plain =
      successor && successor->kind == Expression::Kind::kLicense && successor->addition.empty();
  if (id && successor && (plain || expression.addition.empty())) {
    if (plain) successor->addition = std::move(expression.addition);
    expression = std::move(*successor);
  } else if (!license.starts_with("LicenseRef-") && !license.starts_with("DocumentRef-")) {
    license = id_of_unknown("LicenseRef-unknown-", license);
  }
}

Result<std::string> LicenseTable::canonical_expression(std::string_view text) const {
  auto expression = parse_expression(text);
  if (!expression) return tl::unexpected(expression.error());
  data_->canonicalise(*expression, *this);
  return to_string(*expression);
}

Terms LicenseTable::Data::license_terms(const Expression& license) const {
  std::string id = license.license;
  const StatedTerms* base = find_terms(id);
  if (base == nullptr && id.ends_with('+')) {
    id.pop_back();
    base = find_terms(id);
  }
  if (base == nullptr) return {};
  Terms result = base->terms;
  if (license.addition.empty()) return result;
  if (const StatedTerms* addition = find_terms(license.addition)) {
    override_terms(result, *addition);
  } else if (!infos.contains(license.addition)) {
    result = strictest(result, {});  // it may ask for anything
  }
  return result;
}

Terms LicenseTable::Data::expression_terms(const Expression& expression) const {
  if (expression.kind == Expression::Kind::kLicense) return license_terms(expression);
  Terms result = expression_terms(expression.operands.front());
  for (size_t i = 1; i < expression.operands.size(); ++i) {
    const Terms operand = expression_terms(expression.operands[i]);
    result = expression.kind == Expression::Kind::kAnd ? strictest(result, operand)
                                                       : freest(result, operand);
  }
  return result;
}

Terms LicenseTable::terms(std::string_view canonical_expression) const {
  if (const StatedTerms* one = data_->find_terms(std::string(canonical_expression))) {
    return one->terms;
  }
  const auto expression = parse_expression(canonical_expression);
  return expression ? data_->expression_terms(*expression) : Terms{};
}

Terms LicenseTable::strictest(const Terms& a, const Terms& b) {
  Terms result;
  for_each_term(
      [&](size_t, const char*, auto member) { result.*member = std::max(a.*member, b.*member); });
  std::set_union(a.conditions.begin(), a.conditions.end(), b.conditions.begin(), b.conditions.end(),
                 std::back_inserter(result.conditions));
  return result;
}

Terms LicenseTable::freest(const Terms& a, const Terms& b) {
  Terms result;
  for_each_term(
      [&](size_t, const char*, auto member) { result.*member = std::min(a.*member, b.*member); });
  std::set_intersection(a.conditions.begin(), a.conditions.end(), b.conditions.begin(),
                        b.conditions.end(), std::back_inserter(result.conditions));
  return result;
}

const LicenseInfo* LicenseTable::info(std::string_view canonical_id) const {
  const auto found = data_->infos.find(std::string(canonical_id));
  return found == data_->infos.end() ? nullptr : &found->second;
}

const TableData& LicenseTable::data() const { return *data_; }

std::vector<std::string> LicenseTable::ids_with_terms() const {
  std::vector<std::string> ids;
  for (const auto& entry : data_->terms) ids.push_back(entry.first);
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace licensus
