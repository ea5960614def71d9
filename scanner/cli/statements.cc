#include "cli/statements.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "output/summary.h"

namespace licensus::cli {
namespace {

constexpr size_t kMaxShown = 20;
constexpr size_t kLicenseColumns = 48;

std::vector<Statement> of_files(const Census& census, const LicenseTable& licenses) {
  std::vector<Statement> statements;
  for (const auto& [value, count] : by_documents(census, Dimension::kStatedBy)) {
    const size_t blank = value.find(' ');
    if (blank == value.npos) continue;
    Statement statement{value.substr(0, blank), value.substr(blank + 1), count.documents, {}};
    statement.terms = licenses.terms(statement.license);
    statements.push_back(statement);
  }
  return statements;
}

// What owners state of the datasets that the files are known to be of.
void add_known(const Census& census, const LicenseTable& licenses, const DatasetRules& datasets,
               std::vector<Statement>& statements) {
  for (const auto& [rule, count] : by_documents(census, Dimension::kDataset)) {
    for (const DatasetRule& dataset : datasets.datasets) {
      if (dataset.rule != rule) continue;
      for (const DatasetLayer& layer : dataset.layers) {
        const bool of_all = layer.scope == Scope::kDataset || layer.scope == Scope::kDocument;
        if (!of_all || layer.license.empty() || layer.license == "NOASSERTION") continue;
        statements.push_back(
            {dataset.rule, layer.license, count.documents, licenses.terms(layer.license)});
      }
    }
  }
}

std::string disagreement(const std::vector<Statement>& all) {
  std::vector<Statement> known;
  std::copy_if(all.begin(), all.end(), std::back_inserter(known),
               [](const Statement& statement) { return speaks_for_all(statement); });
  const bool same = std::all_of(known.begin(), known.end(), [&](const Statement& statement) {
    return statement.license == known.front().license;
  });
  if (known.size() < 2 || same) return {};
  const bool same_terms = std::all_of(known.begin(), known.end(), [&](const Statement& statement) {
    return statement.terms == known.front().terms;
  });
  return same_terms ? "  They differ, but not in what they allow and ask.\n" : "  They disagree.\n";
}

}  // namespace

std::vector<Statement> statements_of(const Census& census, const LicenseTable& licenses,
                                     const DatasetRules& datasets) {
  std::vector<Statement> statements = of_files(census, licenses);
  add_known(census, licenses, datasets, statements);
  return statements;
}

std::string statements_text(const RunTotals& totals, const LicenseTable& licenses,
                            const DatasetRules& datasets) {
  const auto view = totals.views.find("documents");
  if (view == totals.views.end()) return {};
  const Census& census = view->second.census;
  std::vector<Statement> statements = of_files(census, licenses);
  if (std::all_of(statements.begin(), statements.end(),
                  [](const Statement& statement) { return statement.who == "records"; })) {
    return {};
  }
  add_known(census, licenses, datasets, statements);
  std::string out =
      fmt::format("\n{:<66}{:>14}\n", "What the dataset's files state of it", "documents");
  for (size_t i = 0; i < std::min(statements.size(), kMaxShown); ++i) {
    const Statement& statement = statements[i];
    std::string license(statement.license);
    if (license == "NOASSERTION") license = "stated, but unknown";
    if (license == "NONE") license = "all rights reserved";
    if (license.size() > kLicenseColumns) license = license.substr(0, kLicenseColumns - 3) + "...";
    out += fmt::format("  {:<16}{:<48}{:>14}\n", statement.who, license,
                       with_separators(statement.documents));
  }
  if (statements.size() > kMaxShown) {
    out += fmt::format("  ({} more)\n", statements.size() - kMaxShown);
  }
  return out + disagreement(statements);
}

}  // namespace licensus::cli
