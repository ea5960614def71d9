#include "detect/text/spdx_line.h"

#include <gtest/gtest.h>

namespace licensus {
namespace {

TEST(SpdxLine, TextBehindTheLastMark) {
  EXPECT_EQ(clean_spdx_text("// SPDX-License-Identifier: MIT OR Apache-2.0"), "MIT OR Apache-2.0");
  EXPECT_EQ(clean_spdx_text("SPDX-License-Identifier: X SPDX License Identifier : MIT"), "MIT");
  EXPECT_EQ(clean_spdx_text("https://licenses.nuget.org/(MIT)"), "(MIT)");
  EXPECT_EQ(clean_spdx_text("MIT"), "MIT");
}

TEST(SpdxLine, PunctuationAroundIt) {
  EXPECT_EQ(clean_spdx_text("/* SPDX-License-Identifier: GPL-2.0+ */"), "GPL-2.0+");
  EXPECT_EQ(clean_spdx_text("SPDX-License-Identifier:   )+MIT ("), "MIT");
  EXPECT_EQ(clean_spdx_text("SPDX-License-Identifier: ---"), "");
}

TEST(SpdxLine, OneParenthesisThatIsNotClosedIsNone) {
  EXPECT_EQ(clean_spdx_text("SPDX-License-Identifier: (MIT OR Zlib"), "MIT OR Zlib");
  EXPECT_EQ(clean_spdx_text("SPDX-License-Identifier: MIT OR Zlib)"), "MIT OR Zlib");
  EXPECT_EQ(clean_spdx_text("SPDX-License-Identifier: (MIT OR Zlib)"), "(MIT OR Zlib)");
}

TEST(SpdxLine, Markup) { EXPECT_EQ(clean_spdx_text("<p>SPDX-License-Identifier: MIT</p>"), "MIT"); }

}  // namespace
}  // namespace licensus
