#include "detect/wat.h"

#include <simdjson.h>

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "detect/evidence.h"
#include "detect/html_tokens.h"
#include "detect/http_headers.h"
#include "detect/page_markup.h"
#include "detect/signals.h"

namespace licensus {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr int kUnstatedScore = 70;

std::string_view text_of(const object& holder, std::string_view key) {
  std::string_view value;
  return holder[key].get(value) == simdjson::SUCCESS ? value : std::string_view();
}

// Calls `use(object, path)` with each object of the array that `key` of `holder` names.
template <class Use>
void for_each_object(const object& holder, std::string_view key, std::string_view path, Use use) {
  array items;
  if (holder[key].get(items) != simdjson::SUCCESS) return;
  size_t index = 0;
  for (element item : items) {
    object entry;
    if (item.get(entry) == simdjson::SUCCESS) {
      use(entry, std::string(path) + '[' + std::to_string(index) + ']');
    }
    ++index;
  }
}

// A WAT entry as the tag it was made from.
HtmlTag tag_of(const object& entry, uint64_t tag) {
  HtmlTag token;
  token.key = tag;
  for (auto [key, value] : entry) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) continue;
    uint64_t name = name_key(key);
    if (key == "url") name = name_key(tag == name_key("img") ? "src" : "href");
    if (token.attributes.size() < HtmlTag::kMaxAttributes) token.attributes.push_back({name, text});
  }
  return token;
}

uint64_t tag_of_path(std::string_view path) { return name_key(path.substr(0, path.find('@'))); }

class WatReader {
 public:
  WatReader(const PatternMatcher& matcher, PatternMatcher::Scratch& scratch,
            std::vector<Finding>& findings, std::vector<Signal>& signals)
      : matcher_(matcher), scratch_(scratch), findings_(findings), signals_(signals) {}

  void read(const object& response) {
    object part;
    if (response["Headers"].get(part) == simdjson::SUCCESS) read_headers(part);
    object html;
    if (response["HTML-Metadata"].get(html) != simdjson::SUCCESS) return;
    object head;
    if (html["Head"].get(head) == simdjson::SUCCESS) read_head(head);
    read_links(html);
    drop_license_lists(findings_, listed_, stated_);
  }

 private:
  void read_headers(const object& headers) {
    for (auto [key, value] : headers) {
      array several;
      if (value.get(several) == simdjson::SUCCESS) {
        for (element one : several) read_header(key, one);
      } else {
        read_header(key, value);
      }
    }
  }

