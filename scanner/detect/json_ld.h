// What JSON-LD blocks of a page say of its license (schema.org in JSON-LD 1.1).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "detect/finding.h"
#include "detect/pattern_matcher.h"

namespace licensus {

// Gathers the licenses of all JSON-LD blocks of one page. A license of the main entity is the
// document's; that of an object nested in it as a part (image, logo, video, citation ...) is
// embedded. A picture that stands at the root is the main entity only where it is the only one and
// the page names no other. Not thread-safe; one for each page.
class JsonLdReader {
 public:
  static constexpr size_t kMaxBytes = 4U << 20U;
  static constexpr int kMaxDepth = 64;

  JsonLdReader(std::string_view html, const PatternMatcher& matcher,
               PatternMatcher::Scratch& scratch)
      : html_(html), matcher_(matcher), scratch_(scratch) {}

  // Reads the block at [start, end) of the page. `matches`: those that start in it, in order. Each
  // becomes a finding with element json-ld: under license, usageInfo, conditionsOfAccess,
  // acquireLicensePage and copyrightNotice as the object's license, under sdLicense as that of the
  // metadata, elsewhere as a clue; `field` is the path ("@graph[2].license"). A license that no
  // rule knows becomes NOASSERTION. Of a block that is no JSON, or is too large or too deep,
  // matches just behind a "license" key count.
  void read(size_t start, size_t end, Where where, std::span<const PatternMatch> matches,
            std::vector<Finding>& findings);

  // After the last block: pictures at the root that turned out not to be the main entity.
  void finish(std::vector<Finding>& findings) const;

 private:
  std::string_view html_;
  const PatternMatcher& matcher_;
  PatternMatcher::Scratch& scratch_;
  bool page_entity_ = false;            // an article, page, dataset ... stands at a root
  size_t media_roots_ = 0;              // pictures and the like at a root
  std::vector<size_t> media_findings_;  // indices of what they say
};

}  // namespace licensus
