#include "detect/evidence.h"

#include <algorithm>
#include <set>

#include "detect/page_words.h"

namespace licensus {
namespace {

// End of the last of `words` in `text`; 0 where none is.
template <size_t N>
size_t last_end(const std::array<std::string_view, N>& words, std::string_view text) {
  size_t last = 0;
  for (std::string_view word : words) {
    const size_t at = text.rfind(word);
    if (at != std::string_view::npos) last = std::max(last, at + word.size());
  }
  return last;
}

template <size_t N>
size_t first_start(const std::array<std::string_view, N>& words, std::string_view text) {
  size_t first = std::string_view::npos;
  for (std::string_view word : words) first = std::min(first, text.find(word));
  return first;
}

constexpr size_t kList = 4;  // so many distinct licenses are a list

}  // namespace

std::string excerpt(std::string_view text, size_t max_bytes) {
  size_t end = std::min(text.size(), max_bytes);
  auto continues = [&](size_t at) { return (static_cast<uint8_t>(text[at]) & 0xC0U) == 0x80U; };
  while (end > 0 && end < text.size() && continues(end)) --end;
  return std::string(text.substr(0, end));
}

Finding finding_of(const PatternMatch& match) {
  Finding finding;
  finding.license = match.license;
  finding.port = match.port;
  finding.rule = match.rule->id;
  finding.kind = match.rule->kind;
  finding.scope = match.rule->scope;
  finding.score = match.rule->score;
  finding.start = static_cast<int64_t>(match.start);
  finding.end = static_cast<int64_t>(match.end);
  if (match.rule->license == "reserved") {
    finding.reserved = true;
    finding.license = "NONE";
  }
  return finding;
}

Finding unknown_license(std::string_view target, Element element, std::string field) {
  Finding finding;
  finding.license = "NOASSERTION";
  finding.rule = kUnknownLicenseRule;
  finding.kind = Kind::kLink;
  finding.element = element;
  finding.field = std::move(field);
  finding.text = excerpt(target);
  return finding;
}

std::vector<PatternMatch> matches_in(std::string_view text, const PatternMatcher& matcher,
                                     PatternMatcher::Scratch& scratch) {
  std::vector<PatternMatch> matches;
  if (matcher.has_stem(text, scratch)) matcher.find(text, scratch, matches);
  return matches;
}

Words judge_words(std::string_view before, std::string_view behind) {
  const size_t credit = last_end(kCreditWords, before);
  const size_t document = last_end(kDocumentWords, before);
  if (credit != 0 || document != 0) return credit > document ? Words::kCredit : Words::kDocument;
  const size_t credit_behind = first_start(kCreditWords, behind);
  const size_t document_behind = first_start(kDocumentWords, behind);
  if (credit_behind == document_behind) return Words::kNothing;
  return credit_behind < document_behind ? Words::kCredit : Words::kDocument;
}

bool says_grant(std::string_view before) { return last_end(kGrantWords, before) != 0; }

void drop_license_lists(std::vector<Finding>& findings, const std::vector<size_t>& candidates,
                        const std::vector<size_t>& stated) {
  std::set<std::string_view> all;
  std::set<std::string_view> own;
  for (size_t index : candidates) all.insert(findings[index].license);
  for (size_t index : stated) own.insert(findings[index].license);
  all.insert(own.begin(), own.end());
  if (all.size() < kList) return;
  for (size_t index : candidates) findings[index].kind = Kind::kClue;
  if (own.size() < kList) return;
  for (size_t index : stated) findings[index].kind = Kind::kClue;
}

}  // namespace licensus
