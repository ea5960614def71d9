#include "pipeline/worker.h"

#include <utility>

#include "base/paths.h"
#include "base/utf8.h"

namespace licensus {

Worker::Worker(const Detector& detector, const WorkerOptions& options, StopSignal stop)
    : stop_(stop),
      collector_(detector, options.all_documents, options.sites, stop),
      readers_(options.read) {}

void Worker::run(std::unique_ptr<ExtentTask> task) {
  const std::shared_ptr<Shard> shard = std::move(task->shard);
  ExtentResult result;
  if (!shard->has_passed(task->extent)) result = read(*shard, *task, task->extent);
  if (stop_.is_set()) return;  // a shard cut short must never look whole
  shard->deposit(std::move(task), std::move(result), [&](const ExtentTask& again, Place begin) {
    ExtentResult better = read(*shard, again, {begin.offset, again.extent.end, true, begin.skip});
    better.dropped = stop_.is_set();
    return better;
  });
}

ExtentResult Worker::read(Shard& shard, const ExtentTask& task, const Extent& extent) {
  // What begins at a guessed place may have to be read again, so only exact extents write early.
  collector_.start(
      [&](ExtentResult& partial) { return extent.exact && shard.flush(task.number, partial); },
      task.datasets, task.number == 0);
  ExtentSpan span{extent.begin, extent.end};
  switch (task.kind) {
    case ExtentTask::Kind::kContainer:
      span = read_container(task, extent);
      break;
    case ExtentTask::Kind::kFiles:
      read_files(shard.name(), task);
      break;
    case ExtentTask::Kind::kStandardInput:
      read_standard_input(task);
      break;
  }
  return collector_.take(span);
}

ExtentSpan Worker::read_container(const ExtentTask& task, const Extent& extent) {
  auto source = open_file(task.path, extent.begin);
  if (!source) {
    collector_.error(static_cast<int64_t>(extent.begin), "", source.error().message);
    return {extent.begin, extent.end};
  }
  const Stored stored{.source = source->get(),
                      .codec = task.codec,
                      .dictionary = *task.dictionary,
                      .path = task.path,
                      .name = base_name(task.path)};
  return readers_.read(*task.format, stored, extent, collector_);
}

void Worker::read_files(std::string_view shard, const ExtentTask& task) {
  for (const LooseFile& file : task.files) {
    if (collector_.stopped()) return;
    const std::string_view path = file.path;
    const bool below = path.ends_with(file.document);
    const std::string named = percent_encode_invalid(path);
    const bool in_folder = shard.ends_with('/') && named.starts_with(shard);
    collector_.set_folder(below ? path.substr(0, path.size() - file.document.size()) : "",
                          in_folder ? folder_of(std::string_view(named).substr(shard.size())) : "");
    auto source = open_file(file.path, 0);
    if (!source) {
      collector_.error(0, file.document, source.error().message);
      continue;
    }
    readers_.read_file(**source, file.document, collector_);
  }
}

void Worker::read_standard_input(const ExtentTask& task) {
  const auto input = standard_input();
  const Format* format =
      readers_.read_whole({.source = input.get(), .name = task.files.front().document}, collector_);
  collector_.set_format(format != nullptr ? format->name : "files");
}

}  // namespace licensus
