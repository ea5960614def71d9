// The serial first step: the walk's items cut into extents.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "formats/recognise.h"
#include "input/walk.h"
#include "pipeline/extent_task.h"

namespace licensus {

struct ExtentSourceOptions {
  uint64_t extent_bytes = uint64_t{4} << 20;  // stored bytes of a container's extent
  uint64_t batch_bytes = uint64_t{2} << 20;   // stored bytes of loose files in one extent
  size_t batch_files = 128;
};

// Hands out extents in the order of the walk, opening and closing shards as it goes. Reads nothing
// but containers' first bytes. For one thread at a time.
class ExtentSource {
 public:
  // Opens a shard; nullptr for one that is already done (--resume).
  using OpenShard = std::function<std::shared_ptr<Shard>(const ShardFacts&, uint64_t stored_bytes,
                                                         int64_t modified_s)>;
  // Damage that belongs to no shard.
  using WalkError = std::function<void(const std::string& message)>;
  // What the file of a container is, and of which known datasets.
  struct Container {
    Recognised file;
    std::vector<size_t> datasets;  // places in DatasetRules
  };
  using Recognise = std::function<Container(const std::string& path)>;

  ExtentSource(Walk& walk, ExtentSourceOptions options, Recognise recognise, OpenShard open,
               WalkError error);

  // nullptr at the end.
  std::unique_ptr<ExtentTask> next();

 private:
  std::unique_ptr<ExtentTask> next_cut();
  std::unique_ptr<ExtentTask> take_batch();
  std::unique_ptr<ExtentTask> handle(const WalkItem& item);
  std::unique_ptr<ExtentTask> end_folder();
  std::unique_ptr<ExtentTask> standard_input_task(const WalkItem& item);
  void begin_container(const WalkItem& item);

  Walk& walk_;
  const ExtentSourceOptions options_;
  const Recognise recognise_;
  const OpenShard open_;
  const WalkError error_;

  // The container being cut.
  std::shared_ptr<Shard> container_;
  std::string container_path_;
  const Format* format_ = nullptr;
  Codec codec_ = Codec::kNone;
  std::shared_ptr<const std::string> dictionary_;
  std::vector<size_t> datasets_;
  ShardClose container_close_;
  std::unique_ptr<Cutter> cutter_;
  Extent ahead_;  // the next extent, so that the last is known as such

  // The folder being batched.
  std::shared_ptr<Shard> folder_;
  ShardClose folder_close_;
  std::vector<LooseFile> batch_;
  uint64_t batch_bytes_ = 0;
};

}  // namespace licensus
