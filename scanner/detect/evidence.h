// What the readers of pages, headers and WAT records share: findings from matches, and the
// judgement of the words beside a license.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/finding.h"
#include "detect/pattern_matcher.h"

namespace licensus {

// The rule id of a stated license that no rule knows: rel=license and the like to some other
// target.
constexpr std::string_view kUnknownLicenseRule = "markup-license-unknown";

// At most `max_bytes` of `text`, cut between characters of UTF-8.
std::string excerpt(std::string_view text, size_t max_bytes = Finding::kMaxTextBytes);

// The finding of a match, at its place. A reservation of all rights names no license: NONE.
Finding finding_of(const PatternMatch& match);

// A stated license whose target no rule knows: kind link, NOASSERTION, `target` as its text.
Finding unknown_license(std::string_view target, Element element, std::string field);

// The matches in a text of its own, such as a header's value.
std::vector<PatternMatch> matches_in(std::string_view text, const PatternMatcher& matcher,
                                     PatternMatcher::Scratch& scratch);

// What the words beside a license say it stands with.
enum class Words { kNothing, kDocument, kCredit };

struct WordsBefore {
  Words words = Words::kNothing;  // what the nearest words say
  bool software = false;          // the nearest speak of the software that serves the page
  bool grant = false;             // they say that a license applies ("licensed under")
};

// Of the words just before and just behind a license, in lower case (page_context.h). Those before
// decide; without any, the first behind.
WordsBefore read_words_before(std::string_view text);
Words read_words_behind(std::string_view text);

// A page that links to many licenses in its body explains or offers them. `candidates`: indices of
// findings in the body that nothing states as the page's own; `stated`: those that are stated.
// Where both together name at least four distinct licenses, the former become clues; so do the
// latter if they disagree among themselves and are as many.
void drop_license_lists(std::vector<Finding>& findings, const std::vector<size_t>& candidates,
                        const std::vector<size_t>& stated);

}  // namespace licensus
