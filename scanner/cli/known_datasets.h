// What is known of datasets, as people read it.
#pragma once

#include <string>

#include "detect/dataset_rules.h"
#include "output/totals.h"

namespace licensus::cli {

// The dataset's layers, each with its license, what its owner says and where; 80 columns.
std::string dataset_text(const DatasetRule& dataset);

// A block for the datasets that the run's shards are known to be of, most documents first; "" where
// there is none.
std::string known_datasets_text(const RunTotals& totals, const DatasetRules& datasets);

}  // namespace licensus::cli
