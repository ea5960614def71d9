#include "pipeline/scan.h"

#include <fmt/format.h>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_pipeline.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/hand_over.h"
#include "formats/recognise.h"
#include "output/inheritance.h"
#include "pipeline/extent_source.h"
#include "pipeline/known_shard.h"
#include "pipeline/run_outputs.h"
#include "pipeline/worker.h"

namespace licensus {
namespace {

constexpr size_t kTokensPerThread = 3;
constexpr size_t kFirstErrors = 10;

// The run's totals; shards report to it as they end, from any thread.
class Tally {
 public:
  void add(const ShardRecord& shard, const Census& census) {
    const std::lock_guard lock(mutex_);
    report_.totals.add(shard, census);
    inheritance_.add(shard, census);
  }

  void add_error(const std::string& shard, const ErrorRecord& error) {
    std::string line = shard;
    if (error.offset >= 0) line += " @" + std::to_string(error.offset);
    line += (line.empty() ? "" : ": ") + error.message;
    const std::lock_guard lock(mutex_);
    // The first in byte order, so that the choice does not depend on who meets one first.
    auto& first = report_.first_errors;
    first.insert(std::upper_bound(first.begin(), first.end(), line), line);
    if (first.size() > kFirstErrors) first.pop_back();
  }

  void add_walk_error(const std::string& message) {
    add_error("", {"", -1, message});
    const std::lock_guard lock(mutex_);
    ++report_.totals.errors;
  }

  void add_write_error(const std::string& message) {
    const std::lock_guard lock(mutex_);
    if (report_.write_error.empty()) report_.write_error = message;
  }

  ScanReport take() {
    const auto documents = report_.totals.views.find("documents");
    if (documents != report_.totals.views.end()) inheritance_.settle(documents->second.census);
    return std::move(report_);
  }

 private:
  std::mutex mutex_;
  ScanReport report_;
  Inheritance inheritance_;
};

// One run: what its filters share.
class Run {
 public:
  Run(const Detector& detector, const ScanOptions& options, StopSignal stop, ScanProgress& progress,
      Walk& walk, RunOutputs& outputs, const Format* forced, const SiteTable* sites)
      : options_(options),
        stop_(stop),
        progress_(progress),
        outputs_(outputs),
        source_(
            walk, {.extent_bytes = options.extent_bytes},
            [forced, &detector](const std::string& path) {
              Recognised file = recognise_file(path, forced);
              auto datasets = known_datasets(path, file, detector.rules().dataset_rules);
              return ExtentSource::Container{std::move(file), std::move(datasets)};
            },
            [this](const ShardFacts& facts, uint64_t size, int64_t time) {
              return open_shard(facts, size, time);
            },
            [this](const std::string& message) { add_error(message); }),
        workers_([this, &detector, sites] {
          return std::make_unique<Worker>(detector,
                                          WorkerOptions{options_.all_documents, sites,
                                                        read_options(options_.reading, detector)},
                                          stop_);
        }) {}

  // What no shard of the run says: an error of the walk, or of the crawls of robots.txt.
  void add_error(const std::string& message) {
    tally_.add_walk_error(message);
    outputs_.add_error(message);
  }

  ScanReport execute(unsigned threads) {
    hand_over(this);
    tbb::parallel_pipeline(
        threads * kTokensPerThread,
        tbb::make_filter<void, ExtentTask*>(tbb::filter_mode::serial_in_order, NextFilter{this}) &
            tbb::make_filter<ExtentTask*, void>(tbb::filter_mode::parallel, WorkFilter{this}));
    take_over(this);
    ScanReport report = tally_.take();
    return report;
  }

 private:
  struct NextFilter {
    Run* run;
    LICENSUS_UNJUDGED ExtentTask* operator()(tbb::flow_control& flow) const {
      return run->next(flow);
    }
  };
  struct WorkFilter {
    Run* run;
    LICENSUS_UNJUDGED void operator()(ExtentTask* task) const { run->work(task); }
  };

  ExtentTask* next(tbb::flow_control& flow) {
    take_over(this);
    std::unique_ptr<ExtentTask> task = stop_.is_set() ? nullptr : source_.next();
    if (!task) flow.stop();
    hand_over(task.get());
    hand_over(this);
    return task.release();
  }

