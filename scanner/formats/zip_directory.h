// The directory of a zip file (PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.5).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace licensus {

// A file read at any offset, through a window. Used by one thread.
class ZipFile {
 public:
  explicit ZipFile(std::string path) : path_(std::move(path)) {}

  // `count` bytes (at most kWindowBytes) at `offset`; fewer at the end of the file. The view lives
  // until the next call.
  std::string_view at(uint64_t offset, size_t count);
  const std::string& path() const { return path_; }

  static constexpr size_t kWindowBytes = size_t{256} << 10;

 private:
  std::string path_;
  std::unique_ptr<char[]> window_;
  uint64_t begin_ = 0;
  size_t filled_ = 0;
};

// Where the directory lies in the file. What comes before the archive (a program that unpacks it,
// say) moves all offsets by `shift`.
struct ZipDirectory {
  uint64_t begin = 0;
  uint64_t end = 0;
  uint64_t shift = 0;
};

// nullopt where the file has no end record, or one that cannot be right.
std::optional<ZipDirectory> find_zip_directory(ZipFile& file, uint64_t size);

// A member, as an entry of the directory or its local header tells.
struct ZipMember {
  std::string name;  // bytes as found; the Unicode path of Info-ZIP's extra field where it has one
  uint16_t flags = 0;
  uint16_t method = 0;
  uint32_t crc = 0;
  uint64_t stored_bytes = 0;
  uint64_t size = 0;
  uint64_t header_offset = 0;  // of the local header, as told: without the shift

  bool is_folder() const { return name.ends_with('/'); }
  bool is_encrypted() const { return (flags & 1) != 0; }
  // Sizes and checksum come after the data.
  bool has_descriptor() const { return (flags & 8) != 0; }
};

// Reads the entry at `offset` of the directory and moves it behind. False where it is none.
bool read_zip_entry(ZipFile& file, uint64_t& offset, ZipMember& member);

// Reads the local header at `offset`, and moves it to the data. False where it is none.
bool read_zip_local(ZipFile& file, uint64_t& offset, ZipMember& member);

constexpr std::string_view kZipLocalMagic{"PK\3\4", 4};
constexpr std::string_view kZipEmptyMagic{"PK\5\6", 4};

}  // namespace licensus
