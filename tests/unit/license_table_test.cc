#include "license/license_table.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace licensus {
namespace {

const LicenseTable& table() {
  static const Result<LicenseTable> loaded = LicenseTable::load(LICENSUS_SHARE, "");
  if (!loaded) {
    ADD_FAILURE() << loaded.error().message;
    std::abort();
  }
  return *loaded;
}

TEST(CanonicalCc, Table) {
  struct Case {
    const char *code, *version, *port, *id, *left_port;
  };
  const Case cases[] = {
      {"by", "4.0", "", "CC-BY-4.0", ""},
      {"BY", "4", "", "CC-BY-4.0", ""},
      {"by-nc-sa", "3.0", "", "CC-BY-NC-SA-3.0", ""},
      {"by-nd-nc", "1.0", "", "CC-BY-NC-ND-1.0", ""},
      {"sa-nc-by", "2.5", "", "CC-BY-NC-SA-2.5", ""},
      {"by_nc_nd", "4.0", "", "CC-BY-NC-ND-4.0", ""},
      {"cc-by", "4.0", "", "CC-BY-4.0", ""},
      // Ports with and without ids.
      {"by", "3.0", "de", "CC-BY-3.0-DE", ""},
      {"by", "3.0", "DE", "CC-BY-3.0-DE", ""},
      {"by", "2.0", "kr", "CC-BY-2.0", "kr"},
      {"by", "2.0", "KR", "CC-BY-2.0", "kr"},
      {"by", "3.0", "igo", "CC-BY-3.0-IGO", ""},
      {"by-sa", "3.0", "igo", "CC-BY-SA-3.0-IGO", ""},
      {"by-nc", "3.0", "igo", "CC-BY-NC-3.0", "igo"},
      {"by-nc-nd", "3.0", "igo", "CC-BY-NC-ND-3.0-IGO", ""},
      {"by-nd-nc", "3.0", "de", "CC-BY-NC-ND-3.0-DE", ""},
      {"by", "2.5", "au", "CC-BY-2.5-AU", ""},
      {"by", "3.0", "us", "CC-BY-3.0-US", ""},
      {"by-nc-sa", "2.0", "fr", "CC-BY-NC-SA-2.0-FR", ""},
      {"by-nc-sa", "2.0", "uk", "CC-BY-NC-SA-2.0-UK", ""},
      {"by-sa", "2.1", "jp", "CC-BY-SA-2.1-JP", ""},
      {"by-sa", "2.1", "es", "LicenseRef-CC-BY-SA-2.1", "es"},
      {"by", "2.1", "jp", "LicenseRef-CC-BY-2.1", "jp"},
      {"by-nc-nd", "2.1", "jp", "LicenseRef-CC-BY-NC-ND-2.1", "jp"},
      // No version, odd versions.
      {"by", "", "", "LicenseRef-CC-BY", ""},
      {"by-nc", "", "", "LicenseRef-CC-BY-NC", ""},
      {"nd-nc-by", "", "", "LicenseRef-CC-BY-NC-ND", ""},
      {"by", "", "kr", "LicenseRef-CC-BY", "kr"},
      {"by", "9.0", "", "LicenseRef-CC-BY", ""},
      {"by-sa", "4.1", "", "LicenseRef-CC-BY-SA", ""},
      // Public domain.
      {"zero", "1.0", "", "CC0-1.0", ""},
      {"zero", "", "", "CC0-1.0", ""},
      {"Zero", "1.0", "", "CC0-1.0", ""},
      {"cc0", "1.0", "", "CC0-1.0", ""},
      {"mark", "1.0", "", "LicenseRef-CC-PDM-1.0", ""},
      {"mark", "", "", "LicenseRef-CC-PDM-1.0", ""},
      {"certification", "1.0", "us", "LicenseRef-CC-PDCC", "us"},
      {"publicdomain", "", "", "CC-PDDC", ""},
      // Retired.
      {"sampling", "1.0", "", "LicenseRef-scancode-cc-sampling-1.0", ""},
      {"sampling", "1.0", "tw", "LicenseRef-scancode-cc-sampling-1.0", "tw"},
      {"sampling+", "1.0", "", "LicenseRef-scancode-cc-sampling-plus-1.0", ""},
      {"nc-sampling+", "1.0", "", "LicenseRef-scancode-cc-nc-sampling-plus-1.0", ""},
      {"devnations", "2.0", "", "LicenseRef-scancode-cc-devnations-2.0", ""},
      {"nc", "1.0", "", "LicenseRef-scancode-cc-nc-1.0", ""},
      {"nd", "1.0", "", "LicenseRef-scancode-cc-nd-1.0", ""},
      {"sa", "1.0", "", "CC-SA-1.0", ""},
      {"nd-nc", "1.0", "", "LicenseRef-CC-NC-ND-1.0", ""},
      {"nc-sa", "1.0", "", "LicenseRef-CC-NC-SA-1.0", ""},
      {"GPL", "2.0", "", "GPL-2.0-only", ""},
      {"LGPL", "2.1", "", "LGPL-2.1-only", ""},
      // Unknown.
      {"", "", "", "LicenseRef-CC", ""},
      {"xyz", "4.0", "", "LicenseRef-CC-unknown", ""},
      {"by-xyz", "4.0", "", "LicenseRef-CC-unknown", ""},
      {"by-by", "4.0", "", "LicenseRef-CC-unknown", ""},
      {"by-nd-sa", "4.0", "", "LicenseRef-CC-unknown", ""},
      {"\xff\xfe", "4.0", "kr", "LicenseRef-CC-unknown", "kr"},
  };
  for (const Case& c : cases) {
    const auto got = table().canonical_cc(c.code, c.version, c.port);
    EXPECT_EQ(got.id, c.id) << c.code << " " << c.version << " " << c.port;
    EXPECT_EQ(got.port, c.left_port) << c.code << " " << c.version << " " << c.port;
  }
  EXPECT_EQ(table().canonical_cc(std::string(100000, 'x'), "", "").id, "LicenseRef-CC-unknown");
}

TEST(CanonicalId, Table) {
  struct Case {
    const char *text, *id;
  };
  const Case cases[] = {
      {"MIT", "MIT"},
      {"mit", "MIT"},
      {"MIT License", "MIT"},
      {"The MIT License", "MIT"},
      {"Expat", "MIT"},
      {"apache-2.0", "Apache-2.0"},
      {"Apache 2.0", "Apache-2.0"},
      {"Apache License, Version 2.0", "Apache-2.0"},
      {"Apache Software License 2.0", "Apache-2.0"},
      {"apache_2.0", "Apache-2.0"},
      {"Apache-2", "Apache-2.0"},
      {"GPLv3", "GPL-3.0-only"},
      {"GPL-3.0", "GPL-3.0-only"},
      {"GPL v2 or later", "GPL-2.0-or-later"},
      {"GPLv2+", "GPL-2.0-or-later"},
      {"GPL (>= 2)", "GPL-2.0-or-later"},
      {"GPL-2 | GPL-3", nullptr},
      {"GNU General Public License v3 or later (GPLv3+)", "GPL-3.0-or-later"},
      {"GNU General Public License v3 (GPLv2)", nullptr},
      {"License :: OSI Approved :: BSD License", "LicenseRef-BSD"},
      {"License :: OSI Approved :: GNU General Public License v3 (GPLv3)", "GPL-3.0-only"},
      {"LGPL 2.1", "LGPL-2.1-only"},
      {"AGPL-3.0", "AGPL-3.0-only"},
      {"3-clause BSD", "BSD-3-Clause"},
      {"BSD 3 Clause", "BSD-3-Clause"},
      {"Simplified BSD License", "BSD-2-Clause"},
      {"bsl-1.0", "BSL-1.0"},
      {"Boost Software License 1.0", "BSL-1.0"},
      {"Business Source License 1.1", "BUSL-1.1"},
      {"zlib/libpng", "Zlib"},
      // Families stay families.
      {"gpl", "LicenseRef-GPL"},
      {"lgpl", "LicenseRef-LGPL"},
      {"bsd", "LicenseRef-BSD"},
      {"gfdl", "LicenseRef-GFDL"},
      {"cc", "LicenseRef-CC"},
      {"openrail", "LicenseRef-OpenRAIL"},
      {"Apache Software License", "LicenseRef-Apache"},
      // Hubs.
      {"odc-by", "ODC-By-1.0"},
      {"odbl", "ODbL-1.0"},
      {"pddl", "PDDL-1.0"},
      {"c-uda", "C-UDA-1.0"},
      {"openrail++", "LicenseRef-CreativeML-OpenRAIL-PP-M"},
      {"creativeml-openrail-m", "LicenseRef-scancode-stable-diffusion-2022-08-22"},
      {"llama3.1", "LicenseRef-scancode-llama-3.1-license-2024"},
      {"llama3", "LicenseRef-Llama-3"},
      {"gemma", "LicenseRef-Gemma"},
      {"lgpl-lr", "LGPLLR"},
      {"US-Government-Works", "LicenseRef-US-Government-Work"},
      {"EU-ODP-Legal-Notice", "LicenseRef-EU-Commission-Reuse"},
      {"FDL-1.3", "GFDL-1.3-only"},
      {"DbCL-1.0", "LicenseRef-scancode-dbcl-1.0"},
      // Creative Commons in words and codes.
      {"cc-by-4.0", "CC-BY-4.0"},
      {"CC BY 4.0", "CC-BY-4.0"},
      {"CC_BY_4.0", "CC-BY-4.0"},
      {"CC BY 4.0 International", "CC-BY-4.0"},
      {"CC BY\xE2\x80\x93NC\xC2\xA0"
       "4.0",
       "CC-BY-NC-4.0"},
      {"CC BY-ND-NC 1.0", "CC-BY-NC-ND-1.0"},
      {"CC BY-NC-SA 3.0 IGO", "CC-BY-NC-SA-3.0-IGO"},
      {"cc-by-2.0-kr", "CC-BY-2.0"},
      {"CC BY-NC", "LicenseRef-CC-BY-NC"},
      {"Attribution-NonCommercial 4.0 International", "CC-BY-NC-4.0"},
      {"Attribution-NonCommercial-ShareAlike 3.0 Unported", "CC-BY-NC-SA-3.0"},
      {"Creative Commons Attribution-Share Alike 3.0 Unported", "CC-BY-SA-3.0"},
      {"Creative Commons Attribution Non Commercial No Derivatives 4.0", "CC-BY-NC-ND-4.0"},
      {"Attribution-NonCommercial-ShareAlike License", "LicenseRef-CC-BY-NC-SA"},
      {"Creative Commons License", "LicenseRef-CC"},
      {"CC0", "CC0-1.0"},
      {"CC0 1.0 Universal", "CC0-1.0"},
      {"CC-PDM-1.0", "LicenseRef-CC-PDM-1.0"},
      {"Public Domain", "LicenseRef-public-domain"},
      {"공공누리 제1유형", "LicenseRef-KOGL-1"},
      {"KOGL Type 4", "LicenseRef-KOGL-4"},
      {"LicenseRef-scancode-public-domain", "LicenseRef-public-domain"},
      // Deprecated ids.
      {"BSD-2-Clause-FreeBSD", "BSD-2-Clause-Views"},
      {"GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"},
      // Nothing.
      {"", nullptr},
      {"license", nullptr},
      {"other", nullptr},
      {"unknown", nullptr},
      {"()", nullptr},
      {"CC BY 4.0 for text", nullptr},
      {"no such license", nullptr},
  };
  for (const Case& c : cases) {
    const auto id = table().canonical_id(c.text);
    EXPECT_EQ(id.value_or("-"), c.id == nullptr ? "-" : c.id) << c.text;
  }
  EXPECT_FALSE(table().canonical_id(std::string(1000000, '(')));
  EXPECT_EQ(table().canonical_addition("classpath-exception-2.0"), "Classpath-exception-2.0");
  EXPECT_EQ(table().canonical_addition("KOGL-AI"), "AdditionRef-KOGL-AI");
  EXPECT_FALSE(table().canonical_addition("no-such-exception"));
}

// The license ids of Hugging Face's cards but "other" and "unknown", and those of Kaggle: all
// known, and all but the bare "cc" with terms.
TEST(CanonicalId, IdsOfHubs) {
  const char* const ids[] = {"afl-3.0",
                             "agpl-3.0",
                             "apache-2.0",
                             "apple-amlr",
                             "apple-ascl",
                             "artistic-2.0",
                             "bigcode-openrail-m",
                             "bigscience-bloom-rail-1.0",
                             "bigscience-openrail-m",
                             "bsd",
                             "bsd-2-clause",
                             "bsd-3-clause",
                             "bsd-3-clause-clear",
                             "bsl-1.0",
                             "c-uda",
                             "cc0-1.0",
                             "cc-by-2.0",
                             "cc-by-2.5",
                             "cc-by-3.0",
                             "cc-by-4.0",
                             "cc-by-sa-3.0",
                             "cc-by-sa-4.0",
                             "cc-by-nc-2.0",
                             "cc-by-nc-3.0",
                             "cc-by-nc-4.0",
                             "cc-by-nd-4.0",
                             "cc-by-nc-nd-3.0",
                             "cc-by-nc-nd-4.0",
                             "cc-by-nc-sa-2.0",
                             "cc-by-nc-sa-3.0",
                             "cc-by-nc-sa-4.0",
                             "cdla-permissive-1.0",
                             "cdla-permissive-2.0",
                             "cdla-sharing-1.0",
                             "creativeml-openrail-m",
                             "deepfloyd-if-license",
                             "ecl-2.0",
                             "epl-1.0",
                             "epl-2.0",
                             "etalab-2.0",
                             "eupl-1.1",
                             "eupl-1.2",
                             "fair-noncommercial-research-license",
                             "gemma",
                             "gfdl",
                             "gpl",
                             "gpl-2.0",
                             "gpl-3.0",
                             "grok2-community",
                             "h-research",
                             "intel-research",
                             "isc",
                             "lgpl",
                             "lgpl-2.1",
                             "lgpl-3.0",
                             "lgpl-lr",
                             "llama2",
                             "llama3",
                             "llama3.1",
                             "llama3.2",
                             "llama3.3",
                             "llama4",
                             "lppl-1.3c",
                             "mit",
                             "mpl-2.0",
                             "ms-pl",
                             "ncsa",
                             "odbl",
                             "odc-by",
                             "ofl-1.1",
                             "openmdw-1.0",
                             "openmdw-1.1",
                             "openrail",
                             "openrail++",
                             "osl-3.0",
                             "pddl",
                             "postgresql",
                             "unlicense",
                             "wtfpl",
                             "zlib",
                             "CC-BY-3.0-IGO",
                             "CC-BY-NC-SA-3.0-IGO",
                             "ODC-BY-1.0",
                             "DbCL-1.0",
                             "PDDL",
                             "FDL-1.3",
                             "US-Government-Works",
                             "EU-ODP-Legal-Notice"};
  const auto with_terms = table().ids_with_terms();
  for (const char* id : ids) {
    const auto canonical = table().canonical_id(id);
    ASSERT_TRUE(canonical) << id;
    EXPECT_TRUE(std::binary_search(with_terms.begin(), with_terms.end(), *canonical)) << id;
  }
  EXPECT_EQ(table().canonical_id("cc"), "LicenseRef-CC");
}

TEST(CanonicalId, EverySpdxIdAndEveryAliasIsStable) {
  for (const char* name : {"licenses", "deprecated"}) {
    std::ifstream stream(std::filesystem::path(LICENSUS_SHARE) / "spdx" /
                         (std::string(name) + ".json"));
    std::string line;
    int ids = 0;
    while (std::getline(stream, line)) {
      const size_t open = line.find('"');
      const size_t close = line.rfind('"');
      if (open == line.npos || close == open) continue;
      const std::string id = line.substr(open + 1, close - open - 1);
      const auto canonical = table().canonical_id(id);
      ASSERT_TRUE(canonical) << id;
      if (std::string(name) == "licenses") {
        EXPECT_EQ(*canonical, id);
      }
      const auto again = table().canonical_expression(*canonical);
      ASSERT_TRUE(again) << id;
      EXPECT_EQ(*again, *canonical);
      ++ids;
    }
    EXPECT_GT(ids, 20) << name;
  }
  for (const std::string& id : table().ids_with_terms()) {
    const LicenseInfo* info = table().info(id);
    ASSERT_NE(info, nullptr) << id;
    if (table().canonical_addition(id) == id) continue;
    EXPECT_EQ(table().canonical_id(id).value_or("-"), id);
    for (const std::string& alias : info->aliases) {
      EXPECT_EQ(table().canonical_id(alias).value_or("-"), id) << alias;
    }
  }
}

TEST(CanonicalExpression, Table) {
  struct Case {
    const char *text, *canonical;
  };
  const Case cases[] = {
      {"mit", "MIT"},
      {"MIT or apache-2.0", "Apache-2.0 OR MIT"},
      {"GPL-2.0+", "GPL-2.0-or-later"},
      {"GPL-2.0-only+", "GPL-2.0-or-later"},
      {"Apache-2.0+", "Apache-2.0+"},
      {"gpl+", "LicenseRef-GPL"},
      {"gpl-2.0+ with classpath-exception-2.0", "GPL-2.0-or-later WITH Classpath-exception-2.0"},
      {"GPL-2.0-with-classpath-exception AND MIT",
       "GPL-2.0-only WITH Classpath-exception-2.0 AND MIT"},
      {"Perl AND MIT", "(Artistic-1.0-Perl OR GPL-1.0-or-later) AND MIT"},
      {"MIT AND Foo_Bar", "LicenseRef-unknown-Foo-Bar AND MIT"},
      {"MIT WITH Strange", "MIT WITH AdditionRef-unknown-Strange"},
      {"LicenseRef-mine AND DocumentRef-x:LicenseRef-y",
       "DocumentRef-x:LicenseRef-y AND LicenseRef-mine"},
      {"LicenseRef-KOGL-4 WITH AdditionRef-KOGL-AI", "LicenseRef-KOGL-4 WITH AdditionRef-KOGL-AI"},
      {"NOASSERTION", "NOASSERTION"},
      {"NONE", "NONE"},
      {"cc-by-nc-4.0", "CC-BY-NC-4.0"},
      {"eCos-2.0 WITH Classpath-exception-2.0",
       "LicenseRef-unknown-eCos-2.0 WITH Classpath-exception-2.0"},
  };
  for (const Case& c : cases) {
    const auto canonical = table().canonical_expression(c.text);
    EXPECT_EQ(canonical ? *canonical : canonical.error().message, c.canonical) << c.text;
    if (!canonical) continue;
    EXPECT_EQ(table().canonical_expression(*canonical).value_or("-"), *canonical);
  }
  EXPECT_FALSE(table().canonical_expression("MIT AND"));
}

std::string words(const Terms& terms) {
  std::string result;
  for (std::string_view word : {to_string(terms.commercial_use), to_string(terms.derivatives),
                                to_string(terms.redistribution), to_string(terms.model_training),
                                to_string(terms.attribution), to_string(terms.notice),
                                to_string(terms.share_alike), to_string(terms.purpose)}) {
    result += std::string(word) + " ";
  }
  for (const std::string& condition : terms.conditions) result += "[" + condition + "]";
  return result;
}

TEST(TermsOf, RepresentativeLicenses) {
  struct Case {
    const char *expression, *words;
  };
  // commercial derivatives redistribution training attribution notice share-alike purpose
  constexpr const char* kUnknown =
      "unknown unknown unknown unknown unknown unknown unknown unknown ";
  const Case cases[] = {
      {"CC-BY-4.0", "yes yes yes unstated required conditional no any [state-changes]"},
      {"CC-BY-NC-4.0", "no yes yes unstated required conditional no noncommercial [state-changes]"},
      {"CC-BY-NC-3.0", "no yes yes unstated required conditional no noncommercial [state-changes]"},
      {"CC-BY-3.0-DE", "yes yes yes unstated required conditional no any [state-changes]"},
      {"CC-BY-ND-2.0", "yes no yes unstated required conditional no any "},
      {"CC-BY-NC-ND-1.0", "no no yes unstated required conditional no noncommercial "},
      {"CC-BY-SA-2.1-JP", "yes yes yes unstated required conditional required any "},
      {"CC-BY-NC-SA-4.0",
       "no yes yes unstated required conditional required noncommercial [state-changes]"},
      {"CC-BY-NC-SA-3.0-IGO",
       "no yes yes unstated required conditional required noncommercial [state-changes]"},
      {"LicenseRef-CC-BY-NC", "no yes yes unstated required conditional no noncommercial "},
      {"LicenseRef-CC-BY-NC-ND", "no no yes unstated required conditional no noncommercial "},
      {"LicenseRef-CC-BY-SA", "yes yes yes unstated required conditional required any "},
      {"LicenseRef-CC-BY-NC-SA-2.1",
       "no yes yes unstated required conditional required noncommercial "},
      {"CC0-1.0", "yes yes yes unstated no no no any "},
      {"LicenseRef-CC-PDM-1.0",
       "unstated unstated unstated unstated unstated unstated unstated unknown "},
      {"LicenseRef-CC", kUnknown},
      {"LicenseRef-CC-unknown", kUnknown},
      {"MIT", "yes yes yes unstated required required no any "},
      {"Apache-2.0", "yes yes yes unstated required required no any [patent][state-changes]"},
      {"Apache-2.0+", "yes yes yes unstated required required no any [patent][state-changes]"},
      {"AGPL-3.0-or-later",
       "yes yes yes unstated required required required any "
       "[network-source][patent][source-code][state-changes]"},
      {"CDLA-Permissive-2.0", "yes yes yes yes no required no any "},
      {"C-UDA-1.0",
       "conditional conditional conditional yes required unstated required any "
       "[computational-use]"},
      {"ODbL-1.0",
       "yes yes yes unstated required conditional required any [database-rights][source-code]"},
      {"ODC-By-1.0", "yes yes yes unstated required conditional conditional any [database-rights]"},
      {"OGL-UK-3.0",
       "yes yes yes unstated required no no any [no-misrepresentation][personal-data]"},
      {"GFDL-1.3-no-invariants-or-later",
       "yes yes yes unstated required required required any [naming][state-changes]"},
      {"GFDL-1.3-or-later",
       "yes conditional yes unstated required required required any [naming][state-changes]"},
      {"CC-BY-SA-4.0 OR GFDL-1.3-or-later",
       "yes yes yes unstated required conditional required any [state-changes]"},
      {"LicenseRef-scancode-llama-3.1-license-2024",
       "conditional yes conditional conditional required required conditional any "
       "[naming][patent][use-restrictions][user-threshold]"},
      {"LicenseRef-KOGL-4", "no no yes unstated required no no noncommercial "},
      {"LicenseRef-KOGL-4 WITH AdditionRef-KOGL-AI", "no no yes yes required no no noncommercial "},
      {"LicenseRef-KOGL-0", "yes yes yes unstated no no no any "},
      {"LicenseRef-scancode-bigscience-open-rail-m",
       "conditional conditional conditional conditional required required conditional any "
       "[patent][state-changes][use-restrictions]"},
      {"LicenseRef-arXiv-nonexclusive-1.0",
       "unstated unstated unstated unstated unstated unstated unstated unknown "},
      {"LicenseRef-no-training",
       "unstated unstated unstated no unstated unstated unstated unknown "},
      {"LicenseRef-research-only",
       "no unstated unstated unstated unstated unstated unstated research "},
      // Expressions.
      {"CC-BY-4.0 AND LicenseRef-no-training",
       "unstated unstated unstated no required conditional unstated unknown [state-changes]"},
      {"CC-BY-NC-4.0 AND MIT",
       "no yes yes unstated required required no noncommercial [state-changes]"},
      {"CC-BY-NC-4.0 OR MIT", "yes yes yes unstated required conditional no any "},
      {"Apache-2.0 OR MIT", "yes yes yes unstated required required no any "},
      {"LicenseRef-unknown-x OR CC-BY-NC-4.0",
       "unknown yes yes unstated unknown unknown no unknown "},
      {"GPL-2.0-only WITH Classpath-exception-2.0",
       "yes yes yes unstated required required conditional any [source-code][state-changes]"},
      {"GPL-2.0-only WITH Linux-syscall-note",
       "yes yes yes unstated required required conditional any [source-code][state-changes]"},
      {"CC0-1.0 WITH AdditionRef-unknown-x",
       "unknown unknown unknown unknown unknown unknown unknown unknown "},
      {"NONE", kUnknown},
      {"NOASSERTION", kUnknown},
      {"LicenseRef-unknown-x", kUnknown},
      {"", kUnknown},
      {"not an expression", kUnknown},
  };
  for (const Case& c : cases)
    EXPECT_EQ(words(table().terms(c.expression)), c.words) << c.expression;
}

// The tables of AND and OR, written out: the row and column of two words, and what they give.
template <class T, size_t N, class Member>
void expect_tables(const char* const (&strict_order)[N], Member member) {
  for (size_t a = 0; a < N; ++a) {
    for (size_t b = 0; b < N; ++b) {
      Terms left, right;
      for (size_t value = 0; value < N; ++value) {
        if (to_string(static_cast<T>(value)) == strict_order[a]) {
          left.*member = static_cast<T>(value);
        }
        if (to_string(static_cast<T>(value)) == strict_order[b]) {
          right.*member = static_cast<T>(value);
        }
      }
      EXPECT_EQ(to_string(LicenseTable::strictest(left, right).*member),
                strict_order[std::min(a, b)]);
      EXPECT_EQ(to_string(LicenseTable::freest(left, right).*member), strict_order[std::max(a, b)]);
    }
  }
}

TEST(Strictness, AndOrTables) {
  const char* const permissions[] = {"no", "conditional", "unknown", "unstated", "yes"};
  for (auto member : {&Terms::commercial_use, &Terms::derivatives, &Terms::redistribution,
                      &Terms::model_training}) {
    expect_tables<Permission>(permissions, member);
  }
  const char* const duties[] = {"required", "conditional", "unknown", "unstated", "no"};
  for (auto member : {&Terms::attribution, &Terms::notice, &Terms::share_alike}) {
    expect_tables<Duty>(duties, member);
  }
  const char* const purposes[] = {"research", "education", "noncommercial", "unknown", "any"};
  expect_tables<Purpose>(purposes, &Terms::purpose);
  Terms a, b;
  a.conditions = {"patent", "registration"};
  b.conditions = {"export", "patent"};
  EXPECT_EQ(LicenseTable::strictest(a, b).conditions,
            (std::vector<std::string>{"export", "patent", "registration"}));
  EXPECT_EQ(LicenseTable::freest(a, b).conditions, (std::vector<std::string>{"patent"}));
}

// What is asked of our own rules, beyond what the loader refuses.
TEST(Rules, EveryLicenseInTheTableIsWhole) {
  const auto ids = table().ids_with_terms();
  EXPECT_GT(ids.size(), 200u);
  for (const std::string& id : ids) {
    const LicenseInfo* info = table().info(id);
    ASSERT_NE(info, nullptr) << id;
    EXPECT_TRUE(info->read_on.empty() || info->read_on.size() == 10) << id;
    EXPECT_FALSE(info->deprecated) << id;
    const bool ours = id.starts_with("LicenseRef-") || id.starts_with("AdditionRef-");
    EXPECT_EQ(ours, !info->meaning.empty()) << id;
    size_t cells = 0;
    for (const TermSource& source : info->sources) {
      if (source.term == "conditions") continue;
      EXPECT_FALSE(source.value.empty()) << id << " " << source.term;
      EXPECT_FALSE(source.clause.empty()) << id << " " << source.term;
      ++cells;
    }
    const bool addition = table().canonical_addition(id) == id;
    EXPECT_EQ(cells, addition ? 1u : 8u) << id;
  }
}

TEST(Rules, NoncommercialAndNoDerivativesAreConsistent) {
  for (const std::string& id : table().ids_with_terms()) {
    const Terms terms = table().terms(id);
    if (terms.purpose == Purpose::kNoncommercial) {
      EXPECT_EQ(terms.commercial_use, Permission::kNo) << id;
    }
    const bool cc = id.starts_with("CC-BY") || id.starts_with("LicenseRef-CC-");
    if (!cc || id.starts_with("LicenseRef-CC-PD")) continue;
    EXPECT_EQ(terms.commercial_use == Permission::kNo, id.find("-NC") != id.npos) << id;
    EXPECT_EQ(terms.derivatives == Permission::kNo, id.find("-ND") != id.npos) << id;
    EXPECT_EQ(terms.share_alike == Duty::kRequired, id.find("-SA") != id.npos) << id;
    EXPECT_EQ(terms.attribution == Duty::kRequired, id.find("BY") != id.npos) << id;
  }
}

class UserTerms : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            ("licensus_terms_" + std::to_string(::getpid()) + ".toml");
  }
  void TearDown() override { std::filesystem::remove(path_); }

  Result<LicenseTable> load(const std::string& toml) {
    std::ofstream(path_, std::ios::binary) << toml;
    return LicenseTable::load(LICENSUS_SHARE, path_);
  }
  std::string error(const std::string& toml) {
    const auto loaded = load(toml);
    if (loaded) return "loaded";
    const std::string prefix = path_.string() + ":";
    const std::string& message = loaded.error().message;
    return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
  }

  std::filesystem::path path_;
};

