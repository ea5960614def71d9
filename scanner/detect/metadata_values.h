// The values of a structured document, each with its path: what the standards of metadata are
// looked up in.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "detect/metadata_rules.h"

namespace licensus {

// Where a value stands in the text; of YAML only, {-1, -1} for other syntaxes.
struct ValueSpan {
  int64_t start = -1;
  int64_t end = -1;
};

// Called with keys joined by dots (members of lists have their list's path; XML's elements by their
// local names, attributes as one key more) and the value as text: scalars only. Views live for the
// call.
using TakeValue =
    std::function<void(std::string_view path, std::string_view value, ValueSpan span)>;

// Hands out the values of `text` in its order. Returns why it could not be read to its end, "" if
// it could; what comes before the damage is handed out where the syntax allows (not of JSON).
// Nothing is expanded: aliases of YAML have no value, entities of XML end the reading. Nesting is
// read to a depth of 64. Front matter, which `front_matter` cuts out before, is YAML. Fields: "Key:
// value" lines, as in mail (RFC 822) and Debian's control files; lines that begin with a blank go
// on, keys are in lower case; a line that names more than 200 bytes is none. Of TOML only strings
// are handed out. What a license is of is told in the path, after what holds both: of an entry of a
// TOML array its key `path`, as in "annotations[data/**].license" (REUSE 3.2). Debian:
// machine-readable copyright files (DEP 5), as "files[src/* doc/*].license" the first line of each
// paragraph's license; paragraphs that give no more than a license's text are passed over. Ruby:
// strings assigned to an object's attributes ("spec.license = 'MIT'"). Thread-safe.
std::string for_each_value(Syntax syntax, std::string_view text, const TakeValue& take);

// The lines between "---" at the start of a text and the next "---"; "" where there are none.
std::string_view front_matter(std::string_view text);

// "[what]", and a path without any of them.
std::string selector(std::string_view what);
std::string without_selectors(std::string_view path);
constexpr size_t kMaxSelectorBytes = 200;

// The parts of for_each_value.
std::string for_each_field(std::string_view text, const TakeValue& take);
std::string for_each_debian_field(std::string_view text, const TakeValue& take);
std::string for_each_ruby_value(std::string_view text, const TakeValue& take);
std::string for_each_yaml_value(std::string_view text, const TakeValue& take);
std::string for_each_toml_value(std::string_view text, const TakeValue& take);
std::string for_each_xml_value(std::string_view text, const TakeValue& take);

// The path of the value in hand while a document is walked. Used by one thread.
class ValuePath {
 public:
  static constexpr size_t kMaxDepth = 64;
  static constexpr size_t kMaxBytes = 4096;

  // Goes one key down; returns what `up` takes. A path beyond kMaxBytes is cut there.
  size_t down(std::string_view key) {
    const size_t before = text_.size();
    if (!text_.empty()) text_ += '.';
    text_.append(key.substr(0, kMaxBytes - std::min(kMaxBytes, text_.size())));
    return before;
  }
  void up(size_t before) { text_.resize(before); }
  std::string_view text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace licensus
