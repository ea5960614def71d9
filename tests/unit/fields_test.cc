// Fields that state a license, as rules/fields.toml knows them, and the rows they decide.
#include "detect/fields.h"

#include <gtest/gtest.h>

#include "detect/detector.h"
#include "real_rules.h"

namespace licensus {
namespace {

std::string read_error(std::string_view bytes) {
  const Result<FieldRules> rules = read_field_rules("fields.toml", bytes, real_rules().licenses);
  return rules ? "read" : rules.error().message;
}

TEST(FieldRules, TakeTheLongestEndOfAPath) {
  const Result<FieldRules> rules = read_field_rules("fields.toml", R"(
[[field]]
rule = "short"
names = ["license"]
examples = ["license = MIT -> MIT"]
why = "a test"
[[field]]
rule = "long"
names = ["License.Href"]
examples = ["license.href = MIT -> MIT"]
why = "a test"
[[value]]
values = ["Free As Air"]
is = "CC0-1.0"
why = "a test"
[[unknown]]
values = ["dunno"]
why = "a test"
)",
                                                    real_rules().licenses);
  ASSERT_TRUE(rules) << rules.error().message;
  EXPECT_EQ(rules->rule_of("LICENSE"), "short");
  EXPECT_EQ(rules->rule_of("meta.license"), "short");
  EXPECT_EQ(rules->rule_of("meta.license.href"), "long");
  EXPECT_EQ(rules->rule_of("license.text"), "");
  EXPECT_EQ(rules->rule_of("sublicense"), "");
  EXPECT_EQ(rules->rule_of(""), "");
  EXPECT_EQ(rules->meaning_of(" free as AIR\n"), "CC0-1.0");
  EXPECT_EQ(rules->meaning_of("Dunno"), "NOASSERTION");
  EXPECT_EQ(rules->meaning_of(" "), "NOASSERTION");
  EXPECT_EQ(rules->meaning_of("MIT"), "");
}

TEST(FieldRules, SayWhatIsWrongAndWhere) {
  EXPECT_EQ(read_error("[[field]]\nrule = 'a'\nnames = ['b']\nexamples = ['b = c -> d']\n"),
            "fields.toml:1: the entry needs the key \"why\"");
  EXPECT_EQ(read_error("[[field]]\nrule = 'a'\nnames = ['b']\nexamples = ['b: c']\nwhy = 'x'\n"),
            "fields.toml:1: write the example \"b: c\" as \"field = value -> license\"");
  EXPECT_EQ(read_error("[[value]]\nvalues = ['a']\nis = 'Licence-1'\nwhy = 'x'\n"),
            "fields.toml:3: unknown license \"Licence-1\"; write an SPDX id or add it to "
            "rules/licenses.toml");
  EXPECT_EQ(read_error("[[unknown]]\nvalues = ['a', 'A']\nwhy = 'x'\n"),
            "fields.toml:1: there is an entry for \"a\" already");
}

TEST(Fields, DecideARowsLicense) {
  Detector::Session session(real_detector());
  session.begin({});
  session.begin_column("text");
  session.piece("No word of it here.");
  session.field("meta.license", "cc-by-sa-4.0");
  const Detection found = session.finish();
  EXPECT_TRUE(found.text);
  EXPECT_EQ(found.verdict.license, "CC-BY-SA-4.0");
  EXPECT_EQ(found.verdict.status, Status::kStated);
  EXPECT_EQ(found.verdict.kind, Kind::kField);
  ASSERT_EQ(found.findings.size(), 1U);
  EXPECT_EQ(found.findings[0].field, "meta.license");
  EXPECT_EQ(found.findings[0].text, "cc-by-sa-4.0");
  EXPECT_EQ(found.findings[0].start, -1);
}

TEST(Fields, ThatSayNothingAreDeclaredUnknown) {
  Detector::Session session(real_detector());
  for (const char* value : {"", "?", "Other", "our own terms"}) {
    session.begin({});
    session.field("license", value);
    const Detection found = session.finish();
    EXPECT_EQ(found.verdict.license, "NOASSERTION") << value;
    EXPECT_EQ(found.verdict.status, Status::kDeclaredUnknown) << value;
  }
}

TEST(Columns, GiveTheirOwnOffsetsAndNames) {
  Detector::Session session(real_detector());
  session.begin({});
  session.begin_column("title");
  session.piece("SPDX-License-Identifier: MIT");
  session.begin_column("text");
  session.piece("\nSPDX-License-Identifier: ISC");
  const Detection found = session.finish();
  ASSERT_EQ(found.findings.size(), 2U);
  EXPECT_EQ(found.findings[0].field, "title");
  EXPECT_EQ(found.findings[0].start, 0);
  EXPECT_EQ(found.findings[0].line, 1);
  EXPECT_EQ(found.findings[1].field, "text");
  EXPECT_EQ(found.findings[1].start, 1);
  EXPECT_EQ(found.findings[1].line, 2);
  EXPECT_EQ(found.verdict.license, "ISC AND MIT");
}

TEST(Columns, OfBinariesDoNotMakeARowUnreadable) {
  Detector::Session session(real_detector());
  session.begin({});
  session.begin_column("image");
  session.piece("\x89PNG\r\n");
  session.begin_column("text");
  session.piece("words");
  EXPECT_TRUE(session.finish().text);
  session.begin({});
  session.begin_column("image");
  session.piece("\x89PNG\r\n");
  EXPECT_FALSE(session.finish().text);
}

}  // namespace
}  // namespace licensus
