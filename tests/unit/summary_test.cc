#include "output/summary.h"

#include <gtest/gtest.h>
#include <algorithm>

#include "output/read_records.h"

namespace licensus {
namespace {

TEST(Summary, Numbers) {
  EXPECT_EQ(with_separators(0), "0");
  EXPECT_EQ(with_separators(999), "999");
  EXPECT_EQ(with_separators(1234567), "1,234,567");
  EXPECT_EQ(human_bytes(999), "999 B");
  EXPECT_EQ(human_bytes(1000), "1.0 kB");
  EXPECT_EQ(human_bytes(999949), "999.9 kB");
  EXPECT_EQ(human_bytes(999950), "1.0 MB");
  EXPECT_EQ(human_bytes(UINT64_MAX), "18.4 EB");
  EXPECT_EQ(share_of(1, 3), "33.3 %");
  EXPECT_EQ(share_of(1, 100000), "<0.1 %");
  EXPECT_EQ(share_of(0, 3), "0.0 %");
  EXPECT_EQ(share_of(0, 0), "-");
}

// A count of documents that shares are of.
Count shown(uint64_t documents, uint64_t bytes) { return {documents, bytes, documents, bytes}; }

RunTotals two_shards() {
  RunTotals totals;
  Census census;
  census.add(Dimension::kLicenseStatus, "none_found", shown(750, 6000000));
  census.add(Dimension::kLicenseStatus, "unreadable", {7, 700, 0, 0});
  census.add(Dimension::kLicenseStatus, "stated", shown(250, 2000000));
  census.add(Dimension::kLicense, "NONE", shown(750, 6000000));
  census.add(Dimension::kLicense, "CC-BY-SA-4.0", shown(200, 1500000));
  census.add(Dimension::kLicense, "CC-BY-SA-4.0 OR GFDL-1.3-or-later", shown(50, 500000));
  census.add(Dimension::kCommercialUse, "yes", shown(250, 2000000));
  census.add(Dimension::kCommercialUse, "unknown", shown(750, 6000000));
  census.add(Dimension::kAttribution, "required", shown(250, 2000000));
  census.add(Dimension::kSignal, "noai", shown(1, 900));
  totals.add(
      {"crawl/\x1B[31m.warc.gz", "", "warc", 1000000, "", 1200, 1100, 9000000, 4, 260, 1, false},
      census);
  totals.add({"crawl/a-very-long-name-that-does-not-fit-into-its-column-at-all/x.warc.gz", "",
              "warc", 200, "", 1, 0, 0, 0, 0, 0, true},
             Census());
  return totals;
}

TEST(Summary, ReadsWell) {
  EXPECT_EQ(summary_text(two_shards()),
            R"(1,201 documents in 2 shards: 1.0 MB stored, 9.0 MB decoded
Shares are of the 1,000 read as text with HTTP status 200 or none.

License status                                 documents     share        size
  none found                                         750    75.0 %      6.0 MB
  stated                                             250    25.0 %      2.0 MB

License                                        documents     share        size
  CC-BY-SA-4.0                                       200    20.0 %      1.5 MB
  CC-BY-SA-4.0 OR GFDL-1.3-or-later                   50     5.0 %    500.0 kB

Permissions                  yes conditional          no    unstated     unknown
  commercial use          25.0 %           -           -           -      75.0 %
  derivatives                  -           -           -           -           -
  redistribution               -           -           -           -           -
  model training               -           -           -           -           -

Duties                  required conditional          no    unstated     unknown
  attribution             25.0 %           -           -           -           -
  notice                       -           -           -           -           -
  share alike                  -           -           -           -           -

Signals                                        documents     share        size
  noai                                                 1     0.1 %       900 B

Largest shards                                 documents  findings        size
  crawl/�[31m.warc.gz                              1,200       260      9.0 MB
  crawl/a-very-long-n…umn-at-all/x.warc.gz             1         0         0 B

1 error; 1 shard could not be read in full
)");
}

TEST(Summary, StaysWithinEightyColumns) {
  RunTotals totals = two_shards();
  Census census;
  for (int i = 0; i < 40; ++i) {
    census.add(Dimension::kLicense, std::string(70, 'L') + std::to_string(i) + "\xED\x95\x9C",
               shown(10000000000, UINT64_MAX / 1000));
  }
  census.add(Dimension::kLicenseStatus, "stated", shown(10000000000, 1));
  totals.add(
      {"s", "", "wet", UINT64_MAX / 4, "", uint64_t{99999999999}, 0, UINT64_MAX / 4, 0, 0, 0, true},
      census);
  const std::string text = summary_text(totals);
  std::string_view rest = text;
  std::string_view line;
  while (next_line(rest, line)) {
    const auto columns = std::count_if(line.begin(), line.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    });
    EXPECT_LE(columns, 80) << line;
  }
  EXPECT_NE(text.find("(28 more)"), std::string::npos);
  EXPECT_NE(text.find("WET records"), std::string::npos);
  EXPECT_EQ(text.find('\x1B'), std::string::npos);
}

TEST(Summary, OfNothing) { EXPECT_EQ(summary_text({}), "No documents.\n"); }

}  // namespace
}  // namespace licensus
