// Rules as texts -> rules as numbers, in ScanCode's order of doing it: words get their numbers by
// first sight, so the order matters.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "detect/text/rule_source.h"
#include "detect/text/text_index.h"

namespace licensus {

// A rule whose record still lacks the places of its parts in the file.
struct CompiledRule {
  RuleRecord record;
  std::string identifier, short_text;
  std::vector<TokenId> tokens;
  std::vector<StopwordCount> stopwords;
  std::vector<TokenSpan> phrases;
};

struct CompiledRules {
  std::vector<std::pair<std::string, TokenValue>> words;  // in byte order; stopwords among them
  std::vector<uint8_t> digit_only;                        // by token id
  size_t legalese = 0, stopwords = 0;
  std::vector<CompiledRule> rules;       // by rid
  std::vector<std::string> expressions;  // by id, in order of their first rule
};

// Fails where a rule is not what ScanCode takes: an expression or required phrase that does not
// parse, no tokens, the tokens of another rule, more words or rules than 16 bits count.
Result<CompiledRules> compile_rules(const RuleSource& source);

// A license expression as ScanCode's library (license-expression) renders it: operators in upper
// case, each nested operation in parentheses, order and nesting kept as written.
Result<std::string> render_as_scancode(std::string_view expression);

}  // namespace licensus
