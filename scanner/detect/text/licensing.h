// Which license expressions hold others.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "detect/text/text_index.h"

namespace licensus {

// The expression with SPDX ids in place of ScanCode's keys, LicenseRef-scancode-... where SPDX has
// none.
std::string in_spdx_ids(std::string_view expression, const TextIndex& index);

// Numbers for the index's expressions (their own) and for those that documents bring, and what they
// hold. Expressions are taken apart on first use. One thread.
class Licensing {
 public:
  explicit Licensing(const TextIndex& index);

  uint32_t number(const std::string& expression);
  std::string text(uint32_t number) const;  // "" for false positives
  // Equal; or `a` is WITH and `b` its license or exception; or `a` is AND or OR and `b` one of its
  // operands, or of the same operator with operands that `a` has too.
  bool contains(uint32_t a, uint32_t b);

 private:
  struct Parts {
    char kind = 0;                      // 0: not looked at yet; l(icense), w(ith), a(nd), o(r)
    std::vector<std::string> operands;  // in byte order, distinct
    bool operator==(const Parts&) const = default;
  };

  const Parts& parts(uint32_t number);

  const TextIndex& index_;
  std::vector<std::string> added_;
  std::unordered_map<std::string, uint32_t> numbers_;
  std::vector<Parts> parts_;
};

}  // namespace licensus