TEST_F(UserTerms, OverrideSingleCells) {
  const auto loaded = load(R"(
read = "2027-01-01"
[conditions]
house-rule = "Ask the lawyers."
[[license]]
id = "LicenseRef-house"
aliases = ["our house license"]
meaning = "Ours."
[[terms]]
of = ["CC-BY-4.0"]
model_training = "yes: memo 7"
[[terms]]
of = ["LicenseRef-house"]
commercial_use = "conditional: memo 8"
conditions = ["house-rule: memo 9"]
)");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(words(loaded->terms("CC-BY-4.0")),
            "yes yes yes yes required conditional no any [state-changes]");
  EXPECT_EQ(words(loaded->terms("CC-BY-SA-4.0")), words(table().terms("CC-BY-SA-4.0")));
  EXPECT_EQ(words(loaded->terms("LicenseRef-house")),
            "conditional unknown unknown unknown unknown unknown unknown unknown [house-rule]");
  EXPECT_EQ(loaded->canonical_id("Our House License"), "LicenseRef-house");
  const LicenseInfo* info = loaded->info("CC-BY-4.0");
  EXPECT_EQ(info->read_on, "2027-01-01");
  const auto cell = std::find_if(info->sources.begin(), info->sources.end(),
                                 [](const TermSource& s) { return s.term == "model_training"; });
  ASSERT_NE(cell, info->sources.end());
  EXPECT_EQ(cell->clause, "memo 7");
}

