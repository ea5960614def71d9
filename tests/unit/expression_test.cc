#include "license/expression.h"

#include <gtest/gtest.h>
#include <random>
#include <string>

namespace licensus {
namespace {

std::string normal(std::string_view text) {
  auto parsed = parse_expression(text);
  return parsed ? to_string(*parsed) : "error: " + parsed.error().message;
}

struct Case {
  const char* text;
  const char* normal;
};

TEST(Expression, NormalForm) {
  const Case cases[] = {
      {"MIT", "MIT"},
      {"  MIT\t\n", "MIT"},
      {"((MIT))", "MIT"},
      {"MIT AND Apache-2.0", "Apache-2.0 AND MIT"},
      {"MIT and Apache-2.0", "Apache-2.0 AND MIT"},
      {"mit aNd apache-2.0", "apache-2.0 AND mit"},
      {"MIT AND MIT", "MIT"},
      {"(MIT OR MIT) AND MIT", "MIT"},
      {"C OR B AND A", "A AND B OR C"},
      {"(C OR B) AND A", "A AND (B OR C)"},
      {"A AND (B AND (C AND D))", "A AND B AND C AND D"},
      {"A OR (B OR (C OR D))", "A OR B OR C OR D"},
      {"A AND ((A AND B) OR (B AND A))", "A AND B"},
      {"(B OR A)AND(D OR C)", "(A OR B) AND (C OR D)"},
      {"GPL-2.0+ with Classpath-exception-2.0", "GPL-2.0+ WITH Classpath-exception-2.0"},
      {"A WITH X OR A", "A OR A WITH X"},
      {"DocumentRef-spdx-tool-1.2:LicenseRef-MIT-Style-2 OR A",
       "A OR DocumentRef-spdx-tool-1.2:LicenseRef-MIT-Style-2"},
      {"ORacle AND ANDroid", "ANDroid AND ORacle"},
  };
  for (const Case& c : cases) EXPECT_EQ(normal(c.text), c.normal) << c.text;
}

TEST(Expression, ErrorsNameThePlace) {
  const Case cases[] = {
      {"", "error: license expression ends where a license id should stand"},
      {"   ", "error: license expression ends where a license id should stand"},
      {"MIT AND", "error: license expression ends where a license id should stand"},
      {"MIT WITH", "error: license expression ends where an exception id should stand"},
      {"(MIT", "error: license expression ends where AND, OR or \")\" should stand"},
      {"MIT)",
       "error: license expression, character 4: AND, OR or the end should stand where \")\" does"},
      {"MIT Apache-2.0",
       "error: license expression, character 5: AND, OR or the end should stand where "
       "\"Apache-2.0\" does"},
      {"AND MIT",
       "error: license expression, character 1: a license id should stand where \"AND\" does"},
      {"MIT OR OR BSD",
       "error: license expression, character 8: a license id should stand where \"OR\" does"},
      {"(A OR B) WITH X",
       "error: license expression, character 10: AND, OR or the end should stand where \"WITH\" "
       "does"},
      {"MIT/Apache",
       "error: license expression, character 4: AND, OR or the end should stand where \"/\" does"},
      {"GPL-2.0 +",
       "error: license expression, character 9: AND, OR or the end should stand where \"+\" does"},
      {"()", "error: license expression, character 2: a license id should stand where \")\" does"},
      {"MIT, BSD",
       "error: license expression, character 4: AND, OR or the end should stand where \",\" does"},
  };
  for (const Case& c : cases) EXPECT_EQ(normal(c.text), c.normal) << c.text;
  EXPECT_EQ(normal("A \xC3\xA4").find("\xC3"), std::string::npos);
}

TEST(Expression, DepthIsLimited) {
  const auto nested = [](size_t depth) {
    return std::string(depth, '(') + "MIT" + std::string(depth, ')');
  };
  EXPECT_EQ(normal(nested(64)), "MIT");
  EXPECT_EQ(normal(nested(65)),
            "error: license expression, character 65: more than 64 parentheses deep");
  EXPECT_FALSE(parse_expression(std::string(1000000, '(')));
}

TEST(Expression, LongListsAreLinear) {
  std::string text = "A0";
  for (int i = 1; i < 100000; ++i) text += " OR A" + std::to_string(i % 1000);
  EXPECT_EQ(parse_expression(text)->operands.size(), 100000u);
  EXPECT_EQ(parse_expression(normal(text))->operands.size(), 1000u);
}

Expression random_expression(std::mt19937& random, int depth) {
  Expression result;
  const auto kind = depth == 0 ? 0 : random() % 3;
  result.kind = static_cast<Expression::Kind>(kind);
  if (kind == 0) {
    result.license = std::string(1, static_cast<char>('A' + random() % 5));
    if (random() % 4 == 0) result.addition = std::string(1, static_cast<char>('x' + random() % 2));
    return result;
  }
  const auto count = 2 + random() % 3;
  for (size_t i = 0; i < count; ++i) {
    result.operands.push_back(random_expression(random, depth - 1));
  }
  return result;
}

// Spelled with all parentheses: another way to the same tree.
std::string plain_spelling(const Expression& expression) {
  if (expression.kind == Expression::Kind::kLicense) {
    return expression.license + (expression.addition.empty() ? "" : " WITH " + expression.addition);
  }
  std::string result;
  for (const Expression& operand : expression.operands) {
    if (!result.empty()) result += expression.kind == Expression::Kind::kAnd ? " AND " : " OR ";
    result += "(" + plain_spelling(operand) + ")";
  }
  return result;
}

// Whether having just these licenses is enough.
bool holds(const Expression& expression, unsigned licenses) {
  if (expression.kind == Expression::Kind::kLicense) {
    const int id = (expression.license[0] - 'A') * 3 +
                   (expression.addition.empty() ? 0 : expression.addition[0] - 'x' + 1);
    return (licenses >> id & 1U) != 0;
  }
  const bool all = expression.kind == Expression::Kind::kAnd;
  for (const Expression& operand : expression.operands) {
    if (holds(operand, licenses) != all) return !all;
  }
  return all;
}

TEST(Expression, RoundTripKeepsTheMeaning) {
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    const Expression original = random_expression(random, 4);
    const auto parsed = parse_expression(plain_spelling(original));
    ASSERT_TRUE(parsed) << plain_spelling(original);
    const std::string spelled = to_string(original);
    EXPECT_EQ(to_string(*parsed), spelled);
    const auto again = parse_expression(spelled);
    ASSERT_TRUE(again) << spelled;
    EXPECT_EQ(to_string(*again), spelled);
    for (int i = 0; i < 64; ++i) {
      const auto licenses = static_cast<unsigned>(random());
      EXPECT_EQ(holds(original, licenses), holds(*again, licenses)) << spelled;
    }
  }
}

TEST(Expression, JoinAnd) {
  EXPECT_EQ(join_and({}), "");
  EXPECT_EQ(join_and({"MIT"}), "MIT");
  EXPECT_EQ(join_and({"MIT", "Apache-2.0", "MIT"}), "Apache-2.0 AND MIT");
  EXPECT_EQ(join_and({"MIT", "CC-BY-SA-4.0 OR GFDL-1.3-or-later"}),
            "(CC-BY-SA-4.0 OR GFDL-1.3-or-later) AND MIT");
  EXPECT_EQ(join_and({"B AND C", "A AND C"}), "A AND B AND C");
  EXPECT_EQ(join_and({"A OR B"}), "A OR B");
}

}  // namespace
}  // namespace licensus
