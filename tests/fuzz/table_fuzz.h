// What the fuzz targets of tables share.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "formats/format.h"
#include "formats/reader_set.h"

namespace licensus {

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  ssize_t read(char* data, size_t capacity) override {
    const size_t count = std::min(capacity, bytes_.size());
    if (count > 0) std::memcpy(data, bytes_.data(), count);
    bytes_.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }

 private:
  std::string_view bytes_;
};

inline void require(bool condition) {
  if (!condition) std::abort();
}

// The input as a file that can be opened anew.
class InputFile {
 public:
  InputFile() : descriptor_(::memfd_create("input", 0)) { require(descriptor_ >= 0); }
  void set(std::string_view bytes) const {
    require(::ftruncate(descriptor_, 0) == 0);
    require(::pwrite(descriptor_, bytes.data(), bytes.size(), 0) ==
            static_cast<ssize_t>(bytes.size()));
  }
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  const int descriptor_;
};

// Checks the order of calls, reads every byte of every view and adds up what was told.
class CheckingSink final : public DocumentSink {
 public:
  uint64_t hash = 0;
  size_t rows = 0, counted = 0, errors = 0, others = 0;
  uint64_t bytes = 0;
  bool spots = false;  // rows without an "e" may be counted

  void begin_document(const DocumentHead& head) override {
    require(!open_);
    open_ = true;
    ++rows;
    head_ = head;
  }
  void begin_column(std::string_view name) override {
    require(open_);
    add(name);
  }
  void skip_column(std::string_view name, uint64_t count) override {
    require(spots && open_ && count > 0);
    add(name);
    bytes += count;
  }
  void field(std::string_view path, std::string_view value) override {
    require(open_);
    add(path);
    add(value);
  }
  void body(std::string_view piece) override {
    require(open_ && !piece.empty() && piece.size() <= kMaxPieceBytes);
    add(piece);
    bytes += piece.size();
  }
  void end_document(const DocumentTail&) override {
    require(open_);
    open_ = false;
    for (const auto view : {head_.id, head_.name, head_.host, head_.date, head_.media_type})
      add(view);
  }
  bool find_spots(std::string_view raw, std::vector<size_t>& found) override {
    found.clear();
    if (!spots) return false;
    for (size_t at = 0; at < raw.size(); ++at)
      if (raw[at] == 'e') found.push_back(at);
    return true;
  }
  void count_row(std::string_view, uint64_t count) override {
    require(spots && !open_);
    ++rows;
    ++counted;
    bytes += count;
  }
  void other_record() override {
    require(!open_);
    ++others;
  }
  void error(int64_t, std::string_view document, std::string message) override {
    require(!open_ && !message.empty());
    ++errors;
    add(document);
  }
  bool stopped() const override { return false; }

 private:
  void add(std::string_view view) {
    for (const char c : view) hash = hash * 31 + static_cast<uint8_t>(c);
    hash = hash * 31 + 256;
  }
  DocumentHead head_;
  bool open_ = false;
};

inline ReadOptions fuzz_options() {
  ReadOptions options;
  options.is_license_field = [](std::string_view path) { return path.ends_with("license"); };
  return options;
}

}  // namespace licensus
