#include "pipeline/shard.h"

#include <utility>

#include "output/timestamp.h"
#include "pipeline/extent_task.h"

namespace licensus {
Shard::Shard(ShardFacts facts, std::unique_ptr<ShardOutput> output,
             std::atomic<size_t>& waiting_bytes, Done done)
    : facts_(std::move(facts)),
      output_(std::move(output)),
      waiting_bytes_(waiting_bytes),
      done_(std::move(done)) {
  record_.shard = facts_.name;
  record_.part = part_of(facts_.name);
  // A crawl's first document says which kind it is.
  record_.format = facts_.format == "warc" ? "" : facts_.format;
}

void Shard::add_walk_error(ErrorRecord error) { walk_errors_.push_back(std::move(error)); }

bool Shard::has_passed(const Extent& extent) const {
  const std::lock_guard lock(mutex_);
  return is_behind(extent);
}

bool Shard::is_behind(const Extent& extent) const {
  return facts_.container && position_.offset >= extent.end;
}

void Shard::deposit(std::shared_ptr<const ExtentTask> task, ExtentResult result,
                    const Reread& reread) {
  const uint64_t number = task->number;
  std::unique_lock lock(mutex_);
  if (number != next_ && result.held_bytes > 0) {
    if (waiting_bytes_.fetch_add(result.held_bytes) + result.held_bytes > kMaxWaitingBytes) {
      waiting_bytes_.fetch_sub(result.held_bytes);
      const ExtentSpan span = result.span;
      result = ExtentResult{};
      result.span = span;
      result.dropped = true;
    }
  } else {
    waiting_bytes_.fetch_add(result.held_bytes);
  }
  waiting_.emplace(number, Waiting{std::move(result), std::move(task)});
  drain(lock, reread);
}

bool Shard::flush(uint64_t number, ExtentResult& partial) {
  {
    const std::lock_guard lock(mutex_);
    if (number != next_) return false;
  }
  // It is this extent's turn until it is deposited, so no other thread writes meanwhile.
  write(partial);
  const ExtentSpan span = partial.span;
  partial = ExtentResult{};
  partial.span = span;
  return true;
}

void Shard::close(const ShardClose& close) {
  std::unique_lock lock(mutex_);
  extents_ = close.extents;
  record_.stored_bytes = close.stored_bytes;
  record_.modified = timestamp(close.modified_s);
  drain(lock, nullptr);
}

bool Shard::fits(const Waiting& waiting) const {
  if (waiting.result.dropped) return false;
  if (!facts_.container || waiting.task->number == 0) return true;
  return Place{waiting.result.span.begin, waiting.result.span.begin_skip} == position_;
}

void Shard::drain(std::unique_lock<std::mutex>& lock, const Reread& reread) {
  if (draining_) return;
  draining_ = true;
  while (!waiting_.empty() && waiting_.begin()->first == next_) {
    Waiting waiting = std::move(waiting_.extract(waiting_.begin()).mapped());
    waiting_bytes_.fetch_sub(waiting.result.held_bytes);
    if (!is_behind(waiting.task->extent)) {
      if (!fits(waiting)) {
        lock.unlock();
        waiting.result = reread(*waiting.task, facts_.container ? position_ : Place{});
        lock.lock();
        if (waiting.result.dropped) return;  // still draining: nothing more is accepted
      }
      lock.unlock();
      write(waiting.result);
      lock.lock();
      position_ = {waiting.result.span.end, waiting.result.span.end_skip};
    }
    ++next_;
  }
  draining_ = false;
  if (next_ == extents_ && !finished_) {
    finished_ = true;
    lock.unlock();
    finish();
  }
}

void Shard::write(ExtentResult& result) {
  for (DocumentRecord& record : result.records) {
    record.index += record_.documents;
    if (record.document == kRowId) record.document += std::to_string(record.index);
  }
  for (ErrorRecord& error : result.errors) {
    if (error.document == kRowId) {
      error.document += std::to_string(record_.documents + error.index);
    }
  }
  if (record_.format.empty()) record_.format = result.format;
  record_.documents += result.documents;
  record_.text_documents += result.text_documents;
  record_.bytes += result.bytes;
  record_.other_records += result.other_records;
  record_.findings += result.findings;
  record_.errors += result.error_count;
  census_.merge(result.census);
  coverage_.merge(result.coverage);
  for (ErrorRecord& error : result.errors) {
    if (errors_.size() < ExtentResult::kMaxErrors) errors_.push_back(std::move(error));
  }
  if (auto written = output_->write(result.records); !written) {
    const std::lock_guard lock(mutex_);
    if (write_error_.empty()) write_error_ = written.error().message;
  }
}

void Shard::finish() {
  if (record_.format.empty()) record_.format = facts_.format;  // no record was a document
  record_.errors += walk_errors_.size();
  for (ErrorRecord& error : walk_errors_) {
    if (errors_.size() < ExtentResult::kMaxErrors) errors_.push_back(std::move(error));
  }
  record_.complete = record_.errors == 0;
  coverage_.settle(census_);
  if (auto written = output_->finish(record_, census_, errors_); !written) {
    const std::lock_guard lock(mutex_);
    if (write_error_.empty()) write_error_ = written.error().message;
  }
  done_(record_, census_, errors_);
}

std::string Shard::write_error() const {
  const std::lock_guard lock(mutex_);
  return write_error_;
}

}  // namespace licensus
