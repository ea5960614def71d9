#include "base/spool.h"

#include <sys/mman.h>
#include <unistd.h>

#include <utility>

#include "base/temporary_file.h"

namespace licensus {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 20;

}  // namespace

Spool::Spool(Spool&& from) noexcept { *this = std::move(from); }

Spool& Spool::operator=(Spool&& from) noexcept {
  std::swap(descriptor_, from.descriptor_);
  std::swap(failed_, from.failed_);
  std::swap(size_, from.size_);
  std::swap(buffer_, from.buffer_);
  std::swap(mapped_, from.mapped_);
  return *this;
}

Spool::~Spool() {
  if (!mapped_.empty()) ::munmap(mapped_.data(), mapped_.size());
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Spool::append(std::string_view bytes) {
  buffer_.append(bytes);
  size_ += bytes.size();
  if (buffer_.size() >= kBufferBytes) flush();
}

void Spool::flush() {
  if (descriptor_ < 0 && !failed_) {
    descriptor_ = open_temporary_file();
    failed_ = descriptor_ < 0;
  }
  if (!failed_ && !write_all(descriptor_, buffer_.data(), buffer_.size())) failed_ = true;
  buffer_.clear();
}

std::span<char> Spool::map() {
  if (size_ == 0 || !mapped_.empty()) return mapped_;
  flush();
  if (failed_) return {};
  void* begin = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
  failed_ = begin == MAP_FAILED;
  if (!failed_) mapped_ = {static_cast<char*>(begin), size_};
  return mapped_;
}

}  // namespace licensus
