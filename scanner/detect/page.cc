#include "detect/page.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "detect/evidence.h"
#include "detect/html_tokens.h"
#include "detect/json_ld.h"
#include "detect/page_context.h"
#include "detect/page_marks.h"
#include "detect/page_markup.h"
#include "detect/signals.h"
#include "detect/xml_signals.h"

namespace licensus {
namespace {

constexpr int kUnstatedScore = 70;       // a link in the body that nothing says is the page's own
constexpr size_t kMaxWordChecks = 4096;  // a page's matches beyond these are placed without words
constexpr size_t kWordsBehind = 80;

class PageReader {
 public:
  PageReader(std::string_view html, const std::vector<PatternMatch>& matches,
             const PatternMatcher& matcher, PatternMatcher::Scratch& scratch,
             std::vector<Finding>& findings, std::vector<Signal>& signals)
      : html_(html),
        matches_(matches),
        next_mark_(find_page_mark(html, 0)),
        findings_(findings),
        signals_(signals),
        first_finding_(findings.size()),
        context_(html),
        json_ld_(html, matcher, scratch) {
    if (!matches.empty()) next_match_start_ = matches[0].start;
  }

  // Up to the last match or mark, for what comes after says nothing.
  void run() {
    HtmlTokens tokens(html_);
    HtmlToken token;
    const auto quiet = [&](const HtmlToken& passed) {
      pass(passed);
      if ((passed.traits & Trait::kForeign) != 0) tokens.set_foreign(context_.in_foreign());
    };
    while (says_more() &&
           tokens.next_beyond(std::min(next_match_start_, next_mark_), token, quiet)) {
      quiet(token);
      if (token.type == HtmlToken::Type::kRawText) {
        read_raw_text(token);
        script_type_ = {};
      }
      if (next_match_start_ >= token.end && next_mark_ >= token.end) continue;
      switch (token.type) {
        case HtmlToken::Type::kStartTag:
          read_start_tag(token);
          break;
        case HtmlToken::Type::kText:
          read_text(token);
          break;
        case HtmlToken::Type::kComment:
          read_comment(token);
          break;
        case HtmlToken::Type::kRawText:
        case HtmlToken::Type::kEndTag:
          break;
      }
      skip_matches(token.end);
      if (next_mark_ < token.end) next_mark_ = find_page_mark(html_, token.end);
    }
    json_ld_.finish(findings_);
    drop_license_lists(findings_, listed_, stated_);
  }

 private:
  static constexpr size_t kNone = std::string_view::npos;

  // Most tokens only move the context.
  void pass(const HtmlToken& token) {
    if (token.type == HtmlToken::Type::kText) {
      context_.text(token);
    } else if (token.type == HtmlToken::Type::kStartTag) {
      context_.start_tag(token);
      if (token.key == name_key("img")) context_.image(token);
      if ((token.traits & Trait::kRawText) != 0) script_type_ = {};
    } else if (token.type == HtmlToken::Type::kEndTag) {
      context_.end_tag(token);
    }
  }

  bool says_more() const {
    return next_match_start_ != kNone || next_mark_ != kNone || !script_type_.empty();
  }

  // The next match that starts before `end`; nullptr where there is none.
  const PatternMatch* next_match(size_t end) {
    if (next_match_start_ >= end) return nullptr;
    const PatternMatch* match = &matches_[next_match_++];
    next_match_start_ = next_match_ < matches_.size() ? matches_[next_match_].start : kNone;
    return match;
  }
  // A match may start in a tag's end or elsewhere where nothing can stand.
  void skip_matches(size_t end) {
    while (const PatternMatch* match = next_match(end)) add_clue(*match, Element::kNone, {});
  }

  void add_clue(const PatternMatch& match, Element element, std::string field) {
    Finding finding = finding_of(match);
    finding.kind = Kind::kClue;
    finding.element = element;
    finding.where = context_.where();
    finding.field = std::move(field);
    findings_.push_back(std::move(finding));
  }

  void read_start_tag(const HtmlToken& token);
  void read_meta_signals(const HtmlTag& tag);
  void place_in_tag(const HtmlToken& token, const Markup& markup, const PatternMatch& match);
  bool describes_picture(const HtmlAttribute& attribute, const PatternMatch& match) const;
  void read_text(const HtmlToken& token);
  void read_raw_text(const HtmlToken& token);
  void read_comment(const HtmlToken& token);
  void add_placed(Finding finding, bool states_license, size_t before, size_t behind);
  std::string words_of(const Finding& finding) const {
    return ascii_lower(html_.substr(static_cast<size_t>(finding.start),
                                    static_cast<size_t>(finding.end - finding.start)));
  }

