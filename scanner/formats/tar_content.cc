#include "formats/tar_content.h"

#include <algorithm>
#include <cstring>

namespace licensus {

TarContent::TarContent(RecordStream& stream, const TarMember& member)
    : stream_(stream),
      member_(member),
      left_(member.stored_bytes),
      padding_((kTarBlockBytes - member.stored_bytes % kTarBlockBytes) % kTarBlockBytes) {}

bool TarContent::wait_for_bytes() {
  while (stream_.ahead().empty()) {
    event_ = stream_.more();
    if (event_ == RecordStream::Event::kBytes) continue;
    error_ = event_ == RecordStream::Event::kEnd ? "the archive ends within this member"
                                                 : stream_.message();
    return false;
  }
  return true;
}

size_t TarContent::read_stored(char* data, size_t capacity) {
  if (!wait_for_bytes()) return 0;
  const size_t count = std::min<uint64_t>({capacity, stream_.ahead().size(), left_});
  std::memcpy(data, stream_.ahead().data(), count);
  stream_.consume(count);
  left_ -= count;
  return count;
}

ssize_t TarContent::read(char* data, size_t capacity) {
  if (!member_.sparse) {
    if (left_ == 0 || capacity == 0) return 0;
    const size_t count = read_stored(data, capacity);
    return count > 0 ? static_cast<ssize_t>(count) : -1;
  }
  if (position_ >= member_.size || capacity == 0) return 0;
  const auto& stretches = member_.stretches;
  while (stretch_ < stretches.size() &&
         position_ >= stretches[stretch_].offset + stretches[stretch_].bytes) {
    ++stretch_;
  }
  const uint64_t begin = stretch_ < stretches.size() ? stretches[stretch_].offset : member_.size;
  size_t count = 0;
  if (position_ < begin) {
    count = std::min<uint64_t>({capacity, begin - position_, member_.size - position_});
    std::memset(data, 0, count);
  } else {
    const uint64_t end = std::min(begin + stretches[stretch_].bytes, member_.size);
    if (left_ == 0) {
      error_ = "a sparse member says that more is stored than there is";
      return -1;
    }
    count = read_stored(data, std::min<uint64_t>(capacity, end - position_));
    if (count == 0) return -1;
  }
  position_ += count;
  return static_cast<ssize_t>(count);
}

bool TarContent::finish() {
  uint64_t rest = left_ + padding_;
  left_ = padding_ = 0;
  while (rest > 0) {
    if (event_ != RecordStream::Event::kBytes || !wait_for_bytes()) return false;
    const size_t count = std::min<uint64_t>(rest, stream_.ahead().size());
    stream_.consume(count);
    rest -= count;
  }
  return true;
}

}  // namespace licensus
