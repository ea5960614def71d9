#include "detect/text_judge.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "detect/text/licensing.h"

namespace licensus {
namespace {

// The licenses and exceptions of an expression.
template <class Each>
void each_key(Expression& expression, Each each) {
  if (expression.kind == Expression::Kind::kLicense) {
    each(expression.license);
    if (!expression.addition.empty()) each(expression.addition);
  }
  for (Expression& operand : expression.operands) each_key(operand, each);
}

// `expression` without the licenses that pass `test`, as long as others stay beside them.
template <class Test>
void drop(Expression& expression, Test test) {
  for (Expression& operand : expression.operands) drop(operand, test);
  std::vector<Expression> kept;
  std::copy_if(expression.operands.begin(), expression.operands.end(), std::back_inserter(kept),
               [&](const Expression& operand) {
                 return operand.kind != Expression::Kind::kLicense || !test(operand.license);
               });
  if (kept.empty()) return;
  if (kept.size() > 1) {
    expression.operands = std::move(kept);
  } else {
    Expression only = std::move(kept.front());
    expression = std::move(only);
  }
}

}  // namespace

const TextRules::NoLicense* TextJudge::no_license(const std::string& key) const {
  const auto found = rules_.no_license.find(key);
  return found == rules_.no_license.end() ? nullptr : &found->second;
}

void TextJudge::judge_keys(Expression& expression, Answer& answer) const {
  bool says = false, says_on_pages = false, decides = false, drops = false;
  each_key(expression, [&](const std::string& key) {
    const TextRules::NoLicense* none = no_license(key);
    says |= none == nullptr || none->on_pages_only;
    says_on_pages |= none == nullptr;
    decides |= none != nullptr && none->beside == TextRules::Beside::kDecides;
    drops |= none != nullptr && none->beside == TextRules::Beside::kDropped;
  });
  answer.is_clue = decides || !says;
  answer.is_clue_on_pages = decides || !says_on_pages;
  if (!drops) return;
  drop(expression, [&](const std::string& key) {
    const TextRules::NoLicense* none = no_license(key);
    return none != nullptr && none->beside == TextRules::Beside::kDropped;
  });
}

std::string TextJudge::canonical(const std::string& expression) const {
  return licenses_.canonical_expression(expression).value_or(expression);
}

TextJudge::Answer TextJudge::read(const std::string& expression) const {
  Answer answer;
  auto parsed = parse_expression(expression);
  if (!parsed) {
    answer.license = canonical(in_spdx_ids(expression, index_));
    return answer;
  }
  judge_keys(*parsed, answer);
  each_key(*parsed, [&](std::string& key) {
    const auto alias = rules_.aliases.find(key);
    if (alias == rules_.aliases.end()) return;
    answer.likeness = std::min(answer.likeness, alias->second.likeness);
    key = alias->second.license;
  });
  answer.license = canonical(in_spdx_ids(to_string(*parsed), index_));
  return answer;
}

const TextJudge::Answer& TextJudge::judge(const TextMatch& match) {
  if (const auto other = rules_.corrections.find(match.rule); other != rules_.corrections.end()) {
    const auto [entry, is_new] = by_rule_.try_emplace(match.rule);
    if (is_new) {
      entry->second.license = canonical(other->second.license);
      entry->second.likeness = other->second.likeness;
    }
    return entry->second;
  }
  if (by_expression_.size() > kMaxKept) by_expression_.clear();
  const auto [entry, is_new] = by_expression_.try_emplace(match.expression);
  if (is_new) entry->second = read(match.expression);
  return entry->second;
}

}  // namespace licensus
