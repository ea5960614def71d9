#include "detect/page_markup.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/ascii.h"
#include "base/paths.h"
#include "detect/evidence.h"

namespace licensus {
namespace {

template <size_t N>
bool is_any(const std::array<std::string_view, N>& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return equals_caseless(text, word); });
}

// Names of meta elements that say the license, and those that say rights in general, where a
// license may be named.
constexpr std::array<std::string_view, 12> kLicenseNames = {
    "license",         "licence",         "dc.license",   "dc.rights.license",
    "dcterms.license", "dc:license",      "dct.license",  "og:license",
    "article:license", "content-license", "book:license", "citation_license"};
constexpr std::array<std::string_view, 12> kRightsNames = {"copyright",
                                                           "rights",
                                                           "dc.rights",
                                                           "dcterms.rights",
                                                           "dc:rights",
                                                           "dcterms:rights",
                                                           "dcterms.accessrights",
                                                           "dcterms.rightsholder",
                                                           "eprints.rights",
                                                           "prism.copyright",
                                                           "usage-terms",
                                                           "rights-standard"};

// License properties of RDFa, with the prefixes of its initial context and their full names.
constexpr std::array<std::string_view, 14> kRdfaNames = {
    "cc:license",
    "dct:license",
    "dcterms:license",
    "dc:license",
    "xhv:license",
    "xhtml:license",
    "schema:license",
    "http://creativecommons.org/ns#license",
    "https://creativecommons.org/ns#license",
    "http://web.resource.org/cc/license",
    "http://purl.org/dc/terms/license",
    "http://www.w3.org/1999/xhtml/vocab#license",
    "http://schema.org/license",
    "https://schema.org/license"};

bool names_rdfa(std::string_view list) {
  bool found = false;
  for_each_token(list, kHtmlSpaces,
                 [&](std::string_view token) { found = found || is_any(kRdfaNames, token); });
  return found;
}

// rel=copyright (HTML 3.2, and still written) and the like.
bool names_rights(std::string_view list) {
  bool found = false;
  for_each_token(list, kHtmlSpaces,
                 [&](std::string_view token) { found = found || is_any(kRightsNames, token); });
  return found;
}

std::string_view first_of(const HtmlTag& tag, std::initializer_list<uint64_t> names) {
  for (uint64_t name : names) {
    const HtmlAttribute* attribute = tag.find(name);
    if (attribute != nullptr && !attribute->value.empty()) return attribute->value;
  }
  return {};
}

Element element_of_tag(uint64_t key) {
  switch (key) {
    case name_key("meta"):
      return Element::kMeta;
    case name_key("link"):
      return Element::kLink;
    case name_key("a"):
      return Element::kA;
    case name_key("area"):
      return Element::kArea;
    default:
      return Element::kNone;
  }
}

Markup read_meta(const HtmlTag& tag) {
  const std::string_view name = trim_spaces(meta_name(tag));
  Markup markup;
  markup.element = Element::kMeta;
  markup.target = tag.get(name_key("content"));
  markup.field = excerpt(ascii_lower(name), 128);
  markup.states_license = is_any(kLicenseNames, name);
  markup.mention = !markup.states_license && !is_any(kRightsNames, name);
  return markup;
}

}  // namespace

std::string_view meta_name(const HtmlTag& tag) {
  return first_of(
      tag, {name_key("name"), name_key("property"), name_key("http-equiv"), name_key("itemprop")});
}

Markup read_markup(const HtmlTag& tag) {
  Markup markup;
  std::string_view rel, property, item;
  for (const HtmlAttribute& attribute : tag.attributes) {
    if (attribute.key == name_key("rel")) rel = attribute.value;
    if (attribute.key == name_key("property")) property = attribute.value;
    if (attribute.key == name_key("itemprop")) item = attribute.value;
  }
  const Element own = element_of_tag(tag.key);
  const bool rdf_xml = tag.key == name_key("license") || tag.key == name_key("cc:license");
  if (own == Element::kNone && !rdf_xml && property.empty() && item.empty() && rel.empty()) {
    return markup;
  }
  const bool linking = own != Element::kNone && own != Element::kMeta;
  const std::string_view href =
      first_of(tag, {name_key("href"), name_key("resource"), name_key("content"), name_key("src")});
  if (rdf_xml && tag.find(name_key("rdf:resource")) != nullptr) {
    return {Element::kRdfa, tag.get(name_key("rdf:resource")), {}, true, false};
  }
  if (linking && (has_token(rel, "license") || has_token(rel, "licence"))) {
    return {own, tag.get(name_key("href")), {}, true, false};
  }
  if (names_rdfa(rel) || names_rdfa(property)) return {Element::kRdfa, href, {}, true, false};
  if (own != Element::kMeta && has_token(property, "license")) {
    return {Element::kRdfa, href, {}, true, false};
  }
  if (has_token(item, "license")) return {Element::kMicrodata, href, {}, true, false};
  if (own == Element::kMeta) return read_meta(tag);
  if (own == Element::kLink) {  // mostly a style sheet, an icon ...
    return {own, tag.get(name_key("href")), {}, false, !names_rights(rel)};
  }
  if (linking) return {own, tag.get(name_key("href")), {}, false, false};
  return markup;
}

Element element_of(const HtmlTag& tag, const Markup& markup, const HtmlAttribute& attribute) {
  if (markup.element != Element::kNone && attribute.value.data() == markup.target.data() &&
      !attribute.value.empty()) {
    return markup.element;
  }
  const bool link = tag.key == name_key("a") || tag.key == name_key("area");
  if (link && attribute.key == name_key("title")) return element_of_tag(tag.key);
  const bool image = tag.key == name_key("img");
  if (image && (attribute.key == name_key("src") || attribute.key == name_key("alt") ||
                attribute.key == name_key("title"))) {
    return Element::kImg;
  }
  return Element::kNone;
}

bool is_badge(const HtmlTag& image) {
  constexpr int kMinPicture = 40;  // pixels; badges and icons are lower
  const std::string_view height = trim_spaces(image.get(name_key("height")));
  const bool low = !height.empty() && height.size() < 3 && is_ascii_digit(height[0]) &&
                   std::atoi(std::string(height).c_str()) < kMinPicture;
  constexpr std::array<std::string_view, 4> kNames = {"licens", "creativecommons", "88x31",
                                                      "80x15"};
  const std::string_view source = image.get(name_key("src"));
  // What stands beside a site's logo is said of the site.
  const std::string_view path = source.substr(0, source.find('?'));
  if (find_caseless(path.substr(last_part_at(path)), "logo") != path.npos) return true;
  return low || std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) {
           return find_caseless(source, name) != std::string_view::npos;
         });
}

bool is_json_ld_type(std::string_view type) {
  return equals_caseless(trim_spaces(type.substr(0, type.find(';'))), "application/ld+json");
}

bool is_rdf_license(std::string_view text) {
  constexpr size_t kTagBytes = 200;
  if (text.size() > kTagBytes) text.remove_prefix(text.size() - kTagBytes);
  const size_t open = text.rfind('<');
  if (open == std::string_view::npos) return false;
  std::string_view name = text.substr(open + 1);
  const std::string_view attributes =
      name.substr(std::min(name.find_first_of(kHtmlSpaces), name.size()));
  name = name.substr(0, name.size() - attributes.size());
  const size_t colon = name.find(':');
  if (colon != std::string_view::npos) name.remove_prefix(colon + 1);
  return name == "license" && attributes.find("resource") != std::string_view::npos;
}

}  // namespace licensus
