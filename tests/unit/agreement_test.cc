// The score of words that a rule and a text share, where an index is damaged; candidates_test.cc
// compares all others with a plain way to compute it.
#include "detect/text/agreement.h"

#include <gtest/gtest.h>

namespace licensus {
namespace {

TEST(Agreements, NoMoreIsSharedThanTheRuleHas) {
  const Agreement all = Agreement::of(3, 5, 3);
  EXPECT_TRUE(Agreement::of(9, 5, 3) == all);
  EXPECT_EQ(agreement_key(9, 5, 3), all.key());
  EXPECT_EQ(bound_key(9, 5, 3), bound_key(3, 5, 3));
  EXPECT_EQ(bound_key(8, 5, 3), bound_key(3, 5, 3)) << "no division by 0";
}

}  // namespace
}  // namespace licensus
