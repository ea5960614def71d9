#include "detect/json_ld.h"

#include <simdjson.h>

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "detect/evidence.h"

namespace licensus {
namespace {

namespace ondemand = simdjson::ondemand;

enum class Member : uint8_t { kOther, kLicense, kUsage, kMetadataLicense };

template <size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "schema:license", "http://schema.org/license" and "license" are one name.
std::string_view local_name(std::string_view name) {
  const size_t at = name.find_last_of(":/#");
  return at == std::string_view::npos ? name : name.substr(at + 1);
}

Member member_of(std::string_view key) {
  key = local_name(key);
  if (key == "license" || key == "licence") return Member::kLicense;
  if (key == "sdLicense") return Member::kMetadataLicense;
  constexpr std::array<std::string_view, 5> kUsage = {
      "usageInfo", "conditionsOfAccess", "acquireLicensePage", "copyrightNotice", "rights"};
  return is_one_of(kUsage, key) ? Member::kUsage : Member::kOther;
}

// Members through which an object is still the page's main entity, or the whole it belongs to.
bool is_transparent(std::string_view key) {
  constexpr std::array<std::string_view, 4> kKeys = {"@graph", "mainEntity", "mainEntityOfPage",
                                                     "isPartOf"};
  return is_one_of(kKeys, local_name(key));
}

// Members of an object that describes a license, and name it.
bool is_target(std::string_view key) {
  constexpr std::array<std::string_view, 5> kKeys = {"id", "@id", "url", "name", "identifier"};
  return is_one_of(kKeys, local_name(key));
}

bool is_media_type(std::string_view type) {
  constexpr std::array<std::string_view, 9> kTypes = {
      "ImageObject",      "VideoObject", "AudioObject", "MediaObject", "MusicRecording",
      "MusicVideoObject", "3DModel",     "Photograph",  "ImageGallery"};
  return is_one_of(kTypes, local_name(type));
}

// Types that stand beside a main entity without being one.
bool is_company(std::string_view type) {
  constexpr std::array<std::string_view, 7> kTypes = {
      "BreadcrumbList",        "Organization",         "Person", "WebSite", "ItemList",
      "NewsMediaOrganization", "SiteNavigationElement"};
  return is_one_of(kTypes, local_name(type));
}

struct Object {
  int parent = -1;
  bool part = false;  // reached through a member that makes it a part of its parent
  bool main = false;  // reached through mainEntity
  bool media = false;
  bool entity = false;  // has a type of its own that may be a page's main entity
};

// A string that may name a license, with its place in the page.
struct Value {
  Member member = Member::kOther;
  int object = -1;
  int group = -1;  // values of one license member belong together
  std::string path;
  size_t start = 0;
  size_t end = 0;
  bool target = false;   // it may name the license: the member itself, or its @id, url or name
  bool escaped = false;  // its spelling in the page differs from `text`
  std::string text;      // unescaped; of license members only
};

// Walks one block once; keeps what was read before an error.
class Walk {
 public:
  Walk(size_t start, std::span<const PatternMatch> matches) : start_(start), matches_(matches) {}

  bool run(std::string_view text) {
    buffer_ = simdjson::padded_string(text);
    ondemand::parser parser;
    ondemand::document document;
    if (parser.iterate(buffer_).get(document) != simdjson::SUCCESS) return false;
    ondemand::value root;
    return document.get_value().get(root) == simdjson::SUCCESS && value(root, {.object = -1}, 0) &&
           document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  }

  std::vector<Object> objects;
  std::vector<Value> values;

 private:
  struct Place {
    int object = -1;
    std::string_view key;  // of the member that holds the value
    Member member = Member::kOther;
    int group = -1;
    bool of_type = false;
    bool group_key = false;  // `key` is the license member's own
  };

  bool value(ondemand::value value, const Place& place, int depth) {
    if (depth > JsonLdReader::kMaxDepth) return false;
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return false;
    switch (type) {
      case ondemand::json_type::object:
        return object(value, place, depth);
      case ondemand::json_type::array:
        return array(value, place, depth);
      case ondemand::json_type::string:
        return string(value, place);
      default:
        return true;
    }
  }

