#include "output/run_writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <boost/filesystem.hpp>
#include <cerrno>
#include <cstring>

#include "base/utf8.h"
#include "output/inheritance.h"
#include "output/json.h"
#include "output/read_records.h"
#include "output/timestamp.h"

namespace licensus {
namespace {

namespace fs = boost::filesystem;

constexpr std::array<std::string_view, 4> kPartTables{"documents", "findings", "signals", "state"};
constexpr std::array<std::string_view, 5> kRunFiles{"shards.jsonl", "census.jsonl", "errors.jsonl",
                                                    "summary.json", "run.json"};

// First line of a completion record.
std::string state_head(uint64_t documents, uint64_t findings, uint64_t signals) {
  std::string head;
  JsonObject(head)
      .add("schema", 1)
      .add("documents_bytes", documents)
      .add("findings_bytes", findings)
      .add("signals_bytes", signals)
      .end();
  return head;
}

uint64_t size_or_zero(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? static_cast<uint64_t>(info.st_size) : 0;
}

// The file's bytes; "" where there is none.
Result<std::string> read_if_there(const std::string& path) {
  if (::access(path.c_str(), F_OK) != 0) return std::string();
  return read_output(path);
}

}  // namespace

PartWriter::PartWriter(RunWriter& run, std::string shard)
    : run_(run),
      shard_(std::move(shard)),
      documents_(run.path("documents", shard_)),
      findings_(run.path("findings", shard_)),
      signals_(run.path("signals", shard_)) {}

void PartWriter::add(const DocumentRecord& record) {
  if (run_.options_.all_documents || !record.findings.empty() || !record.signals.empty()) {
    append_document_line(shard_, record, documents_.buffer());
    documents_.flush_if_full();
  }
  append_finding_lines(shard_, record, findings_.buffer());
  findings_.flush_if_full();
  append_signal_lines(shard_, record, signals_.buffer());
  signals_.flush_if_full();
}

bool PartWriter::failed() const {
  return documents_.failed() || findings_.failed() || signals_.failed();
}

Result<void> PartWriter::complete(const ShardRecord& record, const Census& census,
                                  const std::vector<ErrorRecord>& errors) {
  OutputFile state(run_.path("state", shard_));
  std::string& lines = state.buffer();
  lines = state_head(documents_.size(), findings_.size(), signals_.size()) + "\n";
  append_shard_line(record, lines);
  append_census_lines(shard_, census, lines);
  for (size_t i = 0; i < std::min(errors.size(), kMaxErrorLines); ++i) {
    append_error_line(shard_, errors[i], lines);
  }
  for (OutputFile* file : {&documents_, &findings_, &signals_}) {
    if (Result<void> done = file->commit_unless_empty(); !done) return done;
  }
  if (Result<void> done = state.commit(); !done) return done;
  return {};
}

std::string RunWriter::part_path(const std::string& directory, std::string_view table,
                                 std::string_view part) {
  std::string path = directory + "/";
  path.append(table).append("/").append(part.substr(0, 2)).append("/").append(part);
  return path + ".jsonl";
}

std::string RunWriter::path(std::string_view table, std::string_view shard) const {
  return part_path(options_.directory, table, part_of(shard));
}

RunWriter::~RunWriter() {
  if (lock_ >= 0) ::close(lock_);
}

std::string RunWriter::refusal(const RunWriterOptions& options) {
  const std::string name = percent_encode_invalid(options.directory);
  boost::system::error_code error;
  if (!fs::exists(options.directory + "/state/run", error)) {
    fs::directory_iterator entry(options.directory, error);
    if (error || entry == fs::directory_iterator()) return "";
    return name + ": not empty and no run of licensus; name another directory";
  }
  if (options.mode == RunWriterOptions::Mode::kNew) {
    return name + ": holds a run already; --resume continues it, --overwrite replaces it";
  }
  if (options.mode == RunWriterOptions::Mode::kResume) {
    // Empty where the earlier run ended before its first step.
    const Result<std::string> made_with = read_output(options.directory + "/state/run");
    if (made_with && !made_with->empty() && *made_with != options.fingerprint + "\n") {
      return name + ": its run was made with other options or rules; --overwrite replaces it";
    }
  }
  return "";
}

Result<std::unique_ptr<RunWriter>> RunWriter::create(RunWriterOptions options) {
  if (std::string reason = refusal(options); !reason.empty()) return fail(std::move(reason));
  std::unique_ptr<RunWriter> run(new RunWriter(std::move(options)));
  if (Result<void> done = run->prepare(); !done) return tl::unexpected<Error>(done.error());
  return run;
}

Result<void> RunWriter::prepare() {
  boost::system::error_code error;
  fs::create_directories(options_.directory + "/state", error);
  if (error) return fail(percent_encode_invalid(options_.directory) + ": " + error.message());
  if (Result<void> locked = lock(); !locked) return locked;
  if (options_.mode == RunWriterOptions::Mode::kOverwrite) {
    if (Result<void> done = clear(); !done) return done;
  }
  // Written in place: renaming would take the name from the locked file.
  const std::string bytes = options_.fingerprint + "\n";
  if (::ftruncate(lock_, 0) != 0 ||
      ::pwrite(lock_, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    return fail(percent_encode_invalid(options_.directory) + "/state/run: " + std::strerror(errno));
  }
  return {};
}

Result<void> RunWriter::lock() {
  const std::string mark = options_.directory + "/state/run";
  lock_ = ::open(mark.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0) return fail(percent_encode_invalid(mark) + ": " + std::strerror(errno));
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return fail(percent_encode_invalid(options_.directory) + ": another licensus writes to it");
  }
  return {};
}

// Completion records go first, so that a run broken off here is never taken for whole.
Result<void> RunWriter::clear() {
  boost::system::error_code error;
  for (fs::directory_iterator entry(options_.directory + "/state", error), end;
       !error && entry != end; entry.increment(error)) {
    if (entry->path().filename() == "run") continue;
    fs::remove_all(entry->path(), error);
    if (error) break;
  }
  for (std::string_view table : kPartTables) {
    if (!error && table != "state") {
      fs::remove_all(options_.directory + "/" + std::string(table), error);
    }
  }
  for (std::string_view file : kRunFiles) {
    if (!error) fs::remove(options_.directory + "/" + std::string(file), error);
  }
  if (error) return fail(percent_encode_invalid(options_.directory) + ": " + error.message());
  return {};
}

void RunWriter::enlist(const std::string& shard) {
  const std::lock_guard<std::mutex> guard(mutex_);
  shards_.insert(shard);
}

bool RunWriter::is_complete(const std::string& shard, uint64_t stored_bytes,
                            std::string_view modified) {
  if (options_.mode != RunWriterOptions::Mode::kResume) return false;
  const Result<std::string> state = read_if_there(path("state", shard));
  if (!state || state->empty()) return false;
  std::string_view rest = *state;
  std::string_view head, line;
  if (!next_line(rest, head) || !next_line(rest, line)) return false;
  const Result<ShardRecord> record = read_shard_line(line);
  const bool same = record && record->shard == shard && record->stored_bytes == stored_bytes &&
                    record->modified == normal_timestamp(modified) &&
                    head == state_head(size_or_zero(path("documents", shard)),
                                       size_or_zero(path("findings", shard)),
                                       size_or_zero(path("signals", shard)));
  if (same) enlist(shard);
  return same;
}

Result<std::unique_ptr<PartWriter>> RunWriter::open(const std::string& shard) {
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (!shards_.insert(shard).second) {
      return fail("two shards of one name, of which only the first is written: " + shard);
    }
  }
  // What an earlier run completed does not hold once it is being written anew.
  ::unlink(path("state", shard).c_str());
  return std::unique_ptr<PartWriter>(new PartWriter(*this, shard));
}

