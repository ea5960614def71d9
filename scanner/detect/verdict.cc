#include "detect/verdict.h"

#include <algorithm>
#include <optional>
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

// "LicenseRef-CC-BY" says less of the same than "CC-BY-4.0".
bool is_unversioned_of(std::string_view less, std::string_view more) {
  constexpr std::string_view kPrefix = "LicenseRef-";
  if (!less.starts_with("LicenseRef-CC-")) return false;
  less.remove_prefix(kPrefix.size());
  return more.size() > less.size() + 1 && more.starts_with(less) && more[less.size()] == '-' &&
         more[less.size() + 1] >= '0' && more[less.size() + 1] <= '9';
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

  // A main finding that says less of the same than another main one loses to it.
  void lose_unversioned() {
    for (Finding& less : findings_) {
      if (!less.main) continue;
      const auto more = std::find_if(findings_.begin(), findings_.end(), [&](const Finding& f) {
        return f.main && is_unversioned_of(less.license, f.license);
      });
      if (more == findings_.end()) continue;
      less.main = false;
      less.lost_to = name_of(*more);
    }
  }

  void judge_terms() {
    std::set<std::string> main;
    std::set<std::string> lost;
    for (const Finding& finding : findings_) {
      if (finding.main) main.insert(finding.license);
      if (!finding.lost_to.empty() && names_license(finding)) lost.insert(finding.license);
    }
    verdict_.license = join_and({main.begin(), main.end()});
    std::optional<Terms> first;
    bool all_given = false;
    bool refused = false;
    for (const std::string& license : main) {
      const Terms terms = licenses_.terms(license);
      verdict_.conflict = verdict_.conflict || (first && *first != terms);
      verdict_.terms = first ? LicenseTable::strictest(verdict_.terms, terms) : terms;
      if (!first) first = terms;
      all_given = all_given || gives_all(terms);
      refused = refused || refuses(terms);
    }
    if (all_given && refused) verdict_.status = Status::kContradictory;
    for (const std::string& license : lost) {
      if (verdict_.conflict) break;
      const bool says_less = std::any_of(main.begin(), main.end(), [&](const std::string& more) {
        return license == more || is_unversioned_of(license, more);
      });
      verdict_.conflict = !says_less && licenses_.terms(license) != verdict_.terms;
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
