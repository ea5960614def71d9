#include "codecs/input_window.h"

#include <algorithm>
#include <cstring>

namespace licensus {

InputWindow::InputWindow() : buffer_(std::make_unique_for_overwrite<char[]>(kCapacity)) {}

void InputWindow::open(ByteSource& source, uint64_t offset) {
  source_ = &source;
  start_offset_ = offset;
  position_ = end_ = 0;
  ended_ = false;
  error_.clear();
}

size_t InputWindow::fill(size_t wanted, uint64_t keep_from) {
  if (end_ - position_ >= wanted || ended_) return end_ - position_;
  size_t keep = position_;
  if (keep_from < offset())
    keep -= std::min<uint64_t>(offset() - keep_from, std::min(position_, kHistory));
  keep = std::max(keep, position_ + wanted > kCapacity ? position_ + wanted - kCapacity : 0);
  keep = std::min(keep, position_);
  // Moved only where there is no room behind: what is kept is as much as what is read.
  const size_t needed = std::max(position_ + wanted, end_ + kReadBytes);
  if (keep > 0 && needed > kCapacity) {
    std::memmove(buffer_.get(), buffer_.get() + keep, end_ - keep);
    start_offset_ += keep;
    position_ -= keep;
    end_ -= keep;
  }
  while (end_ - position_ < wanted && end_ < kCapacity) {
    const size_t most = std::max(wanted - (end_ - position_), kReadBytes);
    const ssize_t got = source_->read(buffer_.get() + end_, std::min(kCapacity - end_, most));
    if (got <= 0) {
      ended_ = true;
      if (got < 0) error_ = source_->error();
      break;
    }
    end_ += static_cast<size_t>(got);
  }
  return end_ - position_;
}

void InputWindow::go_back(uint64_t offset) {
  position_ = offset <= start_offset_ ? 0 : std::min<uint64_t>(offset - start_offset_, end_);
}

}  // namespace licensus
