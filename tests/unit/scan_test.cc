// Whole scans: the same answer for any number of threads, cut and container.
#include "pipeline/scan.h"
#include "real_rules.h"

#include <gtest/gtest.h>
#include <libdeflate.h>
#include <unistd.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

namespace licensus {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void write_file(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string gzip(const std::string& bytes) {
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(1);
  std::string out(libdeflate_gzip_compress_bound(compressor, bytes.size()), '\0');
  out.resize(
      libdeflate_gzip_compress(compressor, bytes.data(), bytes.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

std::string zstd(const std::string& bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 1));
  return out;
}

std::vector<std::string> records(unsigned seed, int count) {
  std::mt19937 random(seed);
  const std::vector<std::string> evidence{
      "",
      "",
      "",
      "<a rel=license href='https://creativecommons.org/licenses/by-sa/4.0/'>x</a>",
      "<footer>All rights reserved.</footer>",
      "<meta name=robots content=noai>"};
  std::vector<std::string> result;
  for (int i = 0; i < count; ++i) {
    std::string body = "<html><body><p>page " + std::to_string(i) + "</p>";
    for (size_t words = random() % 400; words > 0; --words)
      body += "word" + std::to_string(random() % 999) + " ";
    body += evidence[random() % evidence.size()] + "</body></html>";
    const std::string http =
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body;
    result.push_back(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-05-18T01:58:10Z\r\n"
        "WARC-Target-URI: https://example.org/" +
        std::to_string(i) + "\r\nContent-Length: " + std::to_string(http.size()) + "\r\n\r\n" +
        http + "\r\n\r\n");
  }
  return result;
}

struct ScanTest : testing::Test {
  fs::path folder = fs::path(testing::TempDir()) / ("scan." + std::to_string(::getpid()));
  std::atomic<bool> stop{false};
  ScanProgress progress;

  ScanTest() { fs::create_directories(folder); }
  ~ScanTest() override { fs::remove_all(folder); }

  ScanOptions options(const std::string& source) const {
    ScanOptions result;
    result.walk.sources = {source};
    result.version = "test";
    return result;
  }

  ScanReport run(const ScanOptions& with) {
    auto report = scan(real_detector(), with, stop, progress);
    EXPECT_TRUE(report.has_value()) << report.error().message;
    return std::move(*report);
  }

  // Every file a run wrote, by its path, but for run.json, which tells of the run itself.
  static std::map<std::string, std::string> tables(const fs::path& run) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(run)) {
      if (!entry.is_regular_file() || entry.path().filename() == "run.json") continue;
      files[fs::relative(entry.path(), run).string()] = read_file(entry.path());
    }
    return files;
  }

  void make_sources() const {
    std::string members, frames, plain;
    for (const std::string& record : records(1, 400)) {
      members += gzip(record);
      frames += zstd(record);
      plain += record;
    }
    write_file(folder / "in/a.warc.gz", members);
    write_file(folder / "in/b.warc.zst", frames);
    write_file(folder / "in/c.warc", plain);
    write_file(folder / "in/d.warc.gz", gzip(plain));
    // Records of a crawl within a record of another: no cut may take them for the file's own.
    const std::string outer =
        "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://example.org/" +
        std::string("all.warc\r\nContent-Length: ");
    write_file(folder / "in/nested.warc", outer + std::to_string(plain.size()) + "\r\n\r\n" +
                                              plain + "\r\n\r\n" + records(2, 3)[0] +
                                              records(2, 3)[1]);
    write_file(folder / "in/cut.warc.gz", members.substr(0, members.size() - 77));
    for (int i = 0; i < 300; ++i) {
      write_file(folder / "in/files" / std::to_string(i % 7) / (std::to_string(i) + ".txt"),
                 i % 3 == 0 ? "Licensed under the MIT License\n" : "nothing\n");
    }
  }
};

TEST_F(ScanTest, GivesTheSameBytesForAnyThreadsAndCuts) {
  make_sources();
  std::map<std::string, std::string> first;
  int run_number = 0;
  for (const unsigned threads : {1U, 2U, 4U}) {
    for (const uint64_t extent_bytes : {uint64_t{4} << 20, uint64_t{50000}, uint64_t{3001}}) {
      ScanOptions with = options((folder / "in").string());
      with.threads = threads;
      with.extent_bytes = extent_bytes;
      with.output_folder = (folder / ("out" + std::to_string(run_number++))).string();
      with.documents = (folder / "documents.jsonl").string();
      with.findings = (folder / "findings.jsonl").string();
      const ScanReport report = run(with);
      EXPECT_EQ(report.exit_code(), 3);
      EXPECT_EQ(report.totals.views.at("documents").documents, 400U * 5 + 300 + 3);
      auto found = tables(with.output_folder);
      found["documents.jsonl"] = read_file(with.documents);
      found["findings.jsonl"] = read_file(with.findings);
      EXPECT_GT(found["findings.jsonl"].size(), 10000U);
      if (first.empty())
        first = std::move(found);
      else
        EXPECT_TRUE(found == first) << threads << " threads, extents of " << extent_bytes;
    }
  }
}

TEST_F(ScanTest, CountsEveryDocumentOnceInEveryContainer) {
  make_sources();
  for (const char* name : {"a.warc.gz", "b.warc.zst", "c.warc", "d.warc.gz"}) {
    ScanOptions with = options((folder / "in" / name).string());
    with.extent_bytes = 10007;
    const ScanReport report = run(with);
    EXPECT_EQ(report.totals.views.at("documents").documents, 400U) << name;
    EXPECT_EQ(report.exit_code(), 0) << name;
  }
}

TEST_F(ScanTest, ResumesToTheSameBytes) {
  make_sources();
  ScanOptions with = options((folder / "in").string());
  with.output_folder = (folder / "whole").string();
  run(with);
  const auto expected = tables(with.output_folder);
  // A run of some of the containers stands for one that was interrupted after them.
  ScanOptions part = with;
  part.walk.exclude = {"b.warc.zst", "c.warc", "files"};
  part.output_folder = (folder / "resumed").string();
  run(part);
  for (const char* table : {"shards.jsonl", "summary.json", "census.jsonl", "errors.jsonl"}) {
    fs::remove(folder / "resumed" / table);
  }
  with.output_folder = part.output_folder;
  with.resume = true;
  const ScanReport report = run(with);
  EXPECT_TRUE(tables(with.output_folder) == expected);
  EXPECT_EQ(report.totals.views.at("documents").documents, 400U * 5 + 300 + 3);
}

TEST_F(ScanTest, StopsWhenTold) {
  make_sources();
  stop.store(true);
  ScanOptions with = options((folder / "in").string());
  with.output_folder = (folder / "out").string();
  const ScanReport report = run(with);
  EXPECT_EQ(report.exit_code(), 130);
  EXPECT_FALSE(fs::exists(folder / "out/summary.json"));
}

TEST_F(ScanTest, AnOutputThatCannotBeWrittenIsExitCodeFour) {
  make_sources();
  ScanOptions with = options((folder / "in").string());
  with.findings = "/dev/full";
  const ScanReport report = run(with);
  EXPECT_EQ(report.exit_code(), 4);
  EXPECT_EQ(report.write_error, "cannot write /dev/full: No space left on device");
}

TEST_F(ScanTest, AMissingSourceIsWrongUse) {
  const auto report = scan(real_detector(), options((folder / "nothing").string()), stop, progress);
  ASSERT_FALSE(report.has_value());
  EXPECT_NE(report.error().message.find("nothing"), std::string::npos);
}

}  // namespace
}  // namespace licensus
