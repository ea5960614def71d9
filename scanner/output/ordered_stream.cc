#include "output/ordered_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace licensus {
namespace {

// Everything, or the error number.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return 0;
}

int open_unnamed() {
  const char* folder = std::getenv("TMPDIR");
  std::string name =
      std::string(folder != nullptr && *folder != 0 ? folder : "/tmp") + "/licensus-XXXXXX";
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor >= 0) ::unlink(name.c_str());
  return descriptor;
}

}  // namespace

Result<std::unique_ptr<OrderedStream>> OrderedStream::open(const std::string& path,
                                                           std::function<void()> on_reader_gone) {
  const int descriptor = path == "-"
                             ? ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
                             : ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  const std::string name = path == "-" ? "standard output" : path;
  if (descriptor < 0) return fail("cannot write " + name + ": " + std::strerror(errno));
  return std::unique_ptr<OrderedStream>(
      new OrderedStream(descriptor, name, std::move(on_reader_gone)));
}

OrderedStream::OrderedStream(int descriptor, std::string name, std::function<void()> on_reader_gone)
    : descriptor_(descriptor), name_(std::move(name)), on_reader_gone_(std::move(on_reader_gone)) {}

OrderedStream::~OrderedStream() {
  ::close(descriptor_);
  if (spool_ >= 0) ::close(spool_);
}

Result<void> OrderedStream::put(std::string_view bytes) {
  if (reader_gone_) return {};
  const int error = write_all(descriptor_, bytes);
  if (error == EPIPE) {
    reader_gone_ = true;
    on_reader_gone_();
    return {};
  }
  if (error != 0) return fail("cannot write " + name_ + ": " + std::strerror(error));
  return {};
}

Result<void> OrderedStream::write(uint64_t lane, std::string_view lines) {
  if (lines.empty()) return {};
  const std::lock_guard lock(mutex_);
  if (lane == current_) return put(lines);
  lanes_[lane].text.append(lines);
  waiting_bytes_ += lines.size();
  return waiting_bytes_ > kMaxWaitingBytes ? spool() : Result<void>{};
}

// Moves what waits in memory to the temporary file.
Result<void> OrderedStream::spool() {
  if (spool_ < 0) spool_ = open_unnamed();
  if (spool_ < 0) return fail("cannot make a temporary file: " + std::string(std::strerror(errno)));
  for (auto& [number, lane] : lanes_) {
    if (lane.text.empty()) continue;
    if (const int error = write_all(spool_, lane.text); error != 0) {
      return fail("cannot write a temporary file: " + std::string(std::strerror(error)));
    }
    lane.spooled.push_back({spool_end_, lane.text.size()});
    spool_end_ += lane.text.size();
    lane.text = {};
  }
  waiting_bytes_ = 0;
  return {};
}

Result<void> OrderedStream::replay(Lane& lane) {
  std::string buffer(size_t{1} << 16, '\0');
  for (const Segment& segment : lane.spooled) {
    for (uint64_t done = 0; done < segment.length;) {
      const size_t want = std::min<uint64_t>(buffer.size(), segment.length - done);
      const ssize_t n =
          ::pread(spool_, buffer.data(), want, static_cast<off_t>(segment.offset + done));
      if (n <= 0) return fail("cannot read a temporary file back");
      if (auto put_it = put({buffer.data(), static_cast<size_t>(n)}); !put_it) return put_it;
      done += static_cast<uint64_t>(n);
    }
  }
  waiting_bytes_ -= lane.text.size();
  return put(lane.text);
}

Result<void> OrderedStream::close_lane(uint64_t number) {
  const std::lock_guard lock(mutex_);
  lanes_[number].closed = true;
  for (auto at = lanes_.find(current_); at != lanes_.end() && at->second.closed;
       at = lanes_.find(current_)) {
    lanes_.erase(at);
    ++current_;
    // The next lane may have written while it waited, and may still be open.
    if (auto next = lanes_.find(current_); next != lanes_.end()) {
      if (auto replayed = replay(next->second); !replayed) return replayed;
      next->second.spooled.clear();
      next->second.text.clear();
    }
  }
  return {};
}

}  // namespace licensus