  void read_header(std::string_view name, const element& value) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return;
    const size_t before = findings_.size();
    read_http_header(name, text, matcher_, scratch_, findings_, signals_);
    for (size_t i = before; i < findings_.size(); ++i) {
      findings_[i].field = "Headers." + std::string(name);
    }
  }

  void read_head(const object& head) {
    for_each_object(head, "Metas", "HTML-Metadata.Head.Metas",
                    [&](const object& entry, const std::string& path) {
                      const HtmlTag tag = tag_of(entry, name_key("meta"));
                      const std::string_view name = trim_spaces(meta_name(tag));
                      const std::string_view content = tag.get(name_key("content"));
                      if (is_robot_name(name)) {
                        read_robots(content, equals_caseless(name, "robots") ? "*" : name,
                                    Element::kMeta, signals_);
                      } else if (!read_preference(name, content, Element::kMeta, signals_)) {
                        read_tag(tag, Where::kHead, path + ".content");
                      }
                    });
    for_each_object(head, "Link", "HTML-Metadata.Head.Link",
                    [&](const object& entry, const std::string& path) {
                      read_tag(tag_of(entry, name_key("link")), Where::kHead, path + ".url");
                    });
    const std::string_view title = text_of(head, "Title");
    for (const PatternMatch& match : matches_in(title, matcher_, scratch_)) {
      Finding finding = without_place(match, title, "HTML-Metadata.Head.Title");
      finding.kind = Kind::kClue;
      finding.where = Where::kHead;
      findings_.push_back(std::move(finding));
    }
    for_each_object(head, "Scripts", "", [&](const object& entry, const std::string&) {
      if (is_rsl_type(text_of(entry, "type"))) {
        signals_.push_back({"rsl", excerpt(text_of(entry, "url")), Element::kNone});
      }
    });
  }

  // Links of the body in the order of the page, each with the texts of its neighbours beside it.
  void read_links(const object& html) {
    array links;
    if (html["Links"].get(links) != simdjson::SUCCESS) return;
    std::vector<object> entries;
    for (element item : links) {
      object entry;
      if (item.get(entry) == simdjson::SUCCESS) entries.push_back(entry);
    }
    for (size_t i = 0; i < entries.size(); ++i) {
      const uint64_t key = tag_of_path(text_of(entries[i], "path"));
      const HtmlTag tag = tag_of(entries[i], key);
      beside_ = i;
      entries_ = &entries;
      if (key == name_key("a") || key == name_key("area") || key == name_key("link") ||
          key == name_key("img")) {
        read_tag(tag, Where::kBody, "HTML-Metadata.Links[" + std::to_string(i) + "].url");
      }
    }
    entries_ = nullptr;
  }

  // The words of up to two links before the one in hand and of the one behind it.
  Words words_beside() const {
    std::string before;
    for (size_t i = beside_ - std::min<size_t>(beside_, 2); i < beside_; ++i) {
      before += ascii_lower(text_of((*entries_)[i], "text").substr(0, 80)) + ' ';
    }
    const Words words = read_words_before(before).words;
    if (words != Words::kNothing || beside_ + 1 >= entries_->size()) return words;
    return read_words_behind(ascii_lower(text_of((*entries_)[beside_ + 1], "text").substr(0, 80)));
  }

  Finding without_place(const PatternMatch& match, std::string_view text, std::string field) const {
    Finding finding = finding_of(match);
    finding.start = finding.end = -1;
    finding.field = std::move(field);
    finding.text = excerpt(text.substr(match.start, match.end - match.start));
    return finding;
  }

  void read_tag(const HtmlTag& tag, Where where, std::string field) {
    const Markup markup = read_markup(tag);
    if (markup.states_license && is_rsl_type(tag.get(name_key("type")))) {
      signals_.push_back({"rsl", excerpt(markup.target), markup.element});
      return;
    }
    bool known = false;
    for (const HtmlAttribute& attribute : tag.attributes) {
      const Element element = element_of(tag, markup, attribute);
      if (element == Element::kNone) continue;
      for (const PatternMatch& match : matches_in(attribute.value, matcher_, scratch_)) {
        Finding finding = without_place(match, attribute.value, field);
        finding.element = element;
        if (element == markup.element && markup.mention) finding.kind = Kind::kClue;
        known = known || attribute.value.data() == markup.target.data();
        add(std::move(finding), markup.states_license, where);
      }
    }
    if (markup.states_license && !known && !trim_spaces(markup.target).empty()) {
      add(unknown_license(trim_spaces(markup.target), markup.element, std::move(field)), true,
          where);
    }
  }

  void add(Finding finding, bool states_license, Where where) {
    finding.where = where;
    const bool place =
        where == Where::kBody && finding.scope == Scope::kDocument && finding.kind != Kind::kClue;
    if (place) {
      const Words words = words_beside();
      const bool stated = states_license || words == Words::kDocument;
      if (words == Words::kCredit) {
        finding.scope = Scope::kEmbedded;
      } else {
        if (!stated) finding.score = std::min(finding.score, kUnstatedScore);
        (stated ? stated_ : listed_).push_back(findings_.size());
      }
    }
    findings_.push_back(std::move(finding));
  }

  const PatternMatcher& matcher_;
  PatternMatcher::Scratch& scratch_;
  std::vector<Finding>& findings_;
  std::vector<Signal>& signals_;
  std::vector<size_t> listed_, stated_;
  const std::vector<object>* entries_ = nullptr;
  size_t beside_ = 0;
};

}  // namespace

bool read_wat(std::string_view json, const PatternMatcher& matcher,
              PatternMatcher::Scratch& scratch, std::vector<Finding>& findings,
              std::vector<Signal>& signals) {
  if (json.size() > kMaxWatBytes) return false;
  simdjson::dom::parser parser;
  object envelope;
  element root;
  if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS ||
      root["Envelope"].get(envelope) != simdjson::SUCCESS) {
    return false;
  }
  object response;
  if (envelope["Payload-Metadata"]["HTTP-Response-Metadata"].get(response) == simdjson::SUCCESS) {
    WatReader(matcher, scratch, findings, signals).read(response);
  }
  return true;
}

}  // namespace licensus