  bool object(ondemand::value& value, const Place& place, int depth) {
    ondemand::object members;
    if (value.get_object().get(members) != simdjson::SUCCESS) return false;
    int index = place.object;
    // The object that describes a license is that license's value, no part of the work.
    if (place.member == Member::kOther) {
      index = static_cast<int>(objects.size());
      Object& made = objects.emplace_back();
      made.parent = place.object;
      made.part = place.object >= 0 && !is_transparent(place.key);
      made.main = local_name(place.key) == "mainEntity";
    }
    for (auto field : members) {
      std::string_view key;
      ondemand::value inner;
      if (field.unescaped_key().get(key) != simdjson::SUCCESS ||
          field.value().get(inner) != simdjson::SUCCESS) {
        return false;
      }
      const std::string name(key.substr(0, kMaxKeyBytes));
      Place next{.object = index, .key = name, .member = place.member, .group = place.group};
      if (place.member == Member::kOther) {
        next.member = member_of(name);
        next.group = next.member == Member::kOther ? -1 : groups_++;
        next.of_type = name == "@type";
        next.group_key = next.member != Member::kOther;
      }
      const size_t length = path_.size();
      if (!path_.empty()) path_ += '.';
      path_ += name;
      if (!this->value(inner, next, depth + 1)) return false;
      path_.resize(length);
    }
    return true;
  }

  bool array(ondemand::value& value, const Place& place, int depth) {
    ondemand::array items;
    if (value.get_array().get(items) != simdjson::SUCCESS) return false;
    size_t index = 0;
    for (auto item : items) {
      ondemand::value inner;
      if (item.get(inner) != simdjson::SUCCESS) return false;
      const size_t length = path_.size();
      path_ += '[' + std::to_string(index++) + ']';
      if (!this->value(inner, place, depth + 1)) return false;
      path_.resize(length);
    }
    return true;
  }

  bool string(ondemand::value& value, const Place& place) {
    const std::string_view token = value.raw_json_token();
    const size_t start = start_ + static_cast<size_t>(token.data() - buffer_.data());
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS) return false;
    if (place.of_type && place.object >= 0) {
      Object& object = objects[static_cast<size_t>(place.object)];
      object.media = object.media || is_media_type(text);
      object.entity = object.entity || (!is_media_type(text) && !is_company(text));
    }
    const size_t end = start + token.size();
    while (next_match_ < matches_.size() && matches_[next_match_].start < start) ++next_match_;
    const bool matched = next_match_ < matches_.size() && matches_[next_match_].start < end;
    if (!matched && place.member == Member::kOther) return true;
    Value& kept = values.emplace_back();
    kept.member = place.member;
    kept.object = place.object;
    kept.group = place.group;
    kept.path = path_;
    kept.start = start;
    kept.end = end;
    if (place.member == Member::kOther) return true;
    kept.target = place.group_key || is_target(place.key);
    kept.escaped = !matched && token.find('\\') != std::string_view::npos;
    kept.text = text;
    return true;
  }

