#include "detect/kept_text.h"

#include <algorithm>

#include "detect/metadata.h"
#include "detect/xml_signals.h"

namespace licensus {

void KeptText::begin() {
  standards_.clear();
  site_file_ = SiteFile::kNone;
  xml_signals_ = false;
  text_.clear();
}

void KeptText::expect(const DocumentView& head, const MetadataRules& rules) {
  standards_ = rules.of(head.name);
  site_file_ = site_file_of(head.name);
  xml_signals_ = may_hold_xml_signals(head.name, head.body);
}

void KeptText::add(std::string_view text) {
  if (standards_.empty() && site_file_ == SiteFile::kNone && !xml_signals_) return;
  text_ += text;
  if (text_.size() > kMaxMetadataBytes) {
    standards_.clear();
    xml_signals_ = false;
  }
  if (standards_.empty() && !xml_signals_) text_.resize(std::min(text_.size(), kMaxSiteFileBytes));
}

// What a field states stands for all that is found at its value; where that place is not known, for
// what says the same.
std::vector<Finding> KeptText::read(const Detector& detector, PatternMatcher::Scratch& scratch,
                                    bool is_stored, Detection& detection) {
  std::vector<Finding> stated;
  if (text_.empty()) return stated;
  if (site_file_ != SiteFile::kNone) read_site_file(site_file_, text_, "/", detection.signals);
  if (xml_signals_) {
    const std::string problem = read_xml_signals(text_, detection.signals);
    if (!problem.empty()) detection.problem = "its signals cannot be read: " + problem;
  }
  if (standards_.empty()) return stated;
  const std::string problem =
      read_metadata(text_, standards_, detector.rules(), detector.licenses(), detector.matcher(),
                    scratch, detection.findings, stated);
  if (!problem.empty()) detection.problem = problem;
  for (Finding& finding : stated) {
    if (!is_stored) finding.start = finding.end = -1;
  }
  std::erase_if(detection.findings, [&](const Finding& finding) {
    return std::any_of(stated.begin(), stated.end(), [&](const Finding& field) {
      if (field.start < 0) return finding.license == field.license;
      return finding.start >= 0 && finding.start < field.end && finding.end > field.start;
    });
  });
  for (Finding& finding : stated) {
    if (finding.start < 0) continue;
    const auto before = text_.begin() + finding.start;
    finding.line = 1 + std::count(text_.begin(), before, '\n');
  }
  return stated;
}

}  // namespace licensus
