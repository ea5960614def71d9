// Sections of Markdown that are headed as being about the license.
#include "detect/license_sections.h"

#include <gtest/gtest.h>

#include "detect/detector.h"
#include "real_rules.h"

namespace licensus {
namespace {

const MetadataStandard& standard() {
  for (const MetadataStandard& each : real_rules().rules.metadata_rules.standards) {
    if (each.syntax == Syntax::kSections) return each;
  }
  std::abort();
}

std::vector<Finding> read(std::string_view text, const std::vector<Finding>& found = {}) {
  std::vector<Finding> findings;
  read_license_sections(text, standard(), real_rules().licenses, found, findings);
  return findings;
}

TEST(LicenseSections, HaveTheirPlaceAndHeading) {
  const std::string text = "# Card\n\n## License\n\n  MIT.\n\n## Citation\n\nApache-2.0\n";
  const std::vector<Finding> found = read(text);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].license, "MIT");
  EXPECT_EQ(found[0].field, "license");
  EXPECT_EQ(found[0].kind, Kind::kReference);
  EXPECT_EQ(text.substr(static_cast<size_t>(found[0].start),
                        static_cast<size_t>(found[0].end - found[0].start)),
            "MIT");
}

// What patterns and texts found there says more.
TEST(LicenseSections, AreReadWhereNothingElseWasFound) {
  const std::string text = "## License\nMIT\n";
  Finding inside;
  inside.kind = Kind::kNotice;
  inside.start = 11;
  inside.end = 14;
  EXPECT_EQ(read(text, {inside}).size(), 0U);
  inside.kind = Kind::kClue;
  EXPECT_EQ(read(text, {inside}).size(), 1U);
  inside.kind = Kind::kNotice;
  inside.start = 0;
  inside.end = 2;
  EXPECT_EQ(read(text, {inside}).size(), 1U);
}

TEST(LicenseSections, TakeNoOtherWordsForALicense) {
  for (const std::string_view text :
       {"## License\n\n[More Information Needed]\n", "## License\n", "## License",
        "#License\nMIT\n", "## License\nSee the LICENSE file.\n", "```\n## License\nMIT\n```\n",
        "## Licensed works\nMIT\n", "License\nMIT\n",
        "## License\nWe thank MIT and the Apache foundation.\n", "####### License\nMIT\n"}) {
    EXPECT_EQ(read(text).size(), 0U) << text;
  }
  EXPECT_EQ(read("## License\n" + std::string(100'000, 'x') + "\nMIT\n").size(), 0U);
}

TEST(LicenseSections, DecideACardWhoseTagSaysOther) {
  Detector::Session session(real_detector());
  const Detection card = session.detect(
      {.name = "README.md",
       .body = "---\nlicense: other\n---\n### Licensing Information\n\nAcademic use only.\n"});
  EXPECT_EQ(card.verdict.license, "LicenseRef-research-only");
  const Detection other = session.detect(
      {.name = "notes.md", .body = "### Licensing Information\n\nAcademic use only.\n"});
  EXPECT_EQ(other.verdict.status, Status::kNoneFound);
}

}  // namespace
}  // namespace licensus
