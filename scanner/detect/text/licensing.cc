#include "detect/text/licensing.h"

#include <algorithm>

#include "license/expression.h"

namespace licensus {

std::string in_spdx_ids(std::string_view expression, const TextIndex& index) {
  std::string result, word;
  const auto finish = [&] {
    const auto license = index.license(word);
    result += license ? license->spdx_id : word;
    word.clear();
  };
  for (const char c : expression) {
    if (c == ' ' || c == '(' || c == ')') {
      finish();
      result += c;
    } else {
      word += c;
    }
  }
  finish();
  return result;
}

Licensing::Licensing(const TextIndex& index) : index_(index) {
  for (size_t i = 0; i < index.expression_count(); ++i) {
    const uint16_t id = static_cast<uint16_t>(i);
    numbers_.emplace(std::string(index.expression(id)), id);
  }
}

uint32_t Licensing::number(const std::string& expression) {
  // Numbers that are not the index's begin where its ids can not reach.
  const uint32_t next = kNoExpression + 1 + static_cast<uint32_t>(added_.size());
  const auto [at, is_new] = numbers_.emplace(expression, next);
  if (is_new) added_.push_back(expression);
  return at->second;
}

std::string Licensing::text(uint32_t number) const {
  if (number > kNoExpression) return added_[number - kNoExpression - 1];
  return std::string(index_.expression(static_cast<uint16_t>(number)));
}

const Licensing::Parts& Licensing::parts(uint32_t number) {
  if (parts_.size() <= number) parts_.resize(number + 1);
  Parts& result = parts_[number];
  if (result.kind != 0) return result;
  const std::string expression = text(number);
  const auto parsed = parse_expression(expression);
  if (!parsed || parsed->kind == Expression::Kind::kLicense) {
    const bool with = parsed && !parsed->addition.empty();
    result.kind = with ? 'w' : 'l';
    result.operands =
        with ? std::vector{parsed->license, parsed->addition} : std::vector{expression};
    return result;
  }
  // One spelling first: operands are then flat, distinct and sorted.
  const auto sorted = parse_expression(to_string(*parsed));
  result.kind = sorted->kind == Expression::Kind::kAnd  ? 'a'
                : sorted->kind == Expression::Kind::kOr ? 'o'
                                                        : 'l';
  if (result.kind == 'l') result.operands.push_back(to_string(*sorted));
  for (const Expression& operand : sorted->operands) result.operands.push_back(to_string(operand));
  std::sort(result.operands.begin(), result.operands.end());
  return result;
}

bool Licensing::contains(uint32_t a, uint32_t b) {
  if (a == kNoExpression || b == kNoExpression) return false;
  if (a == b) return true;
  parts(std::max(a, b));  // so that references stay
  const Parts &whole = parts(a), &part = parts(b);
  if (whole == part) return true;
  if (whole.kind == 'l') return false;
  if (whole.kind == part.kind && whole.kind != 'w') {
    return std::includes(whole.operands.begin(), whole.operands.end(), part.operands.begin(),
                         part.operands.end());
  }
  if (whole.kind == 'w' && part.kind != 'l') return false;
  const std::string name = part.kind == 'w'   ? part.operands[0] + " WITH " + part.operands[1]
                           : part.kind == 'l' ? part.operands[0]
                                              : text(b);
  return std::find(whole.operands.begin(), whole.operands.end(), name) != whole.operands.end();
}

}  // namespace licensus
