#include "pipeline/policy.h"

#include <algorithm>
#include <span>

#include "base/nearest.h"
#include "detect/finding.h"
#include "detect/toml_entries.h"
#include "license/expression.h"
#include "license/table_data.h"
#include "license/term_words.h"

namespace licensus {
namespace {

constexpr std::array<std::string_view, 13> kSignals = {"noai",
                                                       "noimageai",
                                                       "noml",
                                                       "tdm-reservation",
                                                       "tdm-policy",
                                                       "content-usage",
                                                       "rsl",
                                                       "robots-txt",
                                                       "content-signal",
                                                       "ai-txt",
                                                       "iptc-data-mining",
                                                       "c2pa-training-mining",
                                                       "cawg-training-mining"};

// Words of an enum, from its first value on.
template <class T, size_t N>
std::vector<std::string_view> words_of() {
  std::vector<std::string_view> words;
  for (size_t i = 0; i < N; ++i) words.push_back(to_string(static_cast<T>(i)));
  return words;
}

size_t place_of(std::string_view dimension) {
  const auto& all = Policy::kDimensions;
  return static_cast<size_t>(std::find(all.begin(), all.end(), dimension) - all.begin());
}

// The values that a dimension can have; empty for licenses, which the table knows.
std::vector<std::string_view> values_of(std::string_view dimension, const LicenseTable& licenses) {
  if (dimension == "license_status") return words_of<Status, 6>();
  if (dimension == "scope") return words_of<Scope, 6>();
  if (dimension == "signal") return {kSignals.begin(), kSignals.end()};
  if (dimension == "purpose") return {kPurposeWords.begin(), kPurposeWords.end()};
  if (dimension == "attribution" || dimension == "notice" || dimension == "share_alike") {
    return {kDutyWords.begin(), kDutyWords.end()};
  }
  if (dimension == "license") return {};
  if (dimension != "conditions") return {kPermissionWords.begin(), kPermissionWords.end()};
  std::vector<std::string_view> conditions;
  for (const auto& [id, meaning] : licenses.data().conditions) conditions.emplace_back(id);
  return conditions;
}

bool matches(std::string_view pattern, std::string_view value) {
  if (!pattern.ends_with('*')) return pattern == value;
  pattern.remove_suffix(1);
  return value.starts_with(pattern);
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view value) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches(pattern, value); });
}

}  // namespace

class PolicyReader {
 public:
  PolicyReader(const std::filesystem::path& path, const LicenseTable& licenses)
      : reader_(path, licenses), licenses_(licenses) {}

  Result<Policy> read(std::string_view bytes) {
    std::vector<std::string_view> keys{"name", "why", "tolerated_share", "inherit"};
    keys.insert(keys.end(), Policy::kDimensions.begin(), Policy::kDimensions.end());
    const Result<toml::table> file = reader_.parse(bytes, keys, "a policy");
    if (!file) return fail(file.error().message);
    Policy policy;
    policy.name_ = reader_.text(*file, "name");
    read_share(*file, policy);
    if (const toml::node* inherit = file->get("inherit")) {
      if (!inherit->is_boolean()) reader_.error(inherit->source(), "inherit must be true or false");
      policy.inherits_ = inherit->value_or(true);
    }
    bool judges = false;
    for (const std::string_view dimension : Policy::kDimensions) {
      const toml::node* node = file->get(dimension);
      if (node == nullptr) continue;
      judges = true;
      read_lists(*node, dimension, policy.lists_[place_of(dimension)]);
    }
    if (!judges) {
      reader_.error(file->source(),
                    "the policy judges nothing; write [license], [commercial_use] "
                    "or another dimension with allow or deny");
    }
    if (!reader_.first_error().empty()) return fail(reader_.first_error());
    return policy;
  }

 private:
  void read_share(const toml::table& file, Policy& policy) {
    const toml::node* node = file.get("tolerated_share");
    if (node == nullptr) return;
    const std::optional<double> share = node->value<double>();
    if (share && *share >= 0 && *share <= 1) {
      policy.tolerated_share_ = *share;
    } else {
      reader_.error(node->source(), "tolerated_share must be a number from 0 to 1");
    }
  }

  void read_lists(const toml::node& node, std::string_view dimension, Policy::Lists& lists) {
    static constexpr std::array<std::string_view, 2> kLists = {"allow", "deny"};
    const toml::table* table = node.as_table();
    if (table == nullptr || table->empty()) {
      reader_.error(node.source(),
                    "write [" + std::string(dimension) + "] with allow = [...] or deny = [...]");
      return;
    }
    for (const auto& [key, value] : *table) {
      if (std::find(kLists.begin(), kLists.end(), key.str()) == kLists.end()) {
        reader_.error(key.source(), "unknown key \"" + std::string(key.str()) + "\" of [" +
                                        std::string(dimension) + "]" +
                                        did_you_mean(key.str(), kLists));
        return;
      }
      const toml::array* values = value.as_array();
      if (values == nullptr) {
        reader_.error(value.source(), std::string(key.str()) + " must be an array of texts");
        return;
      }
      auto& list = key.str() == "allow" ? lists.allow : lists.deny;
      lists.has_allow = lists.has_allow || key.str() == "allow";
      for (const toml::node& element : *values) {
        const std::string text = reader_.text(element, key.str());
        check(element, dimension, text);
        list.push_back(text);
      }
    }
  }