Result<bool> RunWriter::adopt(const std::string& shard, const std::string& directory) {
  const std::string part = part_of(shard);
  bool is_new = false;
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    is_new = shards_.insert(shard).second;
  }
  for (std::string_view table : kPartTables) {
    const Result<std::string> theirs = read_if_there(part_path(directory, table, part));
    if (!theirs) return tl::unexpected<Error>(theirs.error());
    if (table == "state" && theirs->empty()) {
      return fail(shard + ": its completion record is missing in " + directory);
    }
    if (is_new) {
      OutputFile file(path(table, shard));
      file.append(*theirs);
      if (Result<void> done = file.commit_unless_empty(); !done) {
        return tl::unexpected<Error>(done.error());
      }
      continue;
    }
    const Result<std::string> ours = read_if_there(path(table, shard));
    if (!ours) return tl::unexpected<Error>(ours.error());
    if (*ours != *theirs) return false;
  }
  return true;
}

void RunWriter::add_error(const ErrorRecord& record) {
  const std::lock_guard<std::mutex> guard(mutex_);
  if (errors_++ < PartWriter::kMaxErrorLines) append_error_line("", record, error_lines_);
}

// What a completion record says of its shard.
struct RunWriter::State {
  ShardRecord record;
  Census counts;
  std::string shard_line;
  std::string error_lines;
};