TEST_F(UserTerms, ErrorsNameFileAndLine) {
  struct Case {
    const char *toml, *error;
  };
  const Case cases[] = {
      {"", "loaded"},
      {"\n[[terms]]\nof = [\"Nope-1.0\"]\n", "3: no license has the id \"Nope-1.0\""},
      {"[[terms]]\nof = [\"Nope-*\"]\n", "2: no license has the id \"Nope-*\""},
      {"[[terms]]\nof = \"MIT\"\n", "1: terms without \"of\", a list of ids"},
      {"[[terms]]\nof = [1]\n", "2: an id is not a string"},
      {"[[terms]]\nof = [\"MIT\"]\ncomercial_use = \"yes: x\"\n",
       "3: unknown term \"comercial_use\""},
      {"[[terms]]\nof = [\"MIT\"]\ncommercial_use = \"maybe: x\"\n",
       "3: commercial_use has no value \"maybe\""},
      {"[[terms]]\nof = [\"MIT\"]\nattribution = \"yes: x\"\n",
       "3: attribution has no value \"yes\""},
      {"[[terms]]\nof = [\"MIT\"]\ncommercial_use = \"yes\"\n",
       "3: commercial_use without the clause it comes from"},
      {"[[terms]]\nof = [\"MIT\"]\ncommercial_use = true\n", "3: expected \"value: clause\""},
      {"[[terms]]\nof = [\"MIT\"]\nconditions = [\"zzz: x\"]\n",
       "3: conditions has no value \"zzz\""},
      {"[[terms]]\nof = [\"MIT\"]\nconditions = \"patent: x\"\n", "3: conditions are not a list"},
      {"terms = 3\n", "1: expected [[terms]]"},
      {"\n\nfoo = 3\n", "3: unknown key \"foo\""},
      {"[[license]]\nname = \"x\"\n", "1: a license without id"},
      {"[[license]]\nid = \"LicenseRef-x\"\n", "1: LicenseRef-x without meaning"},
      {"[[license]]\nid = \"LicenseRef-x\"\nmeaning = \"m\"\naliases = [\"mit\"]\n",
       "1: both MIT and LicenseRef-x claim the name \"mit\""},
      {"[[license]]\nid = \"LicenseRef-x\"\nmeaning = \"m\"\naliases = [\"The\"]\n",
       "1: \"The\" names no license"},
      {"[[license]]\nid = \"X\"\nurls = \"\"\n", "3: unknown key \"urls\" of a license"},
      {"[[license]]\nid = 3\n", "2: \"id\" is not a string"},
      {"license = 1\n", "1: expected [[license]] or [[addition]]"},
  };
  for (const Case& c : cases) EXPECT_EQ(error(c.toml), c.error) << c.toml;
  EXPECT_EQ(error("[[terms]\nof =").substr(0, 3), "1: ");
  EXPECT_EQ(LicenseTable::load(LICENSUS_SHARE, "/no/such/file").error().message,
            "cannot read /no/such/file");
  EXPECT_FALSE(LicenseTable::load("/no/such/share", ""));
}

TEST_F(UserTerms, DamagedFilesNeverCrash) {
  std::ifstream stream(std::filesystem::path(LICENSUS_SHARE) / "rules" / "terms_cc.toml");
  const std::string whole{std::istreambuf_iterator<char>(stream), {}};
  for (size_t cut = 0; cut < whole.size(); cut += 397) {
    const auto clipped = load(whole.substr(0, cut));
    const std::string message = clipped ? path_.string() + ":" : clipped.error().message;
    EXPECT_TRUE(message.starts_with(path_.string() + ":")) << message;
    std::string flipped = whole;
    flipped[cut] = static_cast<char>(flipped[cut] ^ 0x95);
    load(flipped);
  }
}

}  // namespace
}  // namespace licensus
