// Headers of tar members: v7, ustar and pax (POSIX.1-2017, pax, "ustar Interchange Format" and "pax
// Interchange Format"), GNU (the manual of GNU tar 1.34, "Basic Tar Format" and "Storing Sparse
// Files").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace licensus {

constexpr size_t kTarBlockBytes = 512;

// A stretch of a sparse file that is stored; what lies between is zeros.
struct TarStretch {
  uint64_t offset = 0;
  uint64_t bytes = 0;
};

// One header block.
struct TarBlock {
  std::string_view name;    // views of the block
  std::string_view prefix;  // of ustar
  char type = '0';
  bool is_gnu = false;
  uint64_t size = 0;  // of the data that follow
};

// Parses the block at the start of `bytes` (at least kTarBlockBytes). False where it is no header:
// its checksum is wrong, or its size is no number.
bool parse_tar_block(std::string_view bytes, TarBlock& block);
bool is_zero_block(std::string_view bytes);

// A number in octal digits or in GNU's base-256; false where it is neither, or negative.
bool parse_tar_number(std::string_view field, uint64_t& number);

// What the headers before a member's data say of it, put together.
struct TarMember {
  std::string name;
  char type = '0';
  uint64_t stored_bytes = 0;  // of its data, without padding
  bool sparse = false;
  std::vector<TarStretch> stretches;  // of a sparse file
  uint64_t size = 0;                  // of its content
  bool map_in_data = false;           // its stretches are told at the start of its data (pax 1.0)

  bool is_file() const { return type == '0' || type == '\0' || type == '7' || type == 'S'; }
};

// Collects extended headers (pax x and g, GNU L and K) until a member's own header comes. Used by
// one thread.
class TarHeaders {
 public:
  static constexpr size_t kMaxExtensionBytes = size_t{1} << 20;
  static constexpr size_t kMaxStretches = 1 << 16;

  void clear();
  // Whether data of an extended header follow a block of that type, which `extend` takes.
  static bool is_extension(char type);
  // Takes the data of an extended header. False where they are damaged.
  bool extend(char type, std::string_view data);
  // The member of `block`, whose 512 bytes are `bytes`, with all that extended headers say of it;
  // they are then forgotten, but for global ones. False where what they say cannot be.
  bool take(const TarBlock& block, std::string_view bytes, TarMember& member);
  // GNU's further blocks of an old sparse header follow as long as this is true.
  static bool more_stretches(std::string_view sparse_block, bool first);
  static bool add_stretches(std::string_view sparse_block, bool first, TarMember& member);

 private:
  struct Pax {
    std::string path;
    bool has_size = false;
    uint64_t size = 0;
    int sparse_major = -1;
    int sparse_minor = 0;
    std::string sparse_name;
    uint64_t sparse_size = 0;
    std::vector<TarStretch> stretches;
    bool has_map = false;
  };
  static bool read_records(std::string_view data, Pax& pax);
  static bool read_record(std::string_view key, std::string_view value, Pax& pax);
  static bool apply_sparse(const Pax& pax, TarMember& member);

  std::string long_name_;
  Pax next_;
  Pax global_;
};

}  // namespace licensus
