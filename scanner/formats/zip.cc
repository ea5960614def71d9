#include "formats/zip.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "base/crc32.h"
#include "codecs/inflate.h"
#include "formats/decoded_source.h"
#include "formats/reader_set.h"
#include "formats/temporary_copy.h"
#include "formats/zip_content.h"
#include "formats/zip_directory.h"

namespace licensus {
namespace {

constexpr uint16_t kStored = 0;
constexpr uint16_t kDeflate = 8;
constexpr size_t kWholeBytes = size_t{128} << 10;  // packed members up to here, and
constexpr size_t kWholeSize = size_t{1} << 20;     // unpacked up to here, are read in memory
constexpr size_t kMaxEntries = 4096;               // of one extent

// Ends where `source` is damaged, so that what comes before can be read.
class UpToDamage final : public ByteSource {
 public:
  explicit UpToDamage(ByteSource& source) : source_(source) {}
  ssize_t read(char* data, size_t capacity) override {
    return std::max<ssize_t>(source_.read(data, capacity), 0);
  }

 private:
  ByteSource& source_;
};

class ZipReader final : public FormatReader {
 public:
  explicit ZipReader(ReaderSet& set) : set_(set) {}

  ExtentSpan read(const Stored& stored, const Extent& extent, DocumentSink& sink) override {
    stored_ = &stored;
    sink_ = &sink;
    if (!stored.path.empty() && stored.codec == Codec::kNone) {
      return read_file(std::string(stored.path), extent);
    }
    DecodedSource decoded(*stored.source, stored.codec, stored.dictionary);
    UpToDamage readable(decoded);
    auto copy = TemporaryCopy::of(readable);
    if (!copy) {
      sink.error(0, "", copy.error().message);
      return {extent.begin, extent.end};
    }
    if (!decoded.error().empty()) sink.error(0, "", decoded.error());
    read_file((*copy)->path(), Extent{});
    return {extent.begin, extent.end};
  }

 private:
  ExtentSpan read_file(const std::string& path, const Extent& extent) {
    ZipFile file(path);
    ZipFile data(path);
    std::error_code unknown;
    size_ = std::filesystem::file_size(path, unknown);
    if (unknown) size_ = 0;
    packed_ = 0;
    const std::optional<ZipDirectory> directory = find_zip_directory(file, size_);
    if (!directory) {
      sink_->error(0, "", "no directory at the end of the zip file: it was cut short or damaged");
      read_by_headers(file);
      return {extent.begin, size_};
    }
    uint64_t at = extent.begin == 0 ? directory->begin : extent.begin;
    const uint64_t end = std::min(extent.end, directory->end);
    while (at < end && !sink_->stopped()) {
      if (!read_zip_entry(file, at, member_)) {
        sink_->error(static_cast<int64_t>(at), "", "damaged directory of a zip file");
        break;
      }
      member_.header_offset += directory->shift;
      if (!take(data)) break;
    }
    return {extent.begin, extent.end == UINT64_MAX ? size_ : extent.end};
  }

  // The member of an entry. False where no more is to be read.
  bool take(ZipFile& file) {
    const auto offset = static_cast<int64_t>(member_.header_offset);
    if (member_.is_folder()) {
      sink_->other_record();
      return true;
    }
    packed_ += member_.stored_bytes;
    if (packed_ > size_) {
      sink_->error(offset, id(),
                   "members that together are larger than the file: they overlap, and "
                   "no more are read");
      return false;
    }
    ZipMember local;
    uint64_t data = member_.header_offset;
    if (!read_zip_local(file, data, local)) {
      sink_->error(offset, id(), "no local header where the directory says");
      return true;
    }
    read_member(file, data);
    return true;
  }

  // The member whose data begin at `data`.
  void read_member(ZipFile& file, uint64_t data) {
    const auto offset = static_cast<int64_t>(member_.header_offset);
    if (const std::string why = ZipContent::refusal(member_); !why.empty()) {
      sink_->error(offset, id(), why);
      return;
    }
    const auto length = static_cast<int64_t>(data + member_.stored_bytes) - offset;
    const WholeStream whole{.name = member_.name,
                            .prefix = stored_->prefix,
                            .offset = offset,
                            .length = length,
                            .depth = stored_->depth + 1};
    if (read_in_memory(file, data, whole)) return;
    auto source = open_file(file.path(), data);
    if (!source) {
      sink_->error(offset, id(), source.error().message);
      return;
    }
    content_.open(**source, member_, false);
    WholeStream stream = whole;
    stream.source = &content_;
    set_.read_whole(stream, *sink_);
  }

