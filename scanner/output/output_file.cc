#include "output/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/filesystem.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/utf8.h"

namespace licensus {
namespace {

constexpr size_t kBufferBytes = size_t{256} << 10;
constexpr off_t kMaxReadBytes = off_t{1} << 30;

}  // namespace

OutputFile::OutputFile(std::string path)
    : path_(std::move(path)), temporary_(path_ + ".tmp-" + std::to_string(::getpid())) {}

OutputFile::~OutputFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

void OutputFile::append(std::string_view bytes) {
  buffer_.append(bytes);
  flush_if_full();
}

void OutputFile::flush_if_full() {
  if (buffer_.size() >= kBufferBytes) flush();
}

void OutputFile::fail_with(int error) {
  if (error_.empty()) error_ = percent_encode_invalid(path_) + ": " + std::strerror(error);
}

bool OutputFile::open() {
  if (descriptor_ >= 0) return true;
  const auto try_open = [&] {
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return descriptor_ >= 0;
  };
  if (try_open()) return true;
  int error = errno;
  if (error == ENOENT) {
    boost::system::error_code made;
    boost::filesystem::create_directories(boost::filesystem::path(path_).parent_path(), made);
    if (!made && try_open()) return true;
    error = made ? made.value() : errno;
  }
  fail_with(error);
  return false;
}

void OutputFile::flush() {
  std::string_view rest = buffer_;
  while (!failed() && !rest.empty() && open()) {
    const ssize_t count = ::write(descriptor_, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      fail_with(errno);
    } else {
      rest.remove_prefix(static_cast<size_t>(count));
      written_ += static_cast<uint64_t>(count);
    }
  }
  buffer_.clear();
}

Result<void> OutputFile::commit() {
  flush();
  if (!failed() && open()) {
    // Some file systems tell of a full disk only here.
    const int closed = ::close(descriptor_);
    const int close_error = errno;
    descriptor_ = -1;
    if (closed != 0) {
      fail_with(close_error);
    } else if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
      fail_with(errno);
    }
    if (failed()) ::unlink(temporary_.c_str());
  }
  if (failed()) return fail(error_);
  return {};
}

Result<void> OutputFile::commit_unless_empty() {
  if (failed() || size() > 0) return commit();
  if (::unlink(path_.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR) {
    fail_with(errno);
    return fail(error_);
  }
  return {};
}

Result<std::string> read_output(const std::string& path) {
  const auto failure = [&](int error) {
    return fail(percent_encode_invalid(path) + ": " + std::strerror(error));
  };
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return failure(errno);
  std::string bytes;
  struct stat info {};
  int error = ::fstat(descriptor, &info) != 0 ? errno : 0;
  if (error == 0 && info.st_size > kMaxReadBytes) error = EFBIG;
  if (error == 0) bytes.resize(static_cast<size_t>(info.st_size));
  for (size_t done = 0; error == 0 && done < bytes.size();) {
    const ssize_t count = ::read(descriptor, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno != EINTR) error = errno;
    if (count == 0) bytes.resize(done);
    if (count > 0) done += static_cast<size_t>(count);
  }
  ::close(descriptor);
  if (error != 0) return failure(error);
  return bytes;
}

}  // namespace licensus
