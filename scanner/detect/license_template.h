// The `license` of a rule: text with groups of the pattern in it, and the way from the filled text
// to a canonical license.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "license/license_table.h"

namespace licensus {

// `{group}` stands for what the group matched, `{group?text}` for `text` where the group took part
// and is not empty. Immutable after parsing.
class LicenseTemplate {
 public:
  // `groups`: the pattern's named groups and their numbers. Fails with a reason: a brace without
  // its partner, a group the pattern does not have.
  static Result<LicenseTemplate> parse(std::string_view text,
                                       const std::map<std::string, int>& groups);

  // Whether the license is the same for all matches.
  bool is_static() const;

  // `values`: by group number, after the rule's `values` table; "" for a group that took no part.
  std::string fill(const std::vector<std::string>& values) const;

 private:
  struct Part {
    std::string text;   // literal, or what a conditional group adds
    int group = 0;      // 0: always `text`
    bool copy = false;  // the group's own bytes instead of `text`
  };
  std::vector<Part> parts_;
};

// The license that a filled template names: "cc:code:version:port" by canonical_cc; "reserved" is
// id "" (no license); "NOASSERTION" stays; all else is an expression, NOASSERTION where it is none
// (something was stated, but not what).
CanonicalLicense canonical_license(const std::string& filled, const LicenseTable& licenses);

}  // namespace licensus
