// What may be done with a dataset, as far as its files and its owner say.
#pragma once

#include <string>

#include "detect/dataset_rules.h"
#include "license/license_table.h"
#include "output/totals.h"

namespace licensus::cli {

// A block for people: of each term the strictest answer of all statements (statements.h) and whose
// it is, the kinds of evidence, how many documents have to be named, and what no rule can answer;
// "" of what states nothing as a dataset does, such as a crawl.
std::string answers_text(const RunTotals& totals, const LicenseTable& licenses,
                         const DatasetRules& datasets);

}  // namespace licensus::cli
