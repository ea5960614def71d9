#include "license/expression.h"

#include <fmt/format.h>
#include <algorithm>
#include <iterator>
#include <utility>

namespace licensus {
namespace {

constexpr int kMaxDepth = 64;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

// Letters, digits, "." and "-" of the specification; "+" at the end of an id, ":" of DocumentRef-
// and the "_" that people write.
bool is_id_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '+' || c == ':' || c == '_';
}

bool same_caseless(std::string_view a, std::string_view upper) {
  return std::equal(a.begin(), a.end(), upper.begin(), upper.end(), [](char x, char y) {
    return x == y || (x >= 'a' && x <= 'z' && x - 'a' + 'A' == y);
  });
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) { next(); }

  Result<Expression> parse() {
    auto result = parse_or(0);
    if (!result) return result;
    if (!token_.empty()) return unexpected("AND, OR or the end");
    return result;
  }

 private:
  void next() {
    size_t at = token_start_ + token_.size();
    while (at < text_.size() && is_space(text_[at])) ++at;
    size_t end = at;
    while (end < text_.size() && is_id_char(text_[end])) ++end;
    if (end == at && end < text_.size()) ++end;  // a parenthesis, or what no id may hold
    token_start_ = at;
    token_ = text_.substr(at, end - at);
  }

  bool at(std::string_view operator_word) const { return same_caseless(token_, operator_word); }

  tl::unexpected<Error> unexpected(std::string_view wanted) const {
    if (token_.empty())
      return fail(fmt::format("license expression ends where {} should stand", wanted));
    auto shown = token_.substr(0, 60);
    if (static_cast<unsigned char>(shown[0]) >= 0x80) shown = "a byte that no id may hold";
    return fail(fmt::format("license expression, character {}: {} should stand where \"{}\" does",
                            token_start_ + 1, wanted, shown));
  }

  Result<Expression> parse_or(int depth) {
    return parse_operands(Expression::Kind::kOr, "OR", depth);
  }

  Result<Expression> parse_operands(Expression::Kind kind, std::string_view word, int depth) {
    Expression result;
    result.kind = kind;
    while (true) {
      auto operand = kind == Expression::Kind::kOr
                         ? parse_operands(Expression::Kind::kAnd, "AND", depth)
                         : parse_operand(depth);
      if (!operand) return operand;
      result.operands.push_back(std::move(*operand));
      if (!at(word)) break;
      next();
    }
    if (result.operands.size() > 1) return result;
    return Expression(std::move(result.operands.front()));
  }

  Result<Expression> parse_operand(int depth) {
    if (token_ != "(") return parse_license();
    if (depth == kMaxDepth) {
      return fail(fmt::format("license expression, character {}: more than {} parentheses deep",
                              token_start_ + 1, kMaxDepth));
    }
    next();
    auto inner = parse_or(depth + 1);
    if (!inner) return inner;
    if (token_ != ")") return unexpected("AND, OR or \")\"");
    next();
    return inner;
  }

  bool at_id() const {
    return !token_.empty() && is_id_char(token_[0]) && token_[0] != '+' && !at("AND") &&
           !at("OR") && !at("WITH");
  }

  Result<Expression> parse_license() {
    if (!at_id()) return unexpected("a license id");
    Expression result;
    result.license = token_;
    next();
    if (!at("WITH")) return result;
    next();
    if (!at_id()) return unexpected("an exception id");
    result.addition = token_;
    next();
    return result;
  }

  std::string_view text_;
  std::string_view token_;
  size_t token_start_ = 0;
};

// A tree in normal form beside its spelling, so that no part is spelled twice.
struct Spelled {
  std::string text;
  Expression::Kind kind = Expression::Kind::kLicense;
  std::vector<Spelled> operands;
};

Spelled spell(const Expression& expression) {
  if (expression.kind == Expression::Kind::kLicense) {
    std::string text = expression.license;
    if (!expression.addition.empty()) text += " WITH " + expression.addition;
    return {std::move(text), Expression::Kind::kLicense, {}};
  }
  std::vector<Spelled> operands;
  for (const Expression& operand : expression.operands) {
    Spelled spelled = spell(operand);
    if (spelled.kind == expression.kind) {
      std::move(spelled.operands.begin(), spelled.operands.end(), std::back_inserter(operands));
    } else {
      operands.push_back(std::move(spelled));
    }
  }
  const auto by_text = [](const Spelled& a, const Spelled& b) { return a.text < b.text; };
  const auto same_text = [](const Spelled& a, const Spelled& b) { return a.text == b.text; };
  std::sort(operands.begin(), operands.end(), by_text);
  operands.erase(std::unique(operands.begin(), operands.end(), same_text), operands.end());
  if (operands.size() == 1) return std::move(operands.front());

  const bool is_or = expression.kind == Expression::Kind::kOr;
  std::string text;
  for (const Spelled& operand : operands) {
    if (!text.empty()) text += is_or ? " OR " : " AND ";
    const bool parentheses = operand.kind == Expression::Kind::kOr && !is_or;
    text += parentheses ? "(" + operand.text + ")" : operand.text;
  }
  return {std::move(text), expression.kind, std::move(operands)};
}

}  // namespace

Result<Expression> parse_expression(std::string_view text) { return Parser(text).parse(); }

std::string to_string(const Expression& expression) { return spell(expression).text; }

std::string join_and(const std::vector<std::string>& expressions) {
  Expression all;
  all.kind = Expression::Kind::kAnd;
  for (const std::string& text : expressions) {
    auto parsed = parse_expression(text);
    if (!parsed) parsed = Expression{Expression::Kind::kLicense, text, "", {}};
    all.operands.push_back(std::move(*parsed));
  }
  return all.operands.empty() ? "" : to_string(all);
}

void collect_ids(const Expression& expression, std::set<std::string, std::less<>>& ids) {
  if (expression.kind == Expression::Kind::kLicense) ids.insert(expression.license);
  for (const Expression& operand : expression.operands) collect_ids(operand, ids);
}

}  // namespace licensus
