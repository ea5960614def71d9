// Many literals over text at once, by Hyperscan (https://intel.github.io/hyperscan/dev-reference).
#pragma once

#include <hs/hs.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace licensus {

struct HyperscanDeleter {
  void operator()(hs_database_t* database) const { hs_free_database(database); }
  void operator()(hs_scratch_t* scratch) const { hs_free_scratch(scratch); }
};

// What a thread needs for scanning; grown by `fit`. Empty until then.
using HyperscanScratch = std::unique_ptr<hs_scratch_t, HyperscanDeleter>;

// A compiled set of literals, ASCII letters in any case. Immutable; all threads may scan with it,
// each with its own scratch.
class Literals {
 public:
  // `database`: what `database` gave for the same literals, which is quicker; one of another
  // processor or version of Hyperscan is passed over. Fails where Hyperscan refuses a literal (an
  // empty one) or the processor.
  static Result<Literals> compile(std::vector<std::string> literals,
                                  std::string_view database = {});

  // The compiled set as bytes, "" for an empty one. Throws std::bad_alloc without memory.
  std::string database() const;

  // Makes `scratch` large enough for this set too. Throws std::bad_alloc without memory.
  void fit(HyperscanScratch& scratch) const;

  // Calls hit(index, end) for every place where literal `index` ends at byte `end` of `text`, in
  // order of `end`. `scratch` must fit; `text` must be shorter than 4 GiB.
  template <class Hit>
  void scan(std::string_view text, hs_scratch_t* scratch, Hit hit) const {
    const auto on_match = [](unsigned index, unsigned long long, unsigned long long end, unsigned,
                             void* context) {
      (*static_cast<Hit*>(context))(static_cast<size_t>(index), static_cast<size_t>(end));
      return 0;
    };
    if (database_ == nullptr) return;
    hs_scan(database_.get(), text.data(), static_cast<unsigned>(text.size()), 0, scratch, on_match,
            &hit);
  }

  const std::vector<std::string>& literals() const { return literals_; }
  size_t max_bytes() const { return max_bytes_; }  // of the longest literal

 private:
  std::unique_ptr<hs_database_t, HyperscanDeleter> database_;  // null for an empty set
  std::vector<std::string> literals_;
  size_t max_bytes_ = 0;
};

}  // namespace licensus
