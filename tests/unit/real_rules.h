// The project's own rules and licenses, loaded once a test program.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <utility>

#include "detect/detector.h"
#include "detect/pattern_matcher.h"
#include "detect/rule_set.h"
#include "license/license_table.h"

namespace licensus {

template <class T>
T loaded(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().message;
    std::abort();
  }
  return std::move(*result);
}

struct RealRules {
  LicenseTable licenses = loaded(LicenseTable::load(LICENSUS_SHARE, ""));
  RuleSet rules = loaded(RuleSet::load(LICENSUS_SHARE, "", licenses));
  PatternMatcher matcher = loaded(PatternMatcher::create(rules, licenses));
  PatternMatcher::Scratch scratch;
};

// A detector by them, without a text index.
inline const Detector& real_detector() {
  static const auto made = loaded(Detector::create({.share = LICENSUS_SHARE}));
  return *made;
}

inline RealRules& real_rules() {
  static RealRules instance;
  return instance;
}

}  // namespace licensus