Result<RunWriter::State> RunWriter::read_state(std::string_view shard) const {
  const std::string state_path = path("state", shard);
  const Result<std::string> bytes = read_output(state_path);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  const auto damaged = [&](const Error& error) {
    return fail(percent_encode_invalid(state_path) + ": " + error.message);
  };
  std::string_view rest = *bytes;
  std::string_view line;
  next_line(rest, line);
  next_line(rest, line);
  State state;
  state.shard_line = std::string(line) + '\n';
  Result<ShardRecord> record = read_shard_line(line);
  if (!record) return damaged(record.error());
  state.record = std::move(*record);
  while (next_line(rest, line)) {
    if (line.find("\"dimension\":") == std::string_view::npos) {
      state.error_lines.append(line).append("\n");
    } else if (Result<void> read = read_census_line(line, state.counts); !read) {
      return damaged(read.error());
    }
  }
  return state;
}

// Completion records are read twice: what a shard inherits is known once all were seen.
Result<void> RunWriter::write_run_files(RunTotals& totals) {
  const std::string base = options_.directory + "/";
  OutputFile shards(base + "shards.jsonl");
  OutputFile census(base + "census.jsonl");
  OutputFile errors(base + "errors.jsonl");
  errors.append(error_lines_);
  totals.errors += errors_;

  std::vector<std::string_view> names(shards_.begin(), shards_.end());
  std::sort(names.begin(), names.end());
  Inheritance inheritance;
  for (std::string_view name : names) {
    const Result<State> state = read_state(name);
    if (!state) return tl::unexpected<Error>(state.error());
    inheritance.add(state->record, state->counts);
  }
  for (std::string_view name : names) {
    Result<State> state = read_state(name);
    if (!state) return tl::unexpected<Error>(state.error());
    inheritance.settle(state->record, state->counts);
    totals.add(state->record, state->counts);
    shards.append(state->shard_line);
    append_census_lines(name, state->counts, census.buffer());
    census.flush_if_full();
    errors.append(state->error_lines);
  }
  for (OutputFile* file : {&shards, &census, &errors}) {
    if (Result<void> done = file->commit(); !done) return done;
  }
  OutputFile summary(base + "summary.json");
  append_summary_json(totals, summary.buffer());
  return summary.commit();
}

Result<void> RunWriter::write_info(const RunInfo& info) {
  OutputFile file(options_.directory + "/run.json");
  JsonObject(file.buffer())
      .add("schema", 1)
      .add("tool", "licensus")
      .add("version", info.version)
      .add("rules", info.rules)
      .add("index", info.index)
      .add("options", info.options)
      .add("threads", info.threads)
      .add("started", timestamp(info.started_s))
      .add("ended", timestamp(info.ended_s))
      .add("exit_code", info.exit_code)
      .end();
  file.append("\n");
  return file.commit();
}

// Parts of shards that are gone, and what a killed run left half written.
void RunWriter::remove_strangers() {
  std::unordered_set<std::string> files;
  for (const std::string& shard : shards_) files.insert(part_of(shard) + ".jsonl");
  boost::system::error_code error;
  for (std::string_view table : kPartTables) {
    for (fs::directory_iterator folder(options_.directory + "/" + std::string(table), error), end;
         !error && folder != end; folder.increment(error)) {
      if (folder->path().filename() == "run") continue;
      boost::system::error_code ignored;
      for (fs::directory_iterator file(folder->path(), ignored); !ignored && file != end;
           file.increment(ignored)) {
        if (!files.contains(file->path().filename().native())) fs::remove(file->path(), ignored);
      }
      fs::remove(folder->path(), ignored);  // where it is empty now
    }
  }
}

Result<RunTotals> RunWriter::finish(const RunInfo& info) {
  remove_strangers();
  RunTotals totals;
  if (Result<void> done = write_run_files(totals); !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (Result<void> done = write_info(info); !done) return tl::unexpected<Error>(done.error());
  return totals;
}

}  // namespace licensus
