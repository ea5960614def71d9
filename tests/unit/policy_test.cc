// What a policy lets pass, and what it says of files that are none.
#include "pipeline/policy.h"

#include <gtest/gtest.h>

#include "base/whole_file.h"
#include "real_rules.h"

namespace licensus {
namespace {

using Offences = std::vector<std::string>;

Policy policy_of(std::string_view bytes) {
  return loaded(
      Policy::read("policy.toml", "name = 'p'\n" + std::string(bytes), real_rules().licenses));
}

std::string error_of(std::string_view bytes) {
  const auto policy = Policy::read("policy.toml", bytes, real_rules().licenses);
  return policy ? "read" : policy.error().message;
}

PolicyFacts facts_of(const std::string& license) {
  PolicyFacts facts;
  facts.license = license;
  facts.license_status = "stated";
  facts.terms = real_rules().licenses.terms(license);
  return facts;
}

TEST(Policy, AllowsAndDeniesLicenses) {
  const Policy allow = policy_of("[license]\nallow = ['MIT', 'CC-BY-*']\n");
  EXPECT_EQ(allow.offences(facts_of("MIT")), Offences{});
  EXPECT_EQ(allow.offences(facts_of("CC-BY-4.0")), Offences{});
  EXPECT_EQ(allow.offences(facts_of("MITx")), Offences{"license MITx"});
  EXPECT_EQ(allow.offences({}), Offences{"license NONE"});
  // Of a choice one has to pass, of what holds together all.
  EXPECT_EQ(allow.offences(facts_of("GPL-3.0-only OR MIT")), Offences{});
  EXPECT_EQ(allow.offences(facts_of("CC-BY-4.0 AND MIT")), Offences{});
  EXPECT_EQ(allow.offences(facts_of("GPL-3.0-only AND MIT")),
            Offences{"license GPL-3.0-only AND MIT"});
  EXPECT_EQ(allow.offences(facts_of("(GPL-3.0-only OR MIT) AND CC-BY-4.0")), Offences{});

  const Policy deny = policy_of("[license]\ndeny = ['GPL-3.0-only', 'NONE']\n");
  EXPECT_EQ(deny.offences(facts_of("MIT")), Offences{});
  EXPECT_EQ(deny.offences({}), Offences{"license NONE"});
  EXPECT_EQ(deny.offences(facts_of("GPL-3.0-only OR MIT")), Offences{});
  EXPECT_EQ(deny.offences(facts_of("GPL-3.0-only AND MIT")),
            Offences{"license GPL-3.0-only AND MIT"});
  EXPECT_EQ(policy_of("[license]\nallow = ['GPL-2.0-only']\n")
                .offences(facts_of("GPL-2.0-only WITH Classpath-exception-2.0")),
            Offences{});
}

TEST(Policy, JudgesTermsScopesAndSignals) {
  const Policy policy = policy_of(
      "[commercial_use]\nallow = ['yes']\n[scope]\ndeny = ['embedded']\n"
      "[conditions]\ndeny = ['use-restrictions']\n[signal]\ndeny = ['noai', "
      "'content-usage=train-ai=n*']\n");
  EXPECT_EQ(policy.offences(facts_of("CC-BY-4.0")), Offences{});
  PolicyFacts facts = facts_of("CC-BY-NC-4.0");
  facts.scopes = {"document", "embedded"};
  facts.signals = {"noai=*", "content-usage=train-ai=n, search=y", "content-usage=train-ai=y",
                   "noml=*"};
  EXPECT_EQ(policy.offences(facts),
            (Offences{"scope embedded", "signal noai=*",
                      "signal content-usage=train-ai=n, search=y", "commercial_use no"}));
}

TEST(Policy, OfTheProgramIsReadAndMeansWhatItsNameSays) {
  const auto read = [](const std::string& name) {
    const std::string path = std::string(LICENSUS_SHARE) + "/policies/" + name + ".toml";
    return loaded(Policy::read(path, whole_file(path).value_or(""), real_rules().licenses));
  };
  const auto passes = [&](const Policy& policy, const std::string& license) {
    return policy.offences(facts_of(license)).empty();
  };
  const Policy commercial = read("commercial-training");
  for (const char* license : {"CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "MIT", "Apache-2.0"})
    EXPECT_TRUE(passes(commercial, license)) << license;
  for (const char* license : {"CC-BY-NC-4.0", "CC-BY-ND-4.0", "LicenseRef-research-only"})
    EXPECT_FALSE(passes(commercial, license)) << license;
  EXPECT_FALSE(commercial.offences({}).empty());
  const Policy research = read("research");
  EXPECT_TRUE(passes(research, "CC-BY-NC-4.0"));
  EXPECT_TRUE(research.offences({}).empty());
  const Policy free = read("attribution-free");
  EXPECT_TRUE(passes(free, "CC0-1.0"));
  EXPECT_FALSE(passes(free, "CC-BY-4.0"));
}

TEST(Policy, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(error_of("[license]\nallow = ['MIT']\n"),
            "policy.toml:1: the entry needs the key \"name\"");
  EXPECT_EQ(error_of("name = 'x'\n[licence]\nallow = ['MIT']\n"),
            "policy.toml:2: unknown key \"licence\" of a policy (did you mean \"license\"?)");
  EXPECT_EQ(error_of("name = 'x'\n[license]\nalow = ['MIT']\n"),
            "policy.toml:3: unknown key \"alow\" of [license] (did you mean \"allow\"?)");
  EXPECT_EQ(error_of("name = 'x'\n[license]\nallow = ['mit']\n"),
            "policy.toml:3: write the license \"mit\" as \"MIT\"");
  EXPECT_EQ(error_of("name = 'x'\n[license]\nallow = ['Apche-2.0']\n"),
            "policy.toml:3: unknown license \"Apche-2.0\" (did you mean \"Apache-2.0\"?)");
  EXPECT_EQ(error_of("name = 'x'\n[commercial_use]\nallow = ['yess']\n"),
            "policy.toml:3: unknown value \"yess\" of commercial_use (did you mean \"yes\"?)");
  EXPECT_EQ(error_of("name = 'x'\n[signal]\ndeny = ['noia']\n"),
            "policy.toml:3: unknown value \"noia\" of signal");
  EXPECT_EQ(error_of("name = 'x'\ntolerated_share = 2\n[license]\nallow = ['MIT']\n"),
            "policy.toml:2: tolerated_share must be a number from 0 to 1");
  EXPECT_EQ(error_of("name = 'x'\nlicense = 'MIT'\n"),
            "policy.toml:2: write [license] with allow = [...] or deny = [...]");
  EXPECT_EQ(
      error_of("name = 'x'\n"),
      "policy.toml:1: the policy judges nothing; write [license], [commercial_use] or another "
      "dimension with allow or deny");
}

}  // namespace
}  // namespace licensus
