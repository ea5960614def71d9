// Datasets that are known by a schema or by a published file's digest.
#include "pipeline/known_shard.h"

#include <gtest/gtest.h>

#include <fstream>

#include "real_rules.h"
#include "temporary_directory.h"

namespace licensus {
namespace {

constexpr std::string_view kHello = "hello\n";
constexpr std::string_view kRule =
    "[[dataset]]\nrule = 'a'\nname = 'A'\nwhy = 'x'\nexamples = ['x']\nnear_misses = ['y']\n"
    "layers = [{scope = 'dataset', license = 'MIT'}]\n";

DatasetRules rules_with(const std::string& sign) {
  const std::string bytes = std::string(kRule) + "signs = [[" + sign + "]]\n";
  return loaded(read_dataset_rules("datasets.toml", bytes, real_rules().licenses));
}

std::string read_error(const std::string& sign) {
  const std::string bytes = std::string(kRule) + "signs = [[" + sign + "]]\n";
  const auto rules = read_dataset_rules("datasets.toml", bytes, real_rules().licenses);
  return rules ? "read" : rules.error().message;
}

size_t known(const std::string& path, const DatasetRules& rules) {
  return known_datasets(path, recognise_file(path), rules).size();
}

TEST(KnownShard, APublishedFileIsKnownUnderAnyName) {
  const TemporaryDirectory folder;
  const std::string path = folder / "renamed.bin";
  std::ofstream(path, std::ios::binary) << kHello;
  const std::string digest =
      "'sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03'";
  EXPECT_EQ(known(path, rules_with("'bytes:6', " + digest)), 1U);
  EXPECT_EQ(known(path, rules_with("'bytes:7', " + digest)), 0U);
  EXPECT_EQ(known(path, rules_with("'bytes:6', 'sha256:" + std::string(64, '0') + "'")), 0U);
  EXPECT_EQ(known(folder / "none", rules_with("'bytes:6', " + digest)), 0U);
}

TEST(KnownShard, SizeAndDigestGoTogether) {
  const std::string error =
      "datasets.toml:8: a published file has \"bytes:N\" and \"sha256:HEX\" of 64 digits";
  EXPECT_EQ(read_error("'bytes:6'"), error);
  EXPECT_EQ(read_error("'sha256:00'"), error);
  EXPECT_EQ(read_error("'bytes:6', 'sha256:00'"), error);
}

// The same rows in files of each format; made by pyarrow and others (tests/data/containers).
TEST(KnownShard, ColumnsAreKnownInEachFormat) {
  const DatasetRules license = rules_with("'columns:license'");
  const DatasetRules other = rules_with("'columns:licens'");
  for (const char* name : {"rows.jsonl", "rows.parquet", "rows-v2.parquet", "rows.arrow"}) {
    const std::string path = std::string(LICENSUS_TEST_DATA "/containers/") + name;
    EXPECT_EQ(known(path, license), 1U) << name;
    EXPECT_EQ(known(path, other), 0U) << name;
  }
  EXPECT_EQ(known(LICENSUS_TEST_DATA "/containers/rows.csv", rules_with("'columns:License'")), 1U);
}

TEST(KnownShard, ALyingFooterIsNoHarm) {
  const TemporaryDirectory folder;
  const std::string path = folder / "a.parquet";
  const DatasetRules rules = rules_with("'columns:license'");
  for (const std::string& tail : {std::string("\xFF\xFF\xFF\xFFPAR1"), std::string("PAR1"),
                                  std::string("\0\0\0\0PAR1", 8), std::string()}) {
    std::ofstream(path, std::ios::binary) << "PAR1" << tail;
    EXPECT_EQ(known(path, rules), 0U);
  }
}

}  // namespace
}  // namespace licensus
