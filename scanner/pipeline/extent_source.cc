#include "pipeline/extent_source.h"

#include <algorithm>
#include <utility>

namespace licensus {

ExtentSource::ExtentSource(Walk& walk, ExtentSourceOptions options, Recognise recognise,
                           OpenShard open, WalkError error)
    : walk_(walk),
      options_(options),
      recognise_(std::move(recognise)),
      open_(std::move(open)),
      error_(std::move(error)) {}

std::unique_ptr<ExtentTask> ExtentSource::next() {
  if (container_) return next_cut();
  WalkItem item;
  while (walk_.next(item)) {
    if (auto task = handle(item)) return task;
    if (container_) return next_cut();
  }
  return nullptr;
}

std::unique_ptr<ExtentTask> ExtentSource::handle(const WalkItem& item) {
  switch (item.type) {
    case WalkItem::Type::kShardBegin:
      folder_ = open_({item.shard, false, "files"}, 0, -1);
      folder_close_ = {};
      return nullptr;
    case WalkItem::Type::kFile:
      if (!folder_) return nullptr;
      batch_.push_back({item.path, item.document});
      batch_bytes_ += item.size;
      folder_close_.stored_bytes += item.size;
      folder_close_.modified_s = std::max(folder_close_.modified_s, item.modified_s);
      if (batch_bytes_ < options_.batch_bytes && batch_.size() < options_.batch_files) {
        return nullptr;
      }
      return take_batch();
    case WalkItem::Type::kShardEnd:
      return end_folder();
    case WalkItem::Type::kContainer:
      begin_container(item);
      return nullptr;
    case WalkItem::Type::kStandardInput:
      return standard_input_task(item);
    case WalkItem::Type::kError:
      if (folder_ && item.shard == folder_->name()) {
        folder_->add_walk_error({item.document, -1, item.message});
      } else {
        error_(item.message);
      }
      return nullptr;
  }
  return nullptr;
}

std::unique_ptr<ExtentTask> ExtentSource::take_batch() {
  auto task = std::make_unique<ExtentTask>();
  task->kind = ExtentTask::Kind::kFiles;
  task->shard = folder_;
  task->number = folder_close_.extents++;
  task->files = std::exchange(batch_, {});
  task->stored_bytes = std::exchange(batch_bytes_, 0);
  return task;
}

std::unique_ptr<ExtentTask> ExtentSource::end_folder() {
  if (!folder_) return nullptr;
  auto task = batch_.empty() ? nullptr : take_batch();
  std::exchange(folder_, nullptr)->close(folder_close_);
  return task;
}

std::unique_ptr<ExtentTask> ExtentSource::standard_input_task(const WalkItem& item) {
  auto shard = open_({item.shard, false, {}}, 0, -1);
  if (!shard) return nullptr;
  auto task = std::make_unique<ExtentTask>();
  task->kind = ExtentTask::Kind::kStandardInput;
  task->shard = shard;
  task->files.push_back({"", item.document.empty() ? item.shard : item.document});
  shard->close({1, 0, -1});
  return task;
}

void ExtentSource::begin_container(const WalkItem& item) {
  auto [recognised, datasets] = recognise_(item.path);
  if (recognised.format == nullptr) {
    error_(item.path + ": changed while it was scanned");
    return;
  }
  format_ = recognised.format;
  container_ = open_({item.shard, true, format_->name}, item.size, item.modified_s);
  if (!container_) return;
  container_path_ = item.path;
  codec_ = recognised.codec;
  datasets_ = std::move(datasets);
  dictionary_ = std::make_shared<const std::string>(std::move(recognised.dictionary));
  container_close_ = {0, item.size, item.modified_s};
  cutter_ = format_->make_cutter({item.path, item.size, codec_, options_.extent_bytes});
  cutter_->next(ahead_);
}

std::unique_ptr<ExtentTask> ExtentSource::next_cut() {
  auto task = std::make_unique<ExtentTask>();
  task->kind = ExtentTask::Kind::kContainer;
  task->shard = container_;
  task->number = container_close_.extents++;
  task->path = container_path_;
  task->format = format_;
  task->codec = codec_;
  task->dictionary = dictionary_;
  task->datasets = datasets_;
  task->extent = ahead_;
  const uint64_t size = container_close_.stored_bytes;
  const uint64_t begun = std::min(size, options_.extent_bytes * task->number);
  task->stored_bytes = std::min(size - begun, options_.extent_bytes);
  if (!cutter_->next(ahead_)) {
    task->stored_bytes = size - begun;
    cutter_.reset();
    std::exchange(container_, nullptr)->close(container_close_);
  }
  return task;
}

}  // namespace licensus
