#include "pipeline/known_shard.h"

#include <filesystem>

#include "codecs/byte_source.h"
#include "formats/digest_check.h"
#include "formats/parquet.h"

namespace licensus {
namespace {

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
  if (is_parquet({.decoded = recognised.head})) schema = parquet_schema(path, bytes);
  return rules.of_shard({path, schema.empty() ? std::string_view(recognised.head) : schema, bytes,
                         [&](std::string_view digest) { return has_digest(path, digest); }});
}

}  // namespace licensus
