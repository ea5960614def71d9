// What of a document can only be read once all of it came.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/detector.h"
#include "detect/metadata_rules.h"
#include "detect/site_files.h"

namespace licensus {

// Keeps the text of documents whose name or begin says that they are metadata (metadata.h), a
// site's file (site_files.h) or XML with signals (xml_signals.h), up to the limits of each; of all
// others nothing. One session's scratch.
class KeptText {
 public:
  // A new document, of which nothing is kept until `expect`.
  void begin();
  // `head`: with the first bytes of the body.
  void expect(const DocumentView& head, const MetadataRules& rules);
  // The next piece, as UTF-8.
  void add(std::string_view text);

  // What it states, once all of it was added: signals go to `detection`, and so does why metadata
  // or XML cannot be read; findings are returned, and those of `detection` that they stand for are
  // taken out, because a license that a description speaks of must not count as the dataset's.
  // `is_stored`: offsets in the text are those of the stored bytes.
  std::vector<Finding> read(const Detector& detector, PatternMatcher::Scratch& scratch,
                            bool is_stored, Detection& detection);

 private:
  std::vector<const MetadataStandard*> standards_;  // that the document may follow
  SiteFile site_file_ = SiteFile::kNone;
  bool xml_signals_ = false;
  std::string text_;
};

}  // namespace licensus
