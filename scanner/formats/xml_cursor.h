// Tokens of an XML element in memory (XML 1.0, fifth edition), as far as reading dumps takes: no
// validation, and no entities but the five that XML has and numeric ones.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace licensus {

struct XmlToken {
  enum class Type { kStart, kEnd, kText, kCdata };
  Type type = Type::kText;
  std::string_view text;        // name of a tag without its prefix; or the text, not yet unescaped
  std::string_view attributes;  // of kStart, raw
  bool empty = false;           // of kStart: <name/>
};

// Goes through `xml`, which must outlive it. Comments, processing instructions and declarations are
// passed over. Never fails: what is no markup is text.
class XmlCursor {
 public:
  explicit XmlCursor(std::string_view xml) : rest_(xml) {}
  bool next(XmlToken& token);

 private:
  bool skip(std::string_view begin, std::string_view end);
  std::string_view rest_;
};

// Takes the next attribute off the front of `attributes`: its name without prefix, its value not
// yet unescaped. False where there is none.
bool take_attribute(std::string_view& attributes, std::string_view& name, std::string_view& value);

// Appends `text` with entities and line ends as XML reads them. Other entities stay as they are, so
// the result is never longer.
void append_unescaped(std::string_view text, std::string& out);

// Length of the tag that `xml` begins with, quoted attributes considered; npos where it has no end.
size_t tag_length(std::string_view xml);

// Name of the root element that `head` begins with, after declarations and comments, without
// prefix;
// "" where there is none. `encoding`: what the XML declaration says, "" for nothing.
std::string_view root_element(std::string_view head, std::string_view& encoding);

}  // namespace licensus
