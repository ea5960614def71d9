#include "detect/verdict.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace licensus {
namespace {

// Scores below this are a mention that nothing confirms; of one place, a confirmed one decides.
constexpr int kConfirmedScore = 75;

bool is_candidate(const Finding& finding) {
  switch (finding.kind) {
    case Kind::kText:
    case Kind::kNotice:
    case Kind::kReference:
    case Kind::kTag:
    case Kind::kLink:
    case Kind::kField:
      return finding.scope == Scope::kDocument;
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

// What says more of the same: of "LicenseRef-CC-BY" a "CC-BY-4.0" among `licenses`.
Named::const_iterator versioned(std::string_view license, const Named& licenses) {
  constexpr std::string_view kPrefix = "LicenseRef-";
  if (!license.starts_with("LicenseRef-CC-")) return licenses.end();
  const std::string stem = std::string(license.substr(kPrefix.size())) + '-';
  for (char digit = '1'; digit <= '9'; ++digit) {
    const auto at = licenses.lower_bound(stem + digit);
    if (at != licenses.end() && at->first.starts_with(stem + digit)) return at;
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

class Decision {
 public:
  Decision(std::vector<Finding>& findings, bool page, const LicenseTable& licenses)
      : findings_(findings), page_(page), licenses_(licenses) {}

  Verdict run() {
    sort_findings(findings_);
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
  // candidates lose to the best. False where no candidate passes.
  template <class Test>
  bool choose(Test test) {
    const Finding* best = nullptr;
    for (const Finding& finding : findings_) {
      if (!is_candidate(finding) || !test(finding)) continue;
      if (best == nullptr || place_of(finding) < place_of(*best)) best = &finding;
    }
    if (best == nullptr) return false;
    for (Finding& finding : findings_) {
      if (!is_candidate(finding)) continue;
      finding.main = test(finding) && (!page_ || place_of(finding) == place_of(*best));
      if (!finding.main) finding.lost_to = name_of(*best);
    }
    lose_unversioned();
    verdict_.kind = best->kind;
    verdict_.element = best->element;
    verdict_.where = best->where;
    verdict_.score = best->score;
    return true;
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

  // A main finding that says less of the same than another main one loses to it.
  void lose_unversioned() {
    const Named main = named(true);
    for (Finding& less : findings_) {
      if (!less.main) continue;
      const auto more = versioned(less.license, main);
      if (more == main.end()) continue;
      less.main = false;
      less.lost_to = name_of(*more->second);
    }
  }

  void judge_terms() {
    const Named main = named(true);
    std::vector<std::string> ids;
    bool all_given = false;
    bool refused = false;
    for (const auto& [license, finding] : main) {
      const Terms terms = licenses_.terms(license);
      if (!ids.empty()) {
        verdict_.conflict = verdict_.conflict || terms != verdict_.terms;
        verdict_.terms = LicenseTable::strictest(verdict_.terms, terms);
      } else {
        verdict_.terms = terms;
      }
      ids.emplace_back(license);
      all_given = all_given || gives_all(terms);
      refused = refused || refuses(terms);
    }
    verdict_.license = join_and(ids);
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

Verdict decide(std::vector<Finding>& findings, bool page, const LicenseTable& licenses) {
  return Decision(findings, page, licenses).run();
}

}  // namespace licensus