  static constexpr size_t kMaxKeyBytes = 128;
  size_t start_;
  std::span<const PatternMatch> matches_;
  size_t next_match_ = 0;
  simdjson::padded_string buffer_;
  std::string path_;
  int groups_ = 0;
};

enum class Role : uint8_t { kMain, kPart, kMediaRoot };

// What `object` is to the page; parents stand before their children.
std::vector<Role> roles_of(const std::vector<Object>& objects) {
  std::vector<Role> roles;
  for (const Object& object : objects) {
    Role role = Role::kMain;
    if (object.part ||
        (object.parent >= 0 && roles[static_cast<size_t>(object.parent)] != Role::kMain)) {
      role = Role::kPart;
    } else if (object.media && !object.main) {
      role = Role::kMediaRoot;
    }
    roles.push_back(role);
  }
  return roles;
}

// A block may be wrapped in an HTML comment or a CDATA section.
std::string_view without_wrapping(std::string_view text) {
  text = trim_spaces(text);
  for (std::string_view opening : {"//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "<!--"}) {
    if (text.starts_with(opening)) text = trim_spaces(text.substr(opening.size()));
  }
  const size_t last = text.find_last_of("}]");
  for (std::string_view closing : {"//]]>", "/*]]>*/", "]]>", "-->"}) {
    if (!text.ends_with(closing)) continue;
    text.remove_suffix(closing.size());
    return trim_spaces(text);
  }
  return last == std::string_view::npos ? text : text.substr(0, std::max(last + 1, size_t{1}));
}

// In a block that is no JSON: whether a license member stands just before `position`, no other
// member between.
bool follows_license_key(std::string_view html, size_t start, size_t position) {
  constexpr size_t kBefore = 120;
  const size_t from = std::max(start, position - std::min(position, kBefore));
  const std::string_view before = html.substr(from, position - from);
  for (std::string_view name : {"license\"", "licence\"", "license'"}) {
    const size_t at = before.rfind(name);
    if (at == std::string_view::npos) continue;
    const std::string_view between = before.substr(at + name.size());
    if (between.find_first_of("}]") == std::string_view::npos &&
        between.find("\",") == std::string_view::npos) {
      return true;
    }
  }
  return false;
}

// Turns what the walk found in one block into findings.
class Block {
 public:
  Block(const Walk& walk, Where where, std::vector<Finding>& findings)
      : walk_(walk), roles_(roles_of(walk.objects)), where_(where), findings_(findings) {}

  void read(std::span<const PatternMatch> matches, const PatternMatcher& matcher,
            PatternMatcher::Scratch& scratch) {
    size_t next = 0;
    const Value* unnamed = nullptr;  // the first target of the license in hand
    bool named = false;              // a rule knows it
    for (size_t i = 0; i < walk_.values.size(); ++i) {
      const Value& value = walk_.values[i];
      while (next < matches.size() && matches[next].start < value.start) ++next;
      bool matched = false;
      for (; next < matches.size() && matches[next].start < value.end; ++next) {
        add(finding_of(matches[next]), value);
        matched = true;
      }
      if (value.member == Member::kOther) continue;
      named = matched || read_escaped(value, matcher, scratch) || named;
      if (unnamed == nullptr && value.target && !trim_spaces(value.text).empty()) unnamed = &value;
      const bool more = i + 1 < walk_.values.size() && walk_.values[i + 1].group == value.group;
      if (more) continue;
      if (!named && unnamed != nullptr && value.member == Member::kLicense) {
        add_at(unknown_license(unnamed->text, Element::kJsonLd, {}), *unnamed);
      }
      named = false;
      unnamed = nullptr;
    }
  }

  // Matches outside all values that were read: in keys, or behind the place where JSON broke off.
  void read_rest(std::span<const PatternMatch> matches, std::string_view html, size_t start,
                 bool whole) {
    size_t covered = 0;
    for (const PatternMatch& match : matches) {
      const std::vector<Value>& values = walk_.values;
      while (covered < values.size() && values[covered].end <= match.start) ++covered;
      if (covered < values.size() && values[covered].start <= match.start) continue;
      Finding finding = finding_of(match);
      finding.element = Element::kJsonLd;
      finding.where = where_;
      if (whole || !follows_license_key(html, start, match.start)) finding.kind = Kind::kClue;
      findings_.push_back(std::move(finding));
    }
  }

  bool has_page_entity() const {
    for (size_t i = 0; i < roles_.size(); ++i) {
      if (roles_[i] == Role::kMain && walk_.objects[i].entity) return true;
    }
    return false;
  }
  size_t media_roots() const {
    return static_cast<size_t>(std::count(roles_.begin(), roles_.end(), Role::kMediaRoot));
  }
  const std::vector<size_t>& media_findings() const { return media_findings_; }

 private:
  void add(Finding finding, const Value& value) {
    const Role role = value.object < 0 ? Role::kMain : roles_[static_cast<size_t>(value.object)];
    finding.element = Element::kJsonLd;
    finding.where = where_;
    finding.field = value.path;
    if (value.member == Member::kOther) finding.kind = Kind::kClue;
    if (value.member == Member::kMetadataLicense) finding.scope = Scope::kMetadata;
    if (role == Role::kPart) finding.scope = Scope::kEmbedded;
    if (role == Role::kMediaRoot) media_findings_.push_back(findings_.size());
    findings_.push_back(std::move(finding));
  }
  void add_at(Finding finding, const Value& value) {
    finding.start = static_cast<int64_t>(value.start);
    finding.end = static_cast<int64_t>(value.end);
    add(std::move(finding), value);
  }

  // A license written with escapes that hid it: its place is the whole value.
  bool read_escaped(const Value& value, const PatternMatcher& matcher,
                    PatternMatcher::Scratch& scratch) {
    if (!value.escaped) return false;
    const std::vector<PatternMatch> matches = matches_in(value.text, matcher, scratch);
    for (const PatternMatch& match : matches) add_at(finding_of(match), value);
    return !matches.empty();
  }

  const Walk& walk_;
  std::vector<Role> roles_;
  Where where_;
  std::vector<Finding>& findings_;
  std::vector<size_t> media_findings_;
};

}  // namespace

void JsonLdReader::read(size_t start, size_t end, Where where,
                        std::span<const PatternMatch> matches, std::vector<Finding>& findings) {
  const std::string_view text = without_wrapping(html_.substr(start, end - start));
  const size_t text_start = text.empty() ? start : static_cast<size_t>(text.data() - html_.data());
  Walk walk(text_start, matches);
  const bool whole = text.size() <= kMaxBytes && walk.run(text);
  Block block(walk, where, findings);
  block.read(matches, matcher_, scratch_);
  block.read_rest(matches, html_, start, whole);
  page_entity_ = page_entity_ || block.has_page_entity();
  media_roots_ += block.media_roots();
  media_findings_.insert(media_findings_.end(), block.media_findings().begin(),
                         block.media_findings().end());
}

void JsonLdReader::finish(std::vector<Finding>& findings) const {
  if (!page_entity_ && media_roots_ < 2) return;
  for (size_t index : media_findings_) findings[index].scope = Scope::kEmbedded;
}

}  // namespace licensus