  std::string_view html_;
  const std::vector<PatternMatch>& matches_;
  size_t next_match_ = 0;
  size_t next_match_start_ = kNone;
  size_t next_mark_;
  std::vector<Finding>& findings_;
  std::vector<Signal>& signals_;
  size_t first_finding_;
  PageContext context_;
  JsonLdReader json_ld_;
  HtmlTag tag_;                   // scratch
  std::string_view script_type_;  // of the script whose text comes next, where it is a mark
  size_t word_checks_ = 0;
  std::vector<size_t> listed_, stated_;  // findings of the body, see drop_license_lists
};

// Licenses for texts and pictures, which no software has.
bool is_for_content(std::string_view license) {
  return license.starts_with("CC-") || license.starts_with("LicenseRef-CC-");
}

// Decides what a license in the body stands with. `states_license`: the markup says rel=license or
// the like. `before` and `behind`: where the words beside it end and begin.
void PageReader::add_placed(Finding finding, bool states_license, size_t before, size_t behind) {
  const uint8_t flags = context_.flags();
  finding.where = context_.where();
  if (finding.scope != Scope::kDocument || finding.kind == Kind::kClue) {
    findings_.push_back(std::move(finding));
    return;
  }
  const bool foreign = (flags & (PageContext::kForeign | PageContext::kMediaItem)) != 0;
  Words words = foreign ? Words::kCredit : Words::kNothing;
  bool grant = false;
  if (!foreign && ++word_checks_ <= kMaxWordChecks) {
    const WordsBefore said = read_words_before(context_.words_before(before));
    grant = said.grant;
    words = said.words;
    if (said.software && !finding.reserved && !is_for_content(finding.license)) {
      finding.scope = Scope::kCode;
      findings_.push_back(std::move(finding));
      return;
    }
    // What follows a reservation of all rights only says more of it.
    if (words == Words::kNothing && !finding.reserved) {
      words = context_.links_to_picture(before)
                  ? Words::kCredit
                  : read_words_behind(words_behind(html_, behind, kWordsBehind));
    }
  }
  const bool footer = finding.where == Where::kFooter;
  const bool picture = context_.picture_near(before, states_license);
  bool embedded = words == Words::kCredit;
  if (words == Words::kNothing && !footer) {
    embedded = picture || (!states_license && (flags & PageContext::kCredit) != 0);
  }
  const bool stated = words == Words::kDocument || states_license || footer;
  if (embedded) {
    finding.scope = Scope::kEmbedded;
  } else if (!stated && finding.element == Element::kNone &&
             (finding.kind == Kind::kReference || finding.kind == Kind::kTag) && !grant &&
             !read_words_before(words_of(finding)).grant) {
    finding.kind = Kind::kClue;  // a name in running text is only spoken of
  } else if (finding.where == Where::kBody && !finding.reserved) {
    if (!stated) finding.score = std::min(finding.score, kUnstatedScore);
    (stated ? stated_ : listed_).push_back(findings_.size());
  }
  findings_.push_back(std::move(finding));
}

void PageReader::read_meta_signals(const HtmlTag& tag) {
  const std::string_view content = tag.get(name_key("content"));
  const std::string_view name = trim_spaces(meta_name(tag));
  if (content.empty() || name.empty()) return;
  if (is_robot_name(name)) {
    read_robots(content, equals_caseless(name, "robots") ? "*" : name, Element::kMeta, signals_);
  } else {
    read_preference(name, content, Element::kMeta, signals_);
  }
}

void PageReader::read_start_tag(const HtmlToken& token) {
  const bool matched = next_match_start_ < token.end;
  read_tag(html_.substr(token.start, token.end - token.start), tag_);
  if (token.key == name_key("img") && matched) context_.forget_image();
  if (token.key == name_key("meta")) read_meta_signals(tag_);
  if (token.key == name_key("script")) script_type_ = tag_.get(name_key("type"));
  const Markup markup = read_markup(tag_);
  if (markup.states_license && is_rsl_type(tag_.get(name_key("type")))) {
    signals_.push_back({"rsl", excerpt(markup.target), markup.element});
    return;
  }
  if (markup.states_license && token.key == name_key("a")) context_.mark_license_anchor();
  bool known = false;
  while (const PatternMatch* match = next_match(token.end)) {
    known = known || holds(markup.target, html_, match->start);
    place_in_tag(token, markup, *match);
  }
  if (markup.states_license && !known && !trim_spaces(markup.target).empty()) {
    Finding finding = unknown_license(trim_spaces(markup.target), markup.element, markup.field);
    finding.start = markup.target.data() - html_.data();
    finding.end = finding.start + static_cast<int64_t>(markup.target.size());
    add_placed(std::move(finding), true, token.start, token.end);
  }
}

void PageReader::place_in_tag(const HtmlToken& token, const Markup& markup,
                              const PatternMatch& match) {
  const HtmlAttribute* attribute = nullptr;
  for (const HtmlAttribute& candidate : tag_.attributes) {
    if (holds(candidate.value, html_, match.start)) attribute = &candidate;
  }
  Element element = Element::kNone;
  if (attribute != nullptr) element = element_of(tag_, markup, *attribute);
  const bool describes = attribute != nullptr && describes_picture(*attribute, match);
  const bool clue = element == Element::kNone || (element == markup.element && markup.mention);
  if (clue) {
    add_clue(match, element, markup.field);
    if (describes) findings_.back().scope = Scope::kEmbedded;
    return;
  }
  Finding finding = finding_of(match);
  if (describes) finding.scope = Scope::kEmbedded;
  finding.element = element;
  if (element == markup.element) finding.field = markup.field;
  if (element == Element::kMeta || element == Element::kLink) {
    finding.where = context_.where();
    findings_.push_back(std::move(finding));
    return;
  }
  const bool stated = (element == markup.element && markup.states_license) ||
                      (context_.flags() & PageContext::kLicenseAnchor) != 0;
  add_placed(std::move(finding), stated, token.start, token.end);
}

// Whether an attribute of the tag in hand describes a picture, and says its license besides.
bool PageReader::describes_picture(const HtmlAttribute& attribute,
                                   const PatternMatch& match) const {
  constexpr size_t kDescription = 12;  // bytes beside the license; fewer are a badge's
  const bool link = tag_.key == name_key("a") || tag_.key == name_key("area");
  const bool text = attribute.key == name_key("alt") || attribute.key == name_key("title");
  return text && !link && !is_badge(tag_) &&
         attribute.value.size() >= match.end - match.start + kDescription &&
         find_caseless(attribute.value, "licen") == kNone &&
         find_caseless(attribute.value, "creative commons") == kNone;
}

void PageReader::read_text(const HtmlToken& token) {
  while (const PatternMatch* match = next_match(token.end)) {
    if (match->rule->page_only) continue;
    Finding finding = finding_of(*match);
    const uint8_t flags = context_.flags();
    // Source code shown on a page speaks of the code, whatever stands in it.
    if ((flags & PageContext::kSourceCode) != 0) finding.scope = Scope::kCode;
    add_placed(std::move(finding), (flags & PageContext::kLicenseAnchor) != 0, match->start,
               match->end);
  }
}

// Scripts and style sheets state their own license, not the page's; a title names its subject.
void PageReader::read_raw_text(const HtmlToken& token) {
  if (is_rsl_type(script_type_)) {
    signals_.push_back({"rsl", "", Element::kNone});
    // What cannot be read says no more than that there are terms.
    read_xml_signals(html_.substr(token.start, token.end - token.start), signals_);
  }
  if (is_json_ld_type(script_type_)) {
    const size_t first = next_match_;
    while (next_match(token.end) != nullptr) {
    }
    json_ld_.read(token.start, token.end, context_.where(),
                  std::span(matches_).subspan(first, next_match_ - first), findings_);
    return;
  }
  const bool code = token.key == name_key("script") || token.key == name_key("style") ||
                    token.key == name_key("textarea");
  while (const PatternMatch* match = next_match(token.end)) {
    add_clue(*match, Element::kNone, {});
    if (!code) continue;
    findings_.back().kind = match->rule->kind;
    findings_.back().scope = Scope::kCode;
  }
}

// Comments are not shown; only RDF in them speaks of the page (the old Creative Commons markup).
void PageReader::read_comment(const HtmlToken& token) {
  while (const PatternMatch* match = next_match(token.end)) {
    if (!is_rdf_license(html_.substr(token.start, match->start - token.start))) {
      add_clue(*match, Element::kNone, {});
      continue;
    }
    Finding finding = finding_of(*match);
    finding.element = Element::kRdfa;
    finding.where = context_.where();
    findings_.push_back(std::move(finding));
  }
}

}  // namespace

bool is_page(const DocumentView& document) {
  if (!document.media_type.empty()) {
    return document.media_type == "text/html" || document.media_type == "application/xhtml+xml";
  }
  const std::string_view start = document.body.substr(0, 1024);
  for (size_t at = start.find('<'); at != start.npos; at = start.find('<', at + 1)) {
    for (std::string_view mark : {"<!doctype html", "<html", "<head", "<body"}) {
      if (equals_caseless(start.substr(at, mark.size()), mark)) return true;
    }
  }
  std::string_view name = document.name;
  if (name.find("://") != std::string_view::npos)
    name = name.substr(0, std::min(name.find('?'), name.find('#')));
  for (std::string_view ending : {".html", ".htm", ".xhtml", ".xht"}) {
    if (name.size() > ending.size() &&
        equals_caseless(name.substr(name.size() - ending.size()), ending)) {
      return true;
    }
  }
  return false;
}

void read_page(std::string_view html, const std::vector<PatternMatch>& matches,
               const PatternMatcher& matcher, PatternMatcher::Scratch& scratch,
               std::vector<Finding>& findings, std::vector<Signal>& signals) {
  PageReader(html, matches, matcher, scratch, findings, signals).run();
}

}  // namespace licensus
