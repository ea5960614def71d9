#include "detect/verdict.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "license/expression.h"

namespace licensus {
namespace {

// Scores below this are a mention that nothing confirms; of one place, a confirmed one decides.
constexpr int kConfirmedScore = 75;
constexpr size_t kMaxAlternatives = 64;  // a document of more licenses offers no choice

bool is_candidate(const Finding& finding) {
  switch (finding.kind) {
    case Kind::kText:
    case Kind::kNotice:
    case Kind::kReference:
    case Kind::kTag:
    case Kind::kLink:
      return finding.scope == Scope::kDocument;
    case Kind::kField:
      return finding.scope == Scope::kDocument || finding.scope == Scope::kDataset ||
             finding.scope == Scope::kCode;
    case Kind::kIntro:
    case Kind::kClue:
    case Kind::kDataset:
    case Kind::kUnknown:
      return false;
  }
  return false;
}

bool names_license(const Finding& finding) {
  return !finding.reserved && finding.license != "NOASSERTION" && finding.license != "NONE" &&
         !finding.license.empty();
}

// How far from the best place of a page: element, then where, then how sure, then link before text.
using Place = std::tuple<int, int, int, int>;

Place place_of(const Finding& finding) {
  if (finding.kind == Kind::kField) return {-1, 0, 0, 0};
  int element = 5;
  int detail = 2;
  switch (finding.element) {
    case Element::kMeta:
      element = 0;
      break;
    case Element::kHttpHeader:
      element = 1;
      break;
    case Element::kJsonLd:
      element = 2;
      break;
    case Element::kLink:
      element = 3;
      break;
    case Element::kRdfa:
    case Element::kMicrodata:
      element = 4;
      break;
    case Element::kA:
    case Element::kArea:
      detail = 0;
      break;
    case Element::kImg:
      detail = 1;
      break;
    case Element::kNone:
      break;
  }
  int where = 2;
  if (finding.where == Where::kHead) where = 0;
  if (finding.where == Where::kFooter) where = 1;
  return {element, where, finding.score < kConfirmedScore ? 1 : 0, detail};
}

std::string name_of(const Finding& finding) {
  return finding.rule + '@' + std::to_string(finding.start);
}

void sort_findings(std::vector<Finding>& findings) {
  auto key = [](const Finding& f) {
    return std::tuple(f.start < 0, f.start, f.end, std::string_view(f.rule),
                      std::string_view(f.field), std::string_view(f.license));
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
}

// Licenses by id, each with the first finding that names it.
using Named = std::map<std::string_view, const Finding*>;

constexpr std::string_view kOwnPrefix = "LicenseRef-";

// The ids of all versions of a license are one of these and a digit: of "LicenseRef-CC-BY"
// "CC-BY-", of "LicenseRef-KOGL" "LicenseRef-KOGL-", of GPL-1.0-or-later, which is the GPL without
// a version, "GPL-". None where `license` has a version.
std::vector<std::string> without_version(std::string_view license) {
  if (license == "GPL-1.0-or-later") return {"GPL-"};
  if (!license.starts_with(kOwnPrefix)) return {};
  return {std::string(license.substr(kOwnPrefix.size())) + '-', std::string(license) + '-'};
}

// What says more of the same: of "LicenseRef-CC-BY" a "CC-BY-4.0" among `licenses`.
Named::const_iterator versioned(std::string_view license, const Named& licenses) {
  for (const std::string& stem : without_version(license)) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      for (auto at = licenses.lower_bound(stem + digit);
           at != licenses.end() && at->first.starts_with(stem + digit); ++at) {
        if (at->first != license) return at;
      }
    }
  }
  return licenses.end();
}

bool gives_all(const Terms& terms) {
  return terms.commercial_use == Permission::kYes && terms.derivatives == Permission::kYes &&
         terms.redistribution == Permission::kYes && terms.attribution == Duty::kNo &&
         terms.notice == Duty::kNo && terms.share_alike == Duty::kNo;
}

bool refuses(const Terms& terms) {
  return terms.commercial_use == Permission::kNo || terms.derivatives == Permission::kNo ||
         terms.redistribution == Permission::kNo;
}

// The canonical expression of a choice; each of `ids` is canonical.
std::string join_or(const std::vector<std::string>& ids) {
  if (ids.size() == 1) return ids.front();
  std::string text;
  for (const std::string& id : ids) {
    if (!text.empty()) text += " OR ";
    text.append("(").append(id).append(")");
  }
  const auto parsed = parse_expression(text);
  return parsed ? to_string(*parsed) : join_and(ids);
}

class Decision {
 public:
  Decision(std::vector<Finding>& findings, bool page, const LicenseTable& licenses)
      : findings_(findings), page_(page), licenses_(licenses) {}