  // A small member that is stored or deflated, and as its entry says; others are read as streams,
  // which tell what is wrong.
  bool read_in_memory(ZipFile& file, uint64_t data, const WholeStream& whole) {
    if (member_.stored_bytes > kWholeBytes || member_.size > kWholeSize) return false;
    const auto stored_bytes = static_cast<size_t>(member_.stored_bytes);
    const std::string_view packed = file.at(data, stored_bytes + Inflater::kSpareIn);
    if (packed.size() < stored_bytes) return false;
    std::string_view bytes = packed.substr(0, stored_bytes);
    if (member_.method == kDeflate) {
      const auto size = static_cast<size_t>(member_.size);
      if (unpacked_.size() < size + Inflater::kSpareOut)
        unpacked_.resize(size + Inflater::kSpareOut);
      const Inflated inflated = inflater_.inflate(packed, unpacked_.data(), unpacked_.size());
      if (inflated.end != Inflated::End::kDone || inflated.made != size ||
          inflated.used > stored_bytes) {
        return false;
      }
      bytes = std::string_view(unpacked_).substr(0, size);
    } else if (member_.method != kStored) {
      return false;
    }
    if (bytes.size() != member_.size || crc32(0, bytes) != member_.crc) {
      return false;
    }
    set_.read_bytes(whole, bytes, *sink_);
    return true;
  }

  // Without a directory: header after header, found by their magic bytes.
  void read_by_headers(ZipFile& file) {
    for (uint64_t at = 0; at < size_ && !sink_->stopped();) {
      uint64_t data = at;
      if (!read_zip_local(file, data, member_)) {
        const std::string_view window = file.at(at, ZipFile::kWindowBytes);
        if (window.size() < kZipLocalMagic.size()) return;
        const size_t hit = window.find(kZipLocalMagic, 1);
        at += hit == window.npos ? window.size() - (kZipLocalMagic.size() - 1) : hit;
        if (window.size() == kZipLocalMagic.size()) return;
        continue;
      }
      at = read_headed(file, data);
    }
  }

  // Returns where to look for the next header.
  uint64_t read_headed(ZipFile& file, uint64_t data) {
    if (member_.is_folder()) {
      sink_->other_record();
      return data;
    }
    if (!member_.has_descriptor()) {
      packed_ += member_.stored_bytes;
      if (packed_ <= size_) read_member(file, data);
      return std::max(data, data + std::min(member_.stored_bytes, size_));
    }
    const auto offset = static_cast<int64_t>(member_.header_offset);
    if (member_.method != kDeflate || member_.is_encrypted()) {
      sink_->error(offset, id(), "a member of unknown length in a zip file without directory");
      return data;
    }
    auto source = open_file(file.path(), data);
    if (!source) return size_;
    content_.open(**source, member_, true);
    set_.read_whole({.source = &content_,
                     .name = member_.name,
                     .prefix = stored_->prefix,
                     .offset = offset,
                     .length = -1,
                     .depth = stored_->depth + 1},
                    *sink_);
    constexpr uint64_t kReadAhead = 8;  // that many bytes the decoder may have too many
    return data + std::max(content_.used(), kReadAhead) - kReadAhead;
  }

  std::string id() const { return std::string(stored_->prefix) + member_.name; }

  ReaderSet& set_;
  Inflater inflater_;
  ZipContent content_;
  ZipMember member_;
  std::string unpacked_;
  const Stored* stored_ = nullptr;
  DocumentSink* sink_ = nullptr;
  uint64_t size_ = 0;    // of the file
  uint64_t packed_ = 0;  // of all members so far: of an honest file at most its size
};

class ZipCutter final : public Cutter {
 public:
  explicit ZipCutter(const CutFile& file)
      : file_(file.path),
        directory_(find_zip_directory(file_, file.size)),
        wanted_(file.extent_bytes) {
    if (directory_) at_ = directory_->begin;
  }

  bool next(Extent& extent) override {
    if (done_) return false;
    const uint64_t begin = begin_;
    ZipMember member;
    uint64_t bytes = 0;
    size_t entries = 0;
    while (directory_ && at_ < directory_->end && bytes < wanted_ && entries < kMaxEntries &&
           read_zip_entry(file_, at_, member)) {
      bytes += std::min(member.stored_bytes, wanted_);
      ++entries;
    }
    done_ = !directory_ || at_ >= directory_->end || (bytes < wanted_ && entries < kMaxEntries);
    begin_ = at_;
    extent = {begin, done_ ? UINT64_MAX : at_, true};
    return true;
  }

 private:
  ZipFile file_;
  const std::optional<ZipDirectory> directory_;
  const uint64_t wanted_;
  uint64_t begin_ = 0;
  uint64_t at_ = 0;
  bool done_ = false;
};

}  // namespace

bool is_zip(const Look& look) {
  return look.decoded.starts_with(kZipLocalMagic) ||
         (look.decoded.starts_with(kZipEmptyMagic) && look.decoded.size() >= 22);
}

std::unique_ptr<FormatReader> make_zip_reader(const ReadOptions&, ReaderSet& set) {
  return std::make_unique<ZipReader>(set);
}

std::unique_ptr<Cutter> cut_zip(const CutFile& file) {
  if (file.codec != Codec::kNone) return cut_nowhere(file);
  return std::make_unique<ZipCutter>(file);
}

}  // namespace licensus
