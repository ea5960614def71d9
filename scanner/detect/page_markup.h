// What one tag says of a license: rel=license, RDFa, microdata, meta elements.
#pragma once

#include <string>
#include <string_view>

#include "detect/finding.h"
#include "detect/html_tokens.h"

namespace licensus {

struct Markup {
  Element element = Element::kNone;  // of evidence in `target`
  std::string_view target;           // the attribute value that names the license
  std::string field;                 // of a meta element its name, in lower case
  bool states_license = false;       // it says that the target is a license, known or not
  bool mention = false;              // it is about something else: a match in it is a clue
};

// Reads a start tag. HTML: rel (a token list) of link, a and area; meta names. RDFa 1.1: rel and
// property cc:license, dct:license, xhv:license, schema:license and their full names. Microdata:
// itemprop=license. RDF/XML: <license rdf:resource>.
Markup read_markup(const HtmlTag& tag);

// The element of evidence in one attribute of a tag; kNone where the attribute says nothing of the
// page (data-, value, style ...).
Element element_of(const HtmlTag& tag, const Markup& markup, const HtmlAttribute& attribute);

// The name a meta element goes by: name, property, http-equiv or itemprop.
std::string_view meta_name(const HtmlTag& tag);

// Whether an img is a license's badge, an icon or a logo, no picture.
bool is_badge(const HtmlTag& image);

bool is_json_ld_type(std::string_view type);

// Whether what follows `text`, the beginning of a comment, is the resource of an RDF license.
bool is_rdf_license(std::string_view text);

// Whether `part`, a view of `whole`, holds the byte at `position`.
inline bool holds(std::string_view part, std::string_view whole, size_t position) {
  if (part.empty()) return false;
  const auto start = static_cast<size_t>(part.data() - whole.data());
  return position >= start && position < start + part.size();
}

}  // namespace licensus
