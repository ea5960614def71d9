// What `licensus explain` says of license texts, below the findings that come from them.
#pragma once

#include <vector>

#include "detect/text_trace.h"

namespace licensus::cli {

// Goes through the findings of one document in order. Both must outlive it.
class TextNotes {
 public:
  TextNotes(const std::vector<Finding>& findings, const TextTrace& trace);

  // Of the finding at this place of the list: how its words fit its rule's, and what lost there.
  void show(size_t finding);
  // What lost where nothing was found.
  void show_rest() const;

 private:
  void show_words(const Finding& finding);

  const std::vector<Finding>& findings_;
  const TextTrace& trace_;
  std::vector<bool> shown_;                                // by place in TextTrace::compared
  std::vector<std::vector<const TextTrace::Lost*>> lost_;  // by finding
  std::vector<const TextTrace::Lost*> rest_;
};

}  // namespace licensus::cli
