#include "detect/literals.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace licensus {

Result<Literals> Literals::compile(std::vector<std::string> literals, std::string_view stored) {
  Literals result;
  result.literals_ = std::move(literals);
  std::vector<const char*> texts;
  std::vector<size_t> sizes;
  std::vector<unsigned> ids;
  for (const std::string& literal : result.literals_) {
    ids.push_back(static_cast<unsigned>(texts.size()));
    texts.push_back(literal.data());
    sizes.push_back(literal.size());
    result.max_bytes_ = std::max(result.max_bytes_, literal.size());
  }
  if (texts.empty()) return result;
  hs_database_t* restored = nullptr;
  if (!stored.empty() &&
      hs_deserialize_database(stored.data(), stored.size(), &restored) == HS_SUCCESS) {
    result.database_.reset(restored);
    return result;
  }
  const std::vector<unsigned> flags(texts.size(), HS_FLAG_CASELESS);
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), sizes.data(),
                           static_cast<unsigned>(texts.size()), HS_MODE_BLOCK, nullptr, &database,
                           &error) != HS_SUCCESS) {
    const std::string message = error != nullptr ? error->message : "no reason given";
    hs_free_compile_error(error);
    return fail("Hyperscan refuses the stems: " + message);
  }
  result.database_.reset(database);
  return result;
}

std::string Literals::database() const {
  if (database_ == nullptr) return {};
  char* bytes = nullptr;
  size_t size = 0;
  if (hs_serialize_database(database_.get(), &bytes, &size) != HS_SUCCESS) throw std::bad_alloc();
  std::string result(bytes, size);
  std::free(bytes);
  return result;
}

void Literals::fit(HyperscanScratch& scratch) const {
  if (database_ == nullptr) return;
  hs_scratch_t* grown = scratch.release();
  const hs_error_t error = hs_alloc_scratch(database_.get(), &grown);
  scratch.reset(grown);
  if (error != HS_SUCCESS) throw std::bad_alloc();
}

}  // namespace licensus
