#include "pipeline/known_shard.h"

#include <algorithm>
#include <filesystem>

#include "codecs/byte_source.h"
#include "formats/digest_check.h"

namespace licensus {
namespace {

constexpr std::string_view kParquet = "PAR1";
constexpr size_t kMaxSchemaBytes = size_t{64} << 10;

std::string read_at(const std::string& path, uint64_t offset, size_t max_bytes) {
  const auto source = open_file(path, offset);
  if (!source) return {};
  std::string bytes(max_bytes, '\0');
  size_t have = 0;
  while (have < max_bytes) {
    const ssize_t got = (*source)->read(bytes.data() + have, max_bytes - have);
    if (got <= 0) break;
    have += static_cast<size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

// The begin of a Parquet file's metadata, which is its schema: the metadata's size stands in four
// bytes, least first, before the magic bytes at the end (Parquet format, "File Format").
std::string parquet_schema(const std::string& path, uint64_t file_bytes) {
  constexpr size_t kTail = 8;
  if (file_bytes < kParquet.size() + kTail) return {};
  const std::string tail = read_at(path, file_bytes - kTail, kTail);
  if (!tail.ends_with(kParquet)) return {};
  uint64_t bytes = 0;
  for (size_t i = 4; i-- > 0;) bytes = bytes << 8 | static_cast<uint8_t>(tail[i]);
  if (bytes > file_bytes - kTail) return {};
  return read_at(path, file_bytes - kTail - bytes, std::min<size_t>(bytes, kMaxSchemaBytes));
}

bool has_digest(const std::string& path, std::string_view digest) {
  const auto source = open_file(path, 0);
  if (!source) return false;
  RecordHeader whole;
  whole.block_digest = digest;
  DigestCheck check;
  check.begin(whole);
  std::string piece(size_t{1} << 20, '\0');
  for (;;) {
    const ssize_t got = (*source)->read(piece.data(), piece.size());
    if (got < 0) return false;
    if (got == 0) return check.finish().empty();
    check.block(std::string_view(piece).substr(0, static_cast<size_t>(got)));
  }
}

}  // namespace

std::vector<size_t> known_datasets(const std::string& path, const Recognised& recognised,
                                   const DatasetRules& rules) {
  std::error_code error;
  const uint64_t bytes = std::filesystem::file_size(path, error);
  if (error) return rules.of_shard({path, recognised.head});
  std::string schema;
  if (recognised.head.starts_with(kParquet)) schema = parquet_schema(path, bytes);
  return rules.of_shard({path, schema.empty() ? std::string_view(recognised.head) : schema, bytes,
                         [&](std::string_view digest) { return has_digest(path, digest); }});
}

}  // namespace licensus
