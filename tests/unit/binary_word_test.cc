#include "detect/text/binary_word.h"

#include <gtest/gtest.h>

namespace licensus {
namespace {

struct Case {
  const char *seen, *rule;
  size_t more;
  bool meant;
};

// What ScanCode 32.5.0 says to the same.
const Case kCases[] = {
    {"Elm", "Elm", 0, true},
    {"ELM", "elm", 0, true},
    {"eLM", "ELM", 0, false},
    {"eLm", "eLm\n", 0, true},        // the same, blanks aside
    {"ELM(", "ELM", 0, false},        // a character more
    {"ELM(", "ELM", 1, true},         // is allowed
    {"ELM((", "ELM", 1, false},       // two are not
    {"eLM(", "eLM", 1, true},         // holds the rule as it is
    {"eLm(", "ELM", 1, false},        // mixed case
    {"eLmeLm !?", "ELMEL", 0, true},  // long rules are meant always
    {"eLm.", "ELM \n", 1, false},     // blanks of the rule do not count
    {"elm+", "ELM+", 0, true},
    {"eLM+", "ELM+", 0, false},
    {"eLM+", "eLM+\n", 0, true},
    {"ELM 9 ", "ELM  9", 0, true},
    {"E9lm", "e9lm", 0, false},  // a small letter that begins a
                                 // word
    {"E9Lm", "e9lm", 0, true},
};

TEST(BinaryWord, IsMeantAsScanCodeSays) {
  for (const Case& one : kCases) {
    EXPECT_EQ(may_be_meant(one.seen, one.rule, one.more), one.meant)
        << '"' << one.seen << "\" for \"" << one.rule << "\", " << one.more << " more";
  }
}

}  // namespace
}  // namespace licensus
