// Datasets that are known by their files: rules/datasets.toml.
#include "detect/dataset_rules.h"

#include <gtest/gtest.h>

#include "detect/detector.h"
#include "real_rules.h"

namespace licensus {
namespace {

const DatasetRules& real() { return real_rules().rules.dataset_rules; }

std::string of_path(std::string_view path) {
  const size_t place = real().of_path(path);
  return place == DatasetRules::npos ? "" : real().datasets[place].rule;
}

std::string read_error(std::string_view bytes) {
  const auto rules = read_dataset_rules("datasets.toml", bytes, real_rules().licenses);
  return rules ? "read" : rules.error().message;
}

TEST(DatasetRules, RecogniseTheirExamplesAndNothingElse) {
  EXPECT_EQ(real().failed_examples(), std::vector<std::string>{});
}

TEST(DatasetRules, AreFoundByTheEndOfAPath) {
  EXPECT_EQ(of_path("cifar-10-batches-py/data_batch_1"), "cifar-10");
  EXPECT_EQ(of_path("/a/b/CIFAR-10-batches-py/data_batch_1"), "cifar-10");
  EXPECT_EQ(of_path("x.tar!cifar-10-batches-py/data_batch_1"), "cifar-10");
  EXPECT_EQ(of_path("cifar-10-batches-py/a/data_batch_1"), "");
  EXPECT_EQ(of_path("ILSVRC2012_img_train.tar!n01440764.tar!n01440764_10026.JPEG"), "imagenet");
  EXPECT_EQ(of_path("n0144076x_10026.JPEG"), "");
  EXPECT_EQ(of_path("n01440764_.JPEG"), "imagenet");
  EXPECT_EQ(of_path(""), "");
  EXPECT_EQ(of_path("/"), "");
  EXPECT_EQ(of_path(std::string(100'000, 'a')), "");
}

// Patterns with several `*` are tried in bounded time.
TEST(DatasetRules, DoNotHangOnPathsThatNearlyMatch) {
  std::string path = "LibriSpeech/";
  while (path.size() < 500) path += "aaaaaaaaaa";
  EXPECT_EQ(of_path(path + ".flac"), "");
}

TEST(DatasetRules, SayWhatIsWrongAndWhere) {
  const std::string begin = "[[dataset]]\nrule = 'a'\nname = 'A'\nwhy = 'x'\n";
  const std::string end = "examples = ['x']\nnear_misses = ['y']\n";
  const std::string layer = "layers = [{scope = 'dataset', license = 'MIT'}]\n";
  EXPECT_EQ(read_error(begin + "paths = ['x']\n" + layer + end), "read");
  EXPECT_EQ(read_error(begin + layer + end),
            "datasets.toml:1: the entry needs \"paths\" or \"signs\"");
  EXPECT_EQ(read_error(begin + "paths = ['x']\n" + end),
            "datasets.toml:1: the entry needs the key \"layers\", an array");
  EXPECT_EQ(
      read_error(begin + "paths = ['x']\nlayers = [{scope = 'page', license = 'MIT'}]\n" + end),
      "datasets.toml:6: unknown scope \"page\"");
  EXPECT_EQ(
      read_error(begin + "paths = ['x']\nlayers = [{scope = 'code', license = 'MTI'}]\n" + end),
      "datasets.toml:6: unknown license \"MTI\"; write an SPDX id or add it to "
      "rules/licenses.toml");
}

// What is known of a dataset is evidence, but never the document's license.
TEST(Detector, StatesWhatIsKnownOfADataset) {
  Detector::Session session(real_detector());
  session.begin({.name = "row:0"});
  session.piece("words");
  const auto found =
      real_detector().rules().dataset_rules.of_shard({"a.warc", "WARC/1.0 isPartOf: CC-MAIN-1"});
  ASSERT_EQ(found.size(), 1U);
  session.state(real_detector().rules().dataset_rules.datasets[found.front()]);
  const Detection detection = session.finish();
  ASSERT_EQ(detection.findings.size(), 2U);
  EXPECT_EQ(detection.findings[1].license, "NOASSERTION");
  EXPECT_EQ(detection.findings[0].license, "LicenseRef-CommonCrawl-ToU");
  EXPECT_EQ(detection.findings[0].kind, Kind::kDataset);
  EXPECT_EQ(detection.findings[0].scope, Scope::kDataset);
  EXPECT_FALSE(detection.findings[0].main);
  EXPECT_EQ(detection.verdict.status, Status::kNoneFound);
  EXPECT_EQ(detection.verdict.license, "NONE");
}

}  // namespace
}  // namespace licensus
