// Writes a run's directory whose tables have 60,000 lines, the first 30,000 of which lack what the
// others have: no license, no conditions, no place, but times. What a loader learns from the first
// lines must fit the last. Usage: make_tables DIRECTORY
#include <cstdio>
#include <string>

#include "output/run_writer.h"

namespace {

using namespace licensus;

constexpr uint64_t kLines = 60000;
constexpr uint64_t kHalf = kLines / 2;
constexpr uint64_t kErrorShards = 600;

DocumentRecord document(uint64_t i) {
  DocumentRecord record;
  record.index = i;
  record.document = "row:" + std::to_string(i);
  record.bytes = 10;
  record.date = "2024-05-18T01:58:10Z";
  if (i < kHalf) return record;
  record.host = "example.org";
  record.media_type = "text/html";
  record.digest = "sha1:ABCDEF";
  record.offset = static_cast<int64_t>(i);
  record.length = 100;
  record.status = 200;
  record.verdict.license = "CC-BY-NC-4.0";
  record.verdict.status = Status::kStated;
  record.verdict.kind = Kind::kLink;
  record.verdict.score = 100;
  record.verdict.licenses = {"CC-BY-4.0", "CC-BY-NC-4.0"};
  record.verdict.terms.conditions = {"registration"};
  return record;
}

// Two findings and signals on the late documents: 60,000 lines, the first half of them bare.
void add_evidence(uint64_t i, DocumentRecord& record) {
  if (i < kHalf) return;
  for (uint64_t line = 2 * (i - kHalf); line < 2 * (i - kHalf) + 2; ++line) {
    Finding finding;
    finding.license = "CC-BY-NC-4.0";
    finding.rule = "cc-url";
    Signal signal{"noai", "", Element::kNone};
    if (line >= kHalf) {
      finding.element = Element::kA;
      finding.where = Where::kFooter;
      finding.field = "license";
      finding.port = "de";
      finding.start = static_cast<int64_t>(line);
      finding.end = finding.start + 5;
      finding.line = 1;
      finding.main = true;
      finding.lost_to = "other@3";
      finding.text = "CC BY";
      signal.value = "noimageai";
      signal.element = Element::kMeta;
    }
    record.findings.push_back(finding);
    record.signals.push_back(signal);
  }
}

ShardRecord shard_record(const std::string& name) {
  ShardRecord record;
  record.shard = name;
  record.part = part_of(name);
  record.format = "files";
  record.modified = "2024-05-18T01:58:10Z";
  return record;
}

Result<void> write_documents(RunWriter& run) {
  Result<std::unique_ptr<PartWriter>> part = run.open("rows.jsonl");
  if (!part) return tl::unexpected<Error>(part.error());
  for (uint64_t i = 0; i < kLines; ++i) {
    DocumentRecord record = document(i);
    add_evidence(i, record);
    (*part)->add(record);
  }
  Census census;  // 60,000 lines
  constexpr size_t kFilled = 16;
  static_assert(kFilled <= kDimensions);
  for (size_t d = 0; d < kFilled; ++d) {
    for (uint64_t i = 0; i < kLines / kFilled; ++i) {
      const std::string value = i == 0 ? "" : std::to_string(10000 + i);
      census.add(static_cast<Dimension>(d), value, {1, 10});
    }
  }
  ShardRecord shard = shard_record("rows.jsonl");
  shard.documents = shard.text_documents = kLines;
  shard.bytes = 10 * kLines;
  shard.findings = kLines;
  return (*part)->complete(shard, census, {});
}

Result<void> write_errors(RunWriter& run) {
  for (uint64_t s = 0; s < kErrorShards; ++s) {
    const bool late = s >= kErrorShards / 2;
    const std::string name = "z" + std::to_string(10000 + s);
    Result<std::unique_ptr<PartWriter>> part = run.open(name);
    if (!part) return tl::unexpected<Error>(part.error());
    ErrorRecord error{late ? "x" : "", late ? 5 : -1, "clipped"};
    ShardRecord shard = shard_record(name);
    shard.errors = kLines / kErrorShards;
    shard.complete = false;
    const std::vector<ErrorRecord> errors(shard.errors, error);
    if (Result<void> done = (*part)->complete(shard, {}, errors); !done) return done;
  }
  return {};
}

// shards.jsonl with as many lines would take as many shards; the lines are the same.
Result<void> write_shards(const std::string& path) {
  OutputFile file(path);
  for (uint64_t i = 0; i < kLines; ++i) {
    append_shard_line(shard_record("s" + std::to_string(i)), file.buffer());
    file.flush_if_full();
  }
  return file.commit();
}

Result<void> write_all(const std::string& directory) {
  Result<std::unique_ptr<RunWriter>> run = RunWriter::create(
      {directory, RunWriterOptions::Mode::kNew, /*all_documents=*/true, "make_tables"});
  if (!run) return tl::unexpected<Error>(run.error());
  if (Result<void> done = write_documents(**run); !done) return done;
  if (Result<void> done = write_errors(**run); !done) return done;
  RunInfo info;
  info.options = {"make_tables", directory};
  if (Result<RunTotals> totals = (*run)->finish(info); !totals) {
    return tl::unexpected<Error>(totals.error());
  }
  return write_shards(directory + "/many_shards.jsonl");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: make_tables DIRECTORY\n", stderr), 2;
  const Result<void> done = write_all(argv[1]);
  if (done) return 0;
  std::fprintf(stderr, "%s\n", done.error().message.c_str());
  return 4;
}
