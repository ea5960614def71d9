// The unit of parallel work: which extent of which shard.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "codecs/codec.h"
#include "formats/extent.h"
#include "formats/format.h"
#include "pipeline/shard.h"

namespace licensus {

struct LooseFile {
  std::string path;      // to open
  std::string document;  // its name in the tables
};

// A descriptor: nothing of it was read but a container's first bytes.
struct ExtentTask {
  enum class Kind : uint8_t { kContainer, kFiles, kStandardInput };
  Kind kind = Kind::kFiles;
  std::shared_ptr<Shard> shard;
  uint64_t number = 0;
  Extent extent;                                  // kContainer
  std::string path;                               // kContainer
  const Format* format = nullptr;                 // kContainer
  Codec codec = Codec::kNone;                     // kContainer
  std::shared_ptr<const std::string> dictionary;  // kContainer: see Stored
  std::vector<size_t> datasets;                   // kContainer: known ones, of DatasetRules
  std::vector<LooseFile> files;                   // kFiles; kStandardInput: one, without a path
  uint64_t stored_bytes = 0;  // what reading it gets through, for the progress line
};

}  // namespace licensus
