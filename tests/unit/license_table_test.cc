#include "license/license_table.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

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

}  // namespace
}  // namespace licensus
