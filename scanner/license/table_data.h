// The maps behind LicenseTable and how they are read from files.
#pragma once

#include <bitset>
#include <filesystem>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "license/license_table.h"
#include "license/terms.h"

namespace licensus {

inline constexpr size_t kTermCells = 9;

// Calls `visit(index, name, member of Terms)` for each term that is one word.
template <class Visit>
void for_each_term(Visit visit) {
  visit(0, "commercial_use", &Terms::commercial_use);
  visit(1, "derivatives", &Terms::derivatives);
  visit(2, "redistribution", &Terms::redistribution);
  visit(3, "model_training", &Terms::model_training);
  visit(4, "attribution", &Terms::attribution);
  visit(5, "notice", &Terms::notice);
  visit(6, "share_alike", &Terms::share_alike);
  visit(7, "purpose", &Terms::purpose);
}

// Terms of a license, or of an addition, which states only the cells that it changes.
struct StatedTerms {
  Terms terms;
  std::bitset<kTermCells> stated;  // the last: conditions
};

// Plain data, filled by load_table_data and never changed after.
struct TableData {
  std::unordered_map<std::string, LicenseInfo> infos;  // licenses, additions and exceptions by id
  std::unordered_set<std::string> additions;           // ids that follow WITH
  std::unordered_map<std::string, std::string> license_by_key;   // id_key -> canonical id
  std::unordered_map<std::string, std::string> addition_by_key;  // id_key -> canonical id
  std::unordered_map<std::string, StatedTerms> terms;            // canonical id -> terms
  std::map<std::string, std::string> conditions;                 // condition id -> meaning
};

// As LicenseTable::load.
Result<TableData> load_table_data(const std::filesystem::path& share,
                                  const std::filesystem::path& user_terms);

}  // namespace licensus
