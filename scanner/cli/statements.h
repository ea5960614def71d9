// What a dataset's own files state, side by side.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detect/dataset_rules.h"
#include "license/license_table.h"
#include "output/totals.h"

namespace licensus::cli {

// One license and who states it: "hf-card", "license-file", "records", or a known dataset's rule,
// whose owner does. Views of the census and the rules.
struct Statement {
  std::string_view who;
  std::string_view license;
  uint64_t documents = 0;
  Terms terms;
};

// Whether it names a license, and of more than a known dataset's code.
inline bool speaks_for_all(const Statement& statement) {
  return statement.license != "NOASSERTION" && statement.license != "NONE" &&
         statement.who != "code-license";
}

// Those of a dataset's files and rows, most documents first, then those of the owners of datasets
// that the files are known to be of, of what is theirs as a whole.
std::vector<Statement> statements_of(const Census& census, const LicenseTable& licenses,
                                     const DatasetRules& datasets);

// A block of them, and whether they disagree; "" where neither a card nor a license file states
// one, or where they are those of a crawl.
std::string statements_text(const RunTotals& totals, const LicenseTable& licenses,
                            const DatasetRules& datasets);

}  // namespace licensus::cli
