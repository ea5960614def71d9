#include "cli/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "census/coverage.h"
#include "cli/statements.h"
#include "output/summary.h"

namespace licensus::cli {
namespace {

constexpr size_t kMaxUnknown = 3;  // licenses that are named one by one

std::string line(std::string_view name, std::string_view text) {
  return fmt::format("  {:<16}{}\n", name, text);
}

std::string documents(uint64_t count) {
  return fmt::format("{} document{}", with_separators(count), count == 1 ? "" : "s");
}

// The strictest value of a term, and which statements say so.
template <class Value>
std::string answer(const std::vector<Statement>& statements, std::string_view name,
                   Value Terms::*term) {
  const auto strictest = std::max_element(
      statements.begin(), statements.end(),
      [&](const Statement& a, const Statement& b) { return a.terms.*term < b.terms.*term; });
  const auto same = static_cast<size_t>(std::count_if(
      statements.begin(), statements.end(),
      [&](const Statement& statement) { return statement.terms.*term == strictest->terms.*term; }));
  std::string whose = fmt::format("{} {}", strictest->who, strictest->license);
  if (same > 1) {
    whose = same == statements.size() ? std::string("all of them")
                                      : fmt::format("{} and {} more", whose, same - 1);
  }
  return line(name, fmt::format("{:<14}{}", to_string(strictest->terms.*term), whose));
}

uint64_t documents_of(const Census& census, Dimension dimension, std::string_view value) {
  const auto found = census.values(dimension).find(value);
  return found == census.values(dimension).end() ? 0 : found->second.documents;
}

// What a layer without a license is of: "no license is stated of ...".
std::string_view layer_words(Scope scope) {
  switch (scope) {
    case Scope::kDocument:
      return "its contents";
    case Scope::kEmbedded:
      return "what is embedded in it";
    case Scope::kDataset:
      return "it as a whole";
    case Scope::kAnnotation:
      return "its annotations";
    case Scope::kMetadata:
      return "its metadata";
    case Scope::kCode:
      return "its code";
  }
  return {};
}

// Each once, in the order in which it first stands.
std::string evidence_of(const std::vector<Statement>& statements) {
  std::string out;
  std::set<std::string_view> seen;
  for (const Statement& statement : statements) {
    if (seen.insert(statement.who).second)
      out += (out.empty() ? "" : ", ") + std::string(statement.who);
  }
  const bool same = std::all_of(statements.begin(), statements.end(), [&](const Statement& s) {
    return s.license == statements.front().license;
  });
  return out + (statements.size() < 2 ? "" : same ? "; they agree" : "; they differ");
}

// What is left to people: what is not stated, and what is, but in words that no rule knows.
std::string to_be_read(const Census& census, const LicenseTable& licenses,
                       const DatasetRules& datasets) {
  std::string out;
  const auto add = [&](const std::string& text) {
    out += line(out.empty() ? "to be read" : "", text);
  };
  for (const auto& [rule, count] : by_documents(census, Dimension::kDataset)) {
    for (const DatasetRule& dataset : datasets.datasets) {
      for (const DatasetLayer& layer : dataset.layers) {
        if (dataset.rule != rule || layer.license != "NOASSERTION") continue;
        add(fmt::format("{}: no license is stated of {}", dataset.name, layer_words(layer.scope)));
      }
    }
  }
  uint64_t unknown = 0;
  std::string names;
  size_t named = 0;
  for (const auto& [license, count] : by_documents(census, Dimension::kLicenseId)) {
    if (license == "NONE" || license == "NOASSERTION" || licenses.terms(license) != Terms{})
      continue;
    unknown += count.documents;
    if (named++ < kMaxUnknown) names += (names.empty() ? "" : ", ") + std::string(license);
  }
  if (unknown > 0) {
    add(fmt::format("{}: licenses whose terms are not in the table ({}{})", documents(unknown),
                    names, named > kMaxUnknown ? ", ..." : ""));
  }
  if (const auto count = documents_of(census, Dimension::kLicenseStatus, "declared_unknown")) {
    add(fmt::format("{}: a license is stated, but not known", documents(count)));
  }
  if (const auto count = documents_of(census, Dimension::kLicenseStatus, "contradictory")) {
    add(fmt::format("{}: licenses that contradict each other", documents(count)));
  }
  if (const auto count = documents_of(census, Dimension::kInherited, Coverage::kNothing)) {
    add(fmt::format("{}: no license is stated, and none inherited", documents(count)));
  }
  return out;
}

}  // namespace

std::string answers_text(const RunTotals& totals, const LicenseTable& licenses,
                         const DatasetRules& datasets) {
  const auto view = totals.views.find("documents");
  if (view == totals.views.end()) return {};
  const Census& census = view->second.census;
  std::vector<Statement> statements = statements_of(census, licenses, datasets);
  if (statements.empty() && census.values(Dimension::kDataset).empty()) return {};
  std::erase_if(statements, [](const Statement& statement) { return !speaks_for_all(statement); });
  std::string out = "\nWhat may be done with it, by the strictest that is stated\n";
  if (statements.empty()) {
    out += line("nothing", "no license is named");
  } else {
    out += answer(statements, "commercial use", &Terms::commercial_use) +
           answer(statements, "derivatives", &Terms::derivatives) +
           answer(statements, "redistribution", &Terms::redistribution) +
           answer(statements, "model training", &Terms::model_training) +
           answer(statements, "attribution", &Terms::attribution) +
           answer(statements, "share alike", &Terms::share_alike) +
           answer(statements, "purpose", &Terms::purpose) +
           line("evidence", evidence_of(statements));
  }
  uint64_t to_name = documents_of(census, Dimension::kAttribution, "required") +
                     documents_of(census, Dimension::kAttribution, "conditional");
  for (const auto& [license, count] : by_documents(census, Dimension::kInherited)) {
    if (asks_for_attribution(licenses.terms(license))) to_name += count.documents;
  }
  if (to_name > 0) {
    out += line("to be named", documents(to_name) + ": `licensus credits` lists them");
  }
  return out + to_be_read(census, licenses, datasets);
}

}  // namespace licensus::cli
