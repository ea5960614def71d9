// Where a plain tar can be cut: by its headers, read one after another.
#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include "codecs/byte_source.h"
#include "formats/tar.h"
#include "formats/tar_header.h"
#include "formats/web_dataset.h"

namespace licensus {
namespace {

// Bytes of a file by their offset, through a window, so that small members do not cost a read each.
class FileWindow {
 public:
  explicit FileWindow(std::string path) : path_(std::move(path)) {}

  // `count` bytes (at most kBytes) at `offset`; fewer at the end of the file.
  std::string_view at(uint64_t offset, size_t count) {
    if (offset < begin_ || offset + count > begin_ + filled_) fill(offset, count);
    const size_t skip = static_cast<size_t>(offset - begin_);
    return std::string_view(bytes_.get() + skip, filled_ - skip).substr(0, count);
  }
  static constexpr size_t kBytes = size_t{64} << 10;

 private:
  // Members that follow each other closely are read with it; of large ones only the header.
  void fill(uint64_t offset, size_t count) {
    if (!bytes_) bytes_ = std::make_unique<char[]>(kBytes);
    const bool close = offset >= begin_ && offset <= begin_ + kBytes;
    const size_t wanted = close ? kBytes : count;
    begin_ = offset;
    filled_ = 0;
    auto source = open_file(path_, offset);
    if (!source) return;
    while (filled_ < wanted) {
      const ssize_t got = (*source)->read(bytes_.get() + filled_, wanted - filled_);
      if (got <= 0) break;
      filled_ += static_cast<size_t>(got);
    }
  }

  std::string path_;
  std::unique_ptr<char[]> bytes_;
  uint64_t begin_ = 0;
  size_t filled_ = 0;
};

class TarCutter final : public Cutter {
 public:
  explicit TarCutter(const CutFile& file)
      : window_(file.path), size_(file.size), extent_bytes_(file.extent_bytes) {}

  bool next(Extent& extent) override {
    if (done_) return false;
    const uint64_t begin = cut_;
    done_ = !find_cut(begin + extent_bytes_);
    extent = {begin, done_ ? UINT64_MAX : cut_, true};
    return true;
  }

 private:
  // Hops on to the first member at or after `least` that begins no sample's middle. False where
  // there is none before the end or a damaged header.
  bool find_cut(uint64_t least) {
    while (at_ < size_) {
      const uint64_t member = at_;
      if (!hop()) return false;
      if (!is_member_) continue;
      const bool in_sample =
          sample_part(member_.name) != SamplePart::kNone && sample_key(member_.name) == sample_key_;
      sample_key_ = sample_key(member_.name);
      if (member >= least && !in_sample) {
        cut_ = member;
        return true;
      }
    }
    return false;
  }

  // Passes one member with all its headers, or one block of zeros.
  bool hop() {
    is_member_ = false;
    for (;;) {
      const std::string_view bytes = window_.at(at_, kTarBlockBytes);
      if (bytes.size() < kTarBlockBytes) return false;
      if (is_zero_block(bytes)) {
        at_ += kTarBlockBytes;
        return true;
      }
      TarBlock block;
      if (!parse_tar_block(bytes, block)) return false;
      if (!TarHeaders::is_extension(block.type)) return take(block, bytes);
      if (!extend(block)) return false;
    }
  }

  bool extend(const TarBlock& block) {
    if (block.size > TarHeaders::kMaxExtensionBytes) return false;
    const char type = block.type;
    const uint64_t size = block.size;
    std::string data;
    for (uint64_t have = 0; have < size;) {
      const std::string_view part =
          window_.at(at_ + kTarBlockBytes + have,
                     static_cast<size_t>(std::min<uint64_t>(size - have, FileWindow::kBytes)));
      if (part.empty()) return false;
      data += part;
      have += part.size();
    }
    if (!headers_.extend(type, data)) return false;
    at_ += kTarBlockBytes + (size + kTarBlockBytes - 1) / kTarBlockBytes * kTarBlockBytes;
    return true;
  }

  bool take(const TarBlock& block, std::string_view bytes) {
    const bool more = block.type == 'S' && TarHeaders::more_stretches(bytes, true);
    if (!headers_.take(block, bytes, member_)) return false;
    at_ += kTarBlockBytes;
    for (bool further = more; further; at_ += kTarBlockBytes) {
      const std::string_view map = window_.at(at_, kTarBlockBytes);
      if (map.size() < kTarBlockBytes) return false;
      further = TarHeaders::more_stretches(map, false);
    }
    const uint64_t blocks = (member_.stored_bytes + kTarBlockBytes - 1) / kTarBlockBytes;
    if (blocks > size_ / kTarBlockBytes) return false;
    at_ += blocks * kTarBlockBytes;
    is_member_ = true;
    return true;
  }

  FileWindow window_;
  const uint64_t size_;
  const uint64_t extent_bytes_;
  TarHeaders headers_;
  TarMember member_;
  bool is_member_ = false;  // of the last hop
  std::string sample_key_;  // of the last member
  uint64_t at_ = 0;
  uint64_t cut_ = 0;
  bool done_ = false;
};

}  // namespace

std::unique_ptr<Cutter> cut_tar(const CutFile& file) {
  if (file.codec != Codec::kNone) return cut_nowhere(file);
  return std::make_unique<TarCutter>(file);
}

}  // namespace licensus