  Verdict run() {
    for (Finding& finding : findings_) {
      finding.main = false;
      finding.lost_to.clear();
      if (names_license(finding)) all_.insert(finding.license);
    }
    verdict_.licenses.assign(all_.begin(), all_.end());
    if (choose([](const Finding& f) { return names_license(f); })) {
      verdict_.status = Status::kStated;
      judge_terms();
    } else if (choose([](const Finding& f) { return f.license == "NOASSERTION"; })) {
      verdict_.status = Status::kDeclaredUnknown;
      verdict_.license = "NOASSERTION";
    } else if (choose([](const Finding& f) { return f.reserved; })) {
      verdict_.status = Status::kReserved;
    }
    return std::move(verdict_);
  }

 private:
  // Makes the candidates that pass `test` main, of a page the best-placed ones; all other
  // candidates lose to the best, those without a version to the same one with a version. False
  // where no candidate passes.
  template <class Test>
  bool choose(Test test) {
    const Named exact = candidates();
    const Finding* best = nullptr;
    for (const Finding& finding : findings_) {
      if (!is_candidate(finding) || !test(finding) || more_exact(finding, exact)) continue;
      if (best == nullptr || place_of(finding) < place_of(*best)) best = &finding;
    }
    if (best == nullptr) return false;
    for (Finding& finding : findings_) {
      if (!is_candidate(finding)) continue;
      const Finding* more = more_exact(finding, exact);
      finding.main =
          test(finding) && more == nullptr && (!page_ || place_of(finding) == place_of(*best));
      if (!finding.main) finding.lost_to = name_of(more != nullptr ? *more : *best);
    }
    verdict_.kind = best->kind;
    verdict_.element = best->element;
    verdict_.where = best->where;
    verdict_.score = best->score;
    return true;
  }

  // The candidates by license; of several the first that is confirmed.
  Named candidates() const {
    Named licenses;
    for (const Finding& finding : findings_) {
      if (!is_candidate(finding) || !names_license(finding)) continue;
      const Finding*& kept = licenses.emplace(finding.license, &finding).first->second;
      if (kept->score < kConfirmedScore && finding.score >= kConfirmedScore) kept = &finding;
    }
    return licenses;
  }

  // The finding that says with a version what `finding` says without; nullptr where none does. A
  // mere mention says no more of what is stated.
  static const Finding* more_exact(const Finding& finding, const Named& exact) {
    const auto more = versioned(finding.license, exact);
    if (more == exact.end()) return nullptr;
    const bool mention = more->second->score < kConfirmedScore;
    return mention && finding.score >= kConfirmedScore ? nullptr : more->second;
  }

  Named named(bool main) const {
    Named licenses;
    for (const Finding& finding : findings_) {
      if (!names_license(finding)) continue;
      if (main ? finding.main : !finding.lost_to.empty()) {
        licenses.emplace(finding.license, &finding);
      }
    }
    return licenses;
  }

  // The main licenses, those offered by choice as one expression.
  std::vector<std::string> main_expressions(const Named& main) const {
    std::map<std::string_view, std::string_view> group;  // license -> another of its choice
    const auto root = [&](std::string_view license) {
      for (auto at = group.find(license); at != group.end(); at = group.find(license)) {
        license = at->second;
      }
      return license;
    };
    for (const Finding& finding : findings_) {
      if (main.size() > kMaxAlternatives) break;
      const auto a = main.find(finding.alternative_to);
      const auto b = main.find(finding.license);
      if (finding.alternative_to.empty() || a == main.end() || b == main.end()) continue;
      const std::string_view first = root(a->first);
      const std::string_view second = root(b->first);
      if (first != second) group[std::max(first, second)] = std::min(first, second);
    }
    std::map<std::string_view, std::vector<std::string>> choices;
    for (const auto& [license, finding] : main) choices[root(license)].emplace_back(license);
    std::vector<std::string> expressions;
    for (const auto& [license, ids] : choices) expressions.push_back(join_or(ids));
    return expressions;
  }

  void judge_terms() {
    const Named main = named(true);
    const std::vector<std::string> expressions = main_expressions(main);
    bool all_given = false;
    bool refused = false;
    for (const std::string& expression : expressions) {
      const Terms terms = licenses_.terms(expression);
      if (&expression != &expressions.front()) {
        verdict_.conflict = verdict_.conflict || terms != verdict_.terms;
        verdict_.terms = LicenseTable::strictest(verdict_.terms, terms);
      } else {
        verdict_.terms = terms;
      }
      all_given = all_given || gives_all(terms);
      refused = refused || refuses(terms);
    }
    verdict_.license = join_and(expressions);
    if (all_given && refused) verdict_.status = Status::kContradictory;
    for (const auto& [license, finding] : named(false)) {
      if (verdict_.conflict) return;
      const bool same = main.contains(license) || versioned(license, main) != main.end();
      verdict_.conflict = !same && licenses_.terms(license) != verdict_.terms;
    }
  }

  std::vector<Finding>& findings_;
  bool page_;
  const LicenseTable& licenses_;
  std::set<std::string> all_;
  Verdict verdict_;
};

}  // namespace

Verdict decide(std::vector<Finding>& findings, bool page, const LicenseTable& licenses,
               bool keep_order) {
  if (!keep_order) sort_findings(findings);
  return Decision(findings, page, licenses).run();
}

}  // namespace licensus
