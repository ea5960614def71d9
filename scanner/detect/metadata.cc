#include "detect/metadata.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/ascii.h"
#include "detect/fields.h"
#include "detect/license_sections.h"
#include "detect/metadata_values.h"

namespace licensus {
namespace {

constexpr size_t kMaxFindings = 1000;  // of one document; distinct ones are few

// Reads one document by one standard.
class Reader {
 public:
  Reader(const MetadataStandard& standard, const RuleSet& rules, const LicenseTable& licenses,
         const PatternMatcher& matcher, PatternMatcher::Scratch& scratch,
         std::vector<Finding>& findings)
      : standard_(standard),
        rules_(rules),
        licenses_(licenses),
        matcher_(matcher),
        scratch_(scratch),
        findings_(findings),
        first_(findings.size()) {}

  std::string read(std::string_view text) {
    std::string problem = for_each_value(
        standard_.syntax, text, [&](std::string_view path, std::string_view value, ValueSpan span) {
          take(path, value, span);
        });
    if (standard_.offers_choice) offer_choice();
    return problem;
  }

 private:
  void take(std::string_view path, std::string_view value, ValueSpan span) {
    const MetadataStandard::Field* field = standard_.field_at(path);
    const bool selects = standard_.syntax == Syntax::kToml || standard_.syntax == Syntax::kDebian;
    if (field == nullptr && selects) field = standard_.field_at(without_selectors(path));
    if (field == nullptr || !value.starts_with(field->begins)) return;
    if (findings_.size() - first_ >= kMaxFindings) return;
    const size_t before = findings_.size();
    const auto meaning = standard_.meanings.find(ascii_lower(trim_spaces(value)));
    if (meaning != standard_.meanings.end()) {
      findings_.push_back(field_finding(standard_.rule, path, value, meaning->second));
      findings_.back().reserved = meaning->second == "NONE";
    } else {
      read_license_value(standard_.rule, path, value, rules_, licenses_, matcher_, scratch_,
                         findings_);
    }
    for (size_t i = before; i < findings_.size(); ++i) {
      findings_[i].scope = field->scope;
      findings_[i].start = span.start;
      findings_[i].end = span.end;
    }
    drop_known(before);
  }

  // A list of ten thousand licenses, or a license for each of a catalogue's files, says few things.
  void drop_known(size_t before) {
    const auto known = [&](const Finding& finding) {
      return !seen_.insert({finding.license, finding.field}).second;
    };
    const auto begin = findings_.begin() + static_cast<ptrdiff_t>(before);
    findings_.erase(std::remove_if(begin, findings_.end(), known), findings_.end());
  }

  void offer_choice() {
    std::string last;
    for (size_t i = first_; i < findings_.size(); ++i) {
      if (findings_[i].license == "NOASSERTION") continue;
      findings_[i].alternative_to = std::exchange(last, findings_[i].license);
    }
  }

  const MetadataStandard& standard_;
  const RuleSet& rules_;
  const LicenseTable& licenses_;
  const PatternMatcher& matcher_;
  PatternMatcher::Scratch& scratch_;
  std::vector<Finding>& findings_;
  const size_t first_;
  std::set<std::pair<std::string, std::string>> seen_;  // license, field
};

bool speaks_of_licenses(std::string_view text) {
  for (const std::string_view word : {"licen", "Licen", "LICEN", "rights"}) {
    if (text.find(word) != text.npos) return true;
  }
  return false;
}

}  // namespace

std::string read_metadata(std::string_view text,
                          const std::vector<const MetadataStandard*>& standards,
                          const RuleSet& rules, const LicenseTable& licenses,
                          const PatternMatcher& matcher, PatternMatcher::Scratch& scratch,
                          const std::vector<Finding>& found, std::vector<Finding>& findings) {
  for (const MetadataStandard* standard : standards) {
    if (standard->syntax == Syntax::kSections) {
      read_license_sections(text, *standard, licenses, found, findings);
      continue;
    }
    const bool front = standard->syntax == Syntax::kFrontMatter;
    const std::string_view part = front ? front_matter(text) : text;
    if (part.empty() || (!standard->mark.empty() && part.find(standard->mark) == part.npos)) {
      continue;
    }
    const size_t before = findings.size();
    std::string problem = Reader(*standard, rules, licenses, matcher, scratch, findings).read(part);
    // Values are placed in the front matter, which is a part of the text.
    for (size_t i = before; i < findings.size(); ++i) {
      if (findings[i].start < 0) continue;
      findings[i].start += part.data() - text.data();
      findings[i].end += part.data() - text.data();
    }
    if (!problem.empty() && speaks_of_licenses(part)) {
      return "cannot be read as " + standard->rule + ": " + problem;
    }
    // A mark is no name: of those that fit by it the first that states something speaks.
    if (findings.size() > before && !standard->mark.empty()) return {};
  }
  return {};
}

std::vector<RuleTestFailure> test_metadata_examples(const RuleSet& rules,
                                                    const LicenseTable& licenses,
                                                    const PatternMatcher& matcher) {
  std::vector<RuleTestFailure> failures;
  PatternMatcher::Scratch scratch;
  for (const MetadataStandard& standard : rules.metadata_rules.standards) {
    for (const MetadataStandard::Example& example : standard.examples) {
      std::vector<Finding> findings;
      const std::string problem =
          read_metadata(example.text, {&standard}, rules, licenses, matcher, scratch, {}, findings);
      std::string found;
      for (const Finding& finding : findings) {
        found += (found.empty() ? "" : ", ") + finding.license;
      }
      if (found == example.license && problem.empty()) continue;
      failures.push_back({standard.rule, example.text + ": expected \"" + example.license +
                                             "\", found \"" + found + "\" " + problem});
    }
  }
  return failures;
}

}  // namespace licensus
