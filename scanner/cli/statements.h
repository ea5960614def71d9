// What a dataset's own files state, side by side.
#pragma once

#include <string>

#include "detect/dataset_rules.h"
#include "license/license_table.h"
#include "output/totals.h"

namespace licensus::cli {

// A block of who states which license (cards and catalogues' records, license files, rows, and the
// owners of datasets that are known) and of
// how many documents, and where these disagree which terms differ and who is the strictest; ""
// where neither a card nor a license file states one, or where they are those of a crawl.
std::string statements_text(const RunTotals& totals, const LicenseTable& licenses,
                            const DatasetRules& datasets);

}  // namespace licensus::cli
