// A license-text index of rules made up here, whose one license is long and only matches whole:
// what is cut out of it is known by its words alone.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "detect/text/index_builder.h"
#include "detect/text/text_index.h"
#include "temporary_directory.h"

namespace licensus {

// 51 words, 9 of them legalese; 24 words and 5 of legalese up to the first "any".
inline const std::string kOrchard =
    "The licensor of the orchard will grant permission to pick apples and pears in autumn under "
    "this license and gives no warranty that any of them are sweet nor has the licensor any "
    "liability for stings of wasps so that this notice must hang at every gate of the licensed "
    "orchard";

// The rules beside the license: identifier, expression ("": false positive) and text.
struct OrchardRule {
  std::string identifier, expression, text;
};

inline std::unique_ptr<const TextIndex> make_orchard(const TemporaryDirectory& folder,
                                                     const std::vector<OrchardRule>& rules = {}) {
  RuleSource source;
  source.name = "made 1";
  source.legalese = {{"grant", 0},    {"liability", 1},  {"license", 2}, {"licensed", 2},
                     {"licensor", 3}, {"permission", 4}, {"notice", 5},  {"warranty", 6}};
  source.stopwords = {"stop"};
  const auto add = [&](const OrchardRule& from, uint32_t flags, int coverage) {
    SourceRule rule;
    rule.identifier = from.identifier;
    rule.expression = from.expression;
    rule.text = from.text;
    rule.flags = from.expression.empty() ? uint32_t{kRuleFalsePositive} : flags;
    rule.coverage = coverage;
    source.rules.push_back(rule);
  };
  add({"a_orchard.RULE", "orchard", kOrchard}, kRuleText, 100);
  for (const OrchardRule& rule : rules) add(rule, kRuleNotice, -1);
  for (const char* key : {"orchard", "unknown", "unknown-license-reference"}) {
    source.licenses.push_back({key, "", {}, false, false});
  }
  const auto bytes = build_text_index(source);
  folder.write("orchard.index", bytes ? *bytes : bytes.error().message);
  auto opened = TextIndex::open(folder / "orchard.index");
  return opened ? std::move(*opened) : nullptr;
}

}  // namespace licensus
