// Whether the first bytes of a JSON text are those of one that holds records.
#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "formats/csv_dialect.h"
#include "formats/json_records.h"
#include "formats/json_skip.h"

namespace licensus {
namespace {

constexpr size_t kMaxMembers = 64;

// Members of JSON-LD, notebooks, manifests, lock files, bills of materials, build files, source
// maps, schemas and drawings: documents of their own, however large they are.
constexpr std::array<std::string_view, 22> kDocumentMembers = {
    "@context",  "@graph",       "@id",          "@type",           "nbformat",
    "$schema",   "dependencies", "content-hash", "lockfileVersion", "packages-dev",
    "bomFormat", "spdxVersion",  "spdx",         "_spdx",           "sourcesContent",
    "mappings",  "openapi",      "swagger",      "resourceType",    "accessors",
    "layers",    "log",
};

// A JSON text that may end anywhere.
class Text {
 public:
  explicit Text(std::string_view text) : rest_(text) {}

  char peek() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
    return rest_.empty() ? '\0' : rest_.front();
  }
  bool take(char c) {
    if (peek() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_string(std::string_view& text) {
    if (!take('"')) return false;
    for (size_t at = 0; at < rest_.size(); ++at) {
      if (rest_[at] == '\\') {
        ++at;
      } else if (rest_[at] == '"') {
        text = rest_.substr(0, at);
        rest_.remove_prefix(at + 1);
        return true;
      }
    }
    return false;
  }
  // What there is of the value; false where it does not end.
  bool take_value(std::string_view& value) {
    const char first = peek();
    const std::string_view begin = rest_;
    bool whole = false;
    if (first == '"') {
      std::string_view ignored;
      whole = take_string(ignored);
    } else {
      size_t end = 0;
      if (first == '{' || first == '[') {
        JsonSkip skip;
        skip.start();
        end = skip.find_end(rest_);
      } else {
        end = rest_.find_first_of(" \t\r\n,]}");
      }
      whole = end != rest_.npos;
      rest_.remove_prefix(std::min(end, rest_.size()));
    }
    value = whole ? begin.substr(0, begin.size() - rest_.size()) : begin;
    return whole;
  }

 private:
  std::string_view rest_;
};

struct Member {
  std::string_view name;
  std::string_view value;  // as far as it is there
};

// From behind the opening bracket; ends where the text does.
std::vector<Member> members_of(Text text) {
  std::vector<Member> members;
  Member member;
  while (members.size() < kMaxMembers && text.take_string(member.name) && text.take(':')) {
    const bool whole = text.take_value(member.value);
    members.push_back(member);
    if (!whole || !text.take(',')) break;
  }
  return members;
}

bool is_document_of_its_own(const std::vector<Member>& members) {
  const bool named = std::any_of(members.begin(), members.end(), [](const Member& member) {
    return std::find(kDocumentMembers.begin(), kDocumentMembers.end(), member.name) !=
               kDocumentMembers.end() ||
           (member.name == "cells" && member.value.find("\"cell_type\"") != member.value.npos);
  });
  return named;
}

bool holds_objects(std::string_view value) {
  Text text(value);
  return text.take('[') && text.peek() == '{';
}

bool has_objects(const std::vector<Member>& members, std::string_view name) {
  return std::any_of(members.begin(), members.end(), [&](const Member& member) {
    return member.name == name && holds_objects(member.value);
  });
}

bool has(const std::vector<Member>& members, std::string_view name) {
  return std::any_of(members.begin(), members.end(),
                     [&](const Member& member) { return member.name == name; });
}

bool is_known_shape(const std::vector<Member>& members) {
  if (has_objects(members, "images"))
    return has(members, "annotations") || has(members, "licenses") || has(members, "categories");
  return (has_objects(members, "data") && has(members, "version")) ||
         (has_objects(members, "features") && has(members, "type"));
}

bool is_array_of_objects(Text text, bool whole) {
  std::string_view element;
  if (text.peek() != '{') return false;
  const bool ends = text.take_value(element);
  Text inner(element);
  inner.take('{');
  if (is_document_of_its_own(members_of(inner))) return false;
  return ends ? text.take(',') && text.peek() == '{' : !whole;
}

}  // namespace

bool is_json_records(const Look& look) {
  Text text(without_utf8_mark(look.decoded));
  if (text.take('[')) return is_array_of_objects(text, look.whole);
  if (!text.take('{')) return false;
  const std::vector<Member> members = members_of(text);
  if (is_document_of_its_own(members)) return false;
  if (is_known_shape(members)) return true;
  return !look.whole && std::any_of(members.begin(), members.end(), [](const Member& member) {
    return holds_objects(member.value);
  });
}

}  // namespace licensus
