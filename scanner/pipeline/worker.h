// Reads, decodes, detects and counts one extent after another.
#pragma once

#include "codecs/byte_source.h"
#include "detect/detector.h"
#include "formats/reader_set.h"
#include "pipeline/collector.h"
#include "pipeline/extent_task.h"

namespace licensus {

struct WorkerOptions {
  bool all_documents = false;
  const SiteTable* sites = nullptr;  // as Collector takes it
  ReadOptions read;
};

// One thread's scratch: readers, buffers, detection. Not thread-safe.
class Worker {
 public:
  Worker(const Detector& detector, const WorkerOptions& options, StopSignal stop);

  // Reads the task's extent and deposits the result at its shard, with whatever falls due there.
  void run(std::unique_ptr<ExtentTask> task);

 private:
  ExtentResult read(Shard& shard, const ExtentTask& task, const Extent& extent);
  ExtentSpan read_container(const ExtentTask& task, const Extent& extent);
  void read_files(std::string_view shard, const ExtentTask& task);
  void read_standard_input(const ExtentTask& task);

  const StopSignal stop_;
  Collector collector_;
  ReaderSet readers_;
};

}  // namespace licensus
