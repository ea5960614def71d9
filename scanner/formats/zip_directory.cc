#include "formats/zip_directory.h"

#include <algorithm>
#include <utility>

#include "codecs/byte_source.h"

namespace licensus {
namespace {

constexpr size_t kEntryBytes = 46;
constexpr size_t kLocalBytes = 30;
constexpr size_t kEndBytes = 22;
constexpr size_t kLocatorBytes = 20;
constexpr size_t kEnd64Bytes = 56;
constexpr size_t kMaxCommentBytes = 0xFFFF;
constexpr uint32_t kIn64 = 0xFFFFFFFF;  // the number stands in the zip64 extra field

uint64_t number(std::string_view bytes, size_t at, size_t count) {
  uint64_t value = 0;
  for (size_t i = 0; i < count; ++i) {
    value |= static_cast<uint64_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  }
  return value;
}

// Puts in what extra fields say: sizes and offset of large members, the name in UTF-8.
void read_extra(std::string_view extra, ZipMember& member, bool has_offset) {
  while (extra.size() >= 4) {
    const auto id = number(extra, 0, 2);
    const size_t bytes = number(extra, 2, 2);
    std::string_view data = extra.substr(4, bytes);
    extra.remove_prefix(std::min(extra.size(), 4 + bytes));
    if (id == 0x0001) {
      const auto take = [&](uint64_t& value) {
        if (value != kIn64 || data.size() < 8) return;
        value = number(data, 0, 8);
        data.remove_prefix(8);
      };
      take(member.size);
      take(member.stored_bytes);
      if (has_offset) take(member.header_offset);
    } else if (id == 0x7075 && data.size() > 5 && data[0] == 1) {
      member.name = data.substr(5);
    }
  }
}

}  // namespace

std::string_view ZipFile::at(uint64_t offset, size_t count) {
  if (offset < begin_ || offset + count > begin_ + filled_) {
    if (!window_) window_ = std::make_unique<char[]>(kWindowBytes);
    // What is asked for in a row is read ahead; elsewhere only what is asked for.
    const bool close = offset >= begin_ && offset <= begin_ + filled_ && filled_ > 0;
    const size_t wanted = close ? kWindowBytes : std::max(count, size_t{4096});
    begin_ = offset;
    filled_ = 0;
    auto source = open_file(path_, offset);
    while (source && filled_ < wanted) {
      const ssize_t got = (*source)->read(window_.get() + filled_, wanted - filled_);
      if (got <= 0) break;
      filled_ += static_cast<size_t>(got);
    }
  }
  const size_t skip = static_cast<size_t>(offset - begin_);
  return std::string_view(window_.get() + skip, filled_ - skip).substr(0, count);
}

std::optional<ZipDirectory> find_zip_directory(ZipFile& file, uint64_t size) {
  const uint64_t from = size - std::min<uint64_t>(size, kEndBytes + kMaxCommentBytes);
  const std::string tail(file.at(from, static_cast<size_t>(size - from)));
  size_t at = tail.rfind(kZipEmptyMagic);
  for (; at != tail.npos; at = at == 0 ? tail.npos : tail.rfind(kZipEmptyMagic, at - 1)) {
    if (tail.size() - at < kEndBytes) continue;
    uint64_t bytes = number(tail, at + 12, 4);
    uint64_t begin = number(tail, at + 16, 4);
    uint64_t end = from + at;
    if ((bytes == kIn64 || begin == kIn64 || number(tail, at + 10, 2) == 0xFFFF) &&
        end >= kLocatorBytes) {
      const std::string locator(file.at(end - kLocatorBytes, kLocatorBytes));
      if (locator.starts_with("PK\6\7") && locator.size() == kLocatorBytes) {
        const uint64_t end64 = number(locator, 8, 8);
        const std::string record(file.at(end64, kEnd64Bytes));
        if (record.size() < kEnd64Bytes || !record.starts_with("PK\6\6")) continue;
        bytes = number(record, 40, 8);
        begin = number(record, 48, 8);
        end = end64;
      }
    }
    if (bytes > end || begin > end - bytes) continue;
    return ZipDirectory{end - bytes, end, end - bytes - begin};
  }
  return std::nullopt;
}

bool read_zip_entry(ZipFile& file, uint64_t& offset, ZipMember& member) {
  std::string_view fixed = file.at(offset, kEntryBytes);
  if (fixed.size() < kEntryBytes || !fixed.starts_with("PK\1\2")) return false;
  member = ZipMember{};
  member.flags = static_cast<uint16_t>(number(fixed, 8, 2));
  member.method = static_cast<uint16_t>(number(fixed, 10, 2));
  member.crc = static_cast<uint32_t>(number(fixed, 16, 4));
  member.stored_bytes = number(fixed, 20, 4);
  member.size = number(fixed, 24, 4);
  member.header_offset = number(fixed, 42, 4);
  const size_t name = number(fixed, 28, 2);
  const size_t extra = number(fixed, 30, 2);
  const size_t comment = number(fixed, 32, 2);
  const std::string_view rest = file.at(offset + kEntryBytes, name + extra);
  if (rest.size() < name + extra) return false;
  member.name = rest.substr(0, name);
  read_extra(rest.substr(name), member, true);
  offset += kEntryBytes + name + extra + comment;
  return true;
}

bool read_zip_local(ZipFile& file, uint64_t& offset, ZipMember& member) {
  std::string_view fixed = file.at(offset, kLocalBytes);
  if (fixed.size() < kLocalBytes || !fixed.starts_with(kZipLocalMagic)) return false;
  member = ZipMember{};
  member.header_offset = offset;
  member.flags = static_cast<uint16_t>(number(fixed, 6, 2));
  member.method = static_cast<uint16_t>(number(fixed, 8, 2));
  member.crc = static_cast<uint32_t>(number(fixed, 14, 4));
  member.stored_bytes = number(fixed, 18, 4);
  member.size = number(fixed, 22, 4);
  const size_t name = number(fixed, 26, 2);
  const size_t extra = number(fixed, 28, 2);
  const std::string_view rest = file.at(offset + kLocalBytes, name + extra);
  if (rest.size() < name + extra) return false;
  member.name = rest.substr(0, name);
  read_extra(rest.substr(name), member, false);
  offset += kLocalBytes + name + extra;
  return true;
}

}  // namespace licensus