  void work(ExtentTask* token) {
    take_over(this);
    take_over(token);
    std::unique_ptr<ExtentTask> task(token);
    if (!stop_.is_set()) {
      const std::shared_ptr<Shard> shard = task->shard;
      const uint64_t stored_bytes = task->stored_bytes;
      workers_.local()->run(std::move(task));
      progress_.stored_bytes += stored_bytes;
      if (const std::string error = shard->write_error(); !error.empty()) {
        tally_.add_write_error(error);
        stop_.end();
      }
    }
    hand_over(this);
  }

  std::shared_ptr<Shard> open_shard(const ShardFacts& facts, uint64_t stored_bytes,
                                    int64_t modified_s) {
    if (facts.container && outputs_.is_done(facts.name, stored_bytes, modified_s)) return nullptr;
    auto done = [this](const ShardRecord& shard, const Census& counts,
                       const std::vector<ErrorRecord>& errors) {
      tally_.add(shard, counts);
      progress_.documents += shard.documents;
      for (const ErrorRecord& error : errors) tally_.add_error(shard.shard, error);
    };
    return std::make_shared<Shard>(facts, outputs_.open_shard(facts.name), waiting_bytes_,
                                   std::move(done));
  }

  const ScanOptions& options_;
  const StopSignal stop_;
  ScanProgress& progress_;
  RunOutputs& outputs_;
  Tally tally_;
  std::atomic<size_t> waiting_bytes_{0};
  ExtentSource source_;
  tbb::enumerable_thread_specific<std::unique_ptr<Worker>> workers_;
};

// As run.json names it: what it was made of, and the checksum of all its bytes.
std::string index_version(const Detector& detector) {
  if (detector.texts() == nullptr) return {};
  const TextIndexInfo& info = detector.texts()->info();
  return fmt::format("{} {:016x}", info.rule_base, info.checksum);
}

}  // namespace

int ScanReport::exit_code() const {
  if (interrupted) return 130;
  if (reader_gone) return 0;
  if (!write_error.empty()) return 4;
  return totals.errors > 0 ? 3 : 0;
}

Result<ScanReport> scan(const Detector& detector, const ScanOptions& options,
                        const std::atomic<bool>& stop, ScanProgress& progress) {
  const auto began = std::chrono::steady_clock::now();
  const int64_t started_s = std::time(nullptr);
  const Result<const Format*> format = forced_format(options.reading);
  if (!format) return fail(format.error().message);
  const Format* const forced = *format;
  auto walk = Walk::start(options.walk, [forced](const std::string& path) {
    return recognise_file(path, forced).format != nullptr;
  });
  if (!walk) return fail(walk.error().message);
  if (const std::string why = RunOutputs::refusal(detector, options); !why.empty()) {
    return fail(why);
  }
  std::atomic<bool> ended{false};
  std::unique_ptr<SiteTable> sites;
  std::vector<std::string> site_errors;
  if (!options.robots.empty()) {
    auto built = SiteTable::build(options.robots, options.reading, {stop, ended}, site_errors);
    if (!built) return fail(built.error().message);
    sites = std::move(*built);
  }
  std::atomic<bool> reader_gone{false};
  auto outputs = RunOutputs::create(detector, options, [&] {
    reader_gone.store(true);
    ended.store(true);
  });
  if (!outputs) {
    ScanReport unwritten;
    unwritten.write_error = outputs.error().message;
    return unwritten;
  }
  const unsigned threads =
      options.threads > 0 ? options.threads
                          : static_cast<unsigned>(std::max(1, tbb::info::default_concurrency()));
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
  Run run(detector, options, {stop, ended}, progress, **walk, **outputs, forced, sites.get());
  for (const std::string& error : site_errors) run.add_error(error);
  ScanReport report = run.execute(threads);
  report.interrupted = stop.load();
  report.reader_gone = reader_gone.load();
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  if (report.write_error.empty() && !report.interrupted && !report.reader_gone) {
    const RunInfo info{.version = options.version,
                       .rules = detector.fingerprint(),
                       .index = index_version(detector),
                       .options = options.as_typed,
                       .threads = threads,
                       .started_s = started_s,
                       .ended_s = std::time(nullptr),
                       .exit_code = report.exit_code()};
    if (auto finished = (*outputs)->finish(info, report); !finished) {
      report.write_error = finished.error().message;
    }
  }
  return report;
}

}  // namespace licensus
