// SPDX license expressions (SPDX specification 2.3, annex D; 3.0 adds AdditionRef-).
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace licensus {

// A parsed expression: a tree of AND and OR over licenses, each perhaps WITH an exception or
// addition. Immutable after parsing; safe to share between threads; owns its strings.
struct Expression {
  enum class Kind { kLicense, kAnd, kOr };
  Kind kind = Kind::kLicense;
  std::string license;               // kLicense: the id as written, a trailing "+" kept
  std::string addition;              // kLicense: what stands after WITH, or ""
  std::vector<Expression> operands;  // kAnd, kOr: two or more

  bool operator==(const Expression&) const = default;
};

// Reads an expression; operators in any case, parentheses to a depth of 64. Ids are not looked up.
// Fails with the position of what it did not understand.
Result<Expression> parse_expression(std::string_view text);

// The expression in one spelling: nested same operators flattened, operands distinct and in byte
// order, OR inside AND in parentheses (AND binds tighter, so AND inside OR needs none).
std::string to_string(const Expression& expression);

// `a AND b AND ...` of expressions that are already normalised, as the contract asks for documents:
// distinct, byte order, those with OR in parentheses. "" for none.
std::string join_and(const std::vector<std::string>& expressions);

// The licenses that stand in an expression, without what follows WITH, are added to `ids`.
void collect_ids(const Expression& expression, std::set<std::string, std::less<>>& ids);

}  // namespace licensus
