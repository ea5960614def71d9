// The license that a match of a license text stands for, by rules/texts.toml.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "detect/text/text_index.h"
#include "detect/text/text_matcher.h"
#include "detect/text_rules.h"
#include "license/expression.h"
#include "license/license_table.h"

namespace licensus {

// Keeps what it found out of expressions. One a thread; all that it is made of must outlive it.
class TextJudge {
 public:
  struct Answer {
    std::string license;  // canonical expression
    bool is_clue = false;
    bool is_clue_on_pages = false;
    int likeness = 100;  // of a text of ScanCode's to the license that it is named by
  };

  TextJudge(const TextRules& rules, const TextIndex& index, const LicenseTable& licenses)
      : rules_(rules), index_(index), licenses_(licenses) {}

  const Answer& judge(const TextMatch& match);

 private:
  static constexpr size_t kMaxKept = 10'000;  // documents may bring expressions of their own

  Answer read(const std::string& expression) const;
  // Sets the clues; takes what says nothing out of `expression`.
  void judge_keys(Expression& expression, Answer& answer) const;
  std::string canonical(const std::string& expression) const;
  const TextRules::NoLicense* no_license(const std::string& key) const;

  const TextRules& rules_;
  const TextIndex& index_;
  const LicenseTable& licenses_;
  std::unordered_map<std::string, Answer> by_expression_, by_rule_;
};

}  // namespace licensus
