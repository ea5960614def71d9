// Small runs for tests of what is written and read back.
#pragma once

#include <gtest/gtest.h>
#include <map>

#include "output/run_writer.h"
#include "temporary_directory.h"

namespace licensus {

inline DocumentRecord licensed_document(uint64_t index, const std::string& license) {
  DocumentRecord record;
  record.index = index;
  record.document = "row:" + std::to_string(index);
  record.bytes = 100;
  record.verdict.license = license;
  record.verdict.status = Status::kStated;
  record.verdict.kind = Kind::kTag;
  record.verdict.licenses = {license};
  Finding finding;
  finding.license = license;
  finding.rule = "tag";
  finding.kind = Kind::kTag;
  record.findings = {finding};
  return record;
}

// Writes a shard of `documents` documents, all under `license`, as a run does.
inline Result<void> write_shard(RunWriter& run, const std::string& shard, uint64_t documents,
                                const std::string& license) {
  Result<std::unique_ptr<PartWriter>> part = run.open(shard);
  if (!part) return tl::unexpected<Error>(part.error());
  ShardRecord record;
  record.shard = shard;
  record.part = part_of(shard);
  record.format = "warc";
  record.stored_bytes = 10 * documents;
  record.modified = "2024-05-18T01:58:10Z";
  Census census;
  for (uint64_t i = 0; i < documents; ++i) {
    (*part)->add(licensed_document(i, license));
    census.add(Dimension::kLicense, license, {1, 100});
    census.add(Dimension::kLicenseStatus, "stated", {1, 100});
    record.bytes += 100;
  }
  record.documents = record.text_documents = record.findings = documents;
  record.errors = 1;
  return (*part)->complete(record, census, {{"row:0", 5, "odd"}});
}

// Bytes of all files below `directory`, by path; run.json and the lock are no results.
inline std::map<std::string, std::string> snapshot(const std::string& directory) {
  namespace fs = boost::filesystem;
  std::map<std::string, std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(directory)) {
    const std::string name = fs::relative(entry.path(), directory).native();
    if (fs::is_regular_file(entry.path()) && name != "run.json" && name != "state/run") {
      files[name] = read_file(entry.path().native());
    }
  }
  return files;
}

inline std::unique_ptr<RunWriter> open_run(
    const std::string& directory, RunWriterOptions::Mode mode = RunWriterOptions::Mode::kNew) {
  Result<std::unique_ptr<RunWriter>> run = RunWriter::create({directory, mode, false, "f"});
  EXPECT_TRUE(run) << run.error().message;
  return run ? std::move(*run) : nullptr;
}

}  // namespace licensus