  void check(const toml::node& at, std::string_view dimension, const std::string& value) {
    if (value.ends_with('*')) return;
    if (dimension == "license") {
      if (value == "NONE" || value == "NOASSERTION" || licenses_.info(value) != nullptr) return;
      const std::vector<std::string> ids = licenses_.ids_with_terms();
      const std::vector<std::string_view> known(ids.begin(), ids.end());
      const auto canonical = licenses_.canonical_id(value);
      const std::string near = did_you_mean(value, known);
      // Names without a version stand for many misspelt ones.
      if (canonical && (near.empty() || !canonical->starts_with("LicenseRef-"))) {
        reader_.error(at.source(), "write the license \"" + value + "\" as \"" + *canonical + "\"");
      } else if (!value.starts_with("LicenseRef-scancode-")) {
        reader_.error(at.source(), "unknown license \"" + value + "\"" + near);
      }
      return;
    }
    const std::string_view word = dimension == "signal"
                                      ? std::string_view(value).substr(0, value.find('='))
                                      : std::string_view(value);
    const std::vector<std::string_view> known = values_of(dimension, licenses_);
    if (std::find(known.begin(), known.end(), word) != known.end()) return;
    reader_.error(at.source(), "unknown value \"" + value + "\" of " + std::string(dimension) +
                                   did_you_mean(word, known));
  }

  TomlEntries reader_;
  const LicenseTable& licenses_;
};

Result<Policy> Policy::read(const std::filesystem::path& path, std::string_view bytes,
                            const LicenseTable& licenses) {
  return PolicyReader(path, licenses).read(bytes);
}

bool Policy::Lists::passes(std::string_view value) const {
  return !any_matches(deny, value) && (!has_allow || any_matches(allow, value));
}

namespace {

template <class Passes>
bool expression_passes(const Expression& expression, const Passes& passes) {
  if (expression.kind == Expression::Kind::kLicense) {
    // A permission that is added (WITH) is judged by name where the policy has it, else left out.
    return passes(to_string(expression)) ||
           (!expression.addition.empty() && passes(expression.license));
  }
  const auto each = [&](const Expression& operand) { return expression_passes(operand, passes); };
  return expression.kind == Expression::Kind::kOr
             ? std::any_of(expression.operands.begin(), expression.operands.end(), each)
             : std::all_of(expression.operands.begin(), expression.operands.end(), each);
}

}  // namespace

bool Policy::passes_license(const std::string& expression) const {
  const Lists& lists = lists_[place_of("license")];
  const auto parsed = parse_expression(expression);
  if (!parsed) return lists.passes(expression);
  return expression_passes(*parsed, [&](const std::string& id) { return lists.passes(id); });
}

std::vector<std::string> Policy::offences(const PolicyFacts& facts) const {
  std::vector<std::string> found;
  const auto judge = [&](std::string_view dimension, std::string_view value, bool passes) {
    if (!passes) found.push_back(std::string(dimension) + " " + std::string(value));
  };
  const auto judge_word = [&](std::string_view dimension, std::string_view value) {
    judge(dimension, value, lists_[place_of(dimension)].passes(value));
  };
  judge("license", facts.license, passes_license(facts.license));
  judge_word("license_status", facts.license_status);
  for (const std::string& scope : facts.scopes) judge_word("scope", scope);
  for (const std::string& signal : facts.signals) {
    const Lists& lists = lists_[place_of("signal")];
    const std::string_view name = std::string_view(signal).substr(0, signal.find('='));
    judge("signal", signal,
          !any_matches(lists.deny, signal) && !any_matches(lists.deny, name) &&
              (!lists.has_allow || any_matches(lists.allow, signal) ||
               any_matches(lists.allow, name)));
  }
  const Terms& terms = facts.terms;
  judge_word("commercial_use", to_string(terms.commercial_use));
  judge_word("derivatives", to_string(terms.derivatives));
  judge_word("redistribution", to_string(terms.redistribution));
  judge_word("model_training", to_string(terms.model_training));
  judge_word("attribution", to_string(terms.attribution));
  judge_word("notice", to_string(terms.notice));
  judge_word("share_alike", to_string(terms.share_alike));
  judge_word("purpose", to_string(terms.purpose));
  for (const std::string& condition : terms.conditions) judge_word("conditions", condition);
  return found;
}

}  // namespace licensus
