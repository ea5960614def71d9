// `licensus rules test`: every rule's own examples and near misses, by both ways of matching.
#include <algorithm>

#include "detect/license_template.h"
#include "detect/pattern_matcher.h"

namespace licensus {
namespace {

std::string shown(const PatternMatch& match) {
  const std::string port = match.port.empty() ? "" : " port " + match.port;
  return (match.license.empty() ? match.rule->license : match.license) + port + " (" +
         match.rule->id + ")";
}

std::string shown(const std::vector<PatternMatch>& matches) {
  std::string text;
  for (const PatternMatch& match : matches) text += (text.empty() ? "" : ", ") + shown(match);
  return text.empty() ? "nothing" : text;
}

bool same(const std::vector<PatternMatch>& a, const std::vector<PatternMatch>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const PatternMatch& x, const PatternMatch& y) {
                      return x.rule == y.rule && x.start == y.start && x.end == y.end &&
                             x.license == y.license && x.port == y.port;
                    });
}

}  // namespace

std::vector<RuleTestFailure> PatternMatcher::test_examples() const {
  std::vector<RuleTestFailure> failures;
  Scratch scratch;
  std::vector<PatternMatch> fast;
  std::vector<PatternMatch> plain;
  const auto check = [&](const Rule& rule, const std::string& text, const std::string& expected,
                         auto holds) {
    has_stem(text, scratch);
    find(text, scratch, fast);
    find_plainly(text, plain);
    if (!same(fast, plain)) {
      failures.push_back({rule.id, "\"" + text + "\": by windows " + shown(fast) +
                                       ", over the whole text " + shown(plain) +
                                       "; keep the pattern within the bounds of its stems"});
    } else if (!holds(fast)) {
      failures.push_back(
          {rule.id, "\"" + text + "\": expected " + expected + ", found " + shown(fast)});
    }
  };
  for (const Rule& rule : rules()) {
    const auto is_ours = [&](const PatternMatch& match) { return match.rule == &rule; };
    for (const Rule::Example& example : rule.examples) {
      const std::string& license = example.license.empty() ? rule.license : example.license;
      const CanonicalLicense expected = canonical_license(license, licenses());
      const bool ported = license.starts_with("cc:");
      check(rule, example.text, license, [&](const std::vector<PatternMatch>& matches) {
        return std::any_of(matches.begin(), matches.end(), [&](const PatternMatch& match) {
          return is_ours(match) && match.license == expected.id &&
                 (!ported || match.port == expected.port);
        });
      });
    }
    for (const std::string& text : rule.near_misses) {
      check(rule, text, "no match of this rule", [&](const std::vector<PatternMatch>& matches) {
        return std::none_of(matches.begin(), matches.end(), is_ours);
      });
    }
  }
  return failures;
}

}  // namespace licensus
