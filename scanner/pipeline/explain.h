// One document of a shard, with everything that was seen on it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "detect/detector.h"
#include "detect/text_trace.h"
#include "output/records.h"
#include "pipeline/reading.h"

namespace licensus {

// Which document of a shard: by id, by offset, or (both unset) the only one.
struct DocumentChoice {
  std::string document;
  int64_t offset = -1;
};

struct Explained {
  DocumentRecord record;  // with verdict, findings, signals
  TextTrace texts;        // what explains findings of license texts
  // The first 16 MiB of its body, as stored in the record after content decoding; of a row one for
  // each column, with its name, else one without.
  std::vector<std::pair<std::string, std::string>> bodies;
};

// Reads the shard (a container, a file, or a folder as the tables name it) until the document is
// found and detects it. Fails where there is no such document, or several and none was chosen.
Result<Explained> explain(const Detector& detector, const Reading& reading,
                          const std::string& shard, const DocumentChoice& choice);

}  // namespace licensus
