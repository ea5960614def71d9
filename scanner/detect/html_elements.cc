#include "detect/html_elements.h"

#include "detect/html_tokens.h"

namespace licensus {

uint8_t traits_of(uint64_t key) {
  switch (key) {
    case name_key("area"):
    case name_key("br"):
    case name_key("col"):
    case name_key("embed"):
    case name_key("img"):
    case name_key("input"):
    case name_key("param"):
    case name_key("source"):
    case name_key("track"):
    case name_key("wbr"):
      return Trait::kVoid;
    case name_key("base"):
    case name_key("link"):
    case name_key("meta"):
      return Trait::kVoid | Trait::kHeadContent;
    case name_key("hr"):
      return Trait::kVoid | Trait::kBlock;
    case name_key("title"):
    case name_key("script"):
    case name_key("style"):
    case name_key("noscript"):
    case name_key("template"):
    case name_key("noframes"):
    case name_key("html"):
    case name_key("head"):
      return Trait::kHeadContent;
    case name_key("td"):
    case name_key("th"):
    case name_key("caption"):
      return Trait::kCell | Trait::kTablePart;
    case name_key("tr"):
    case name_key("tbody"):
    case name_key("thead"):
    case name_key("tfoot"):
      return Trait::kBlock | Trait::kTablePart;
    case name_key("table"):
      return Trait::kBlock | Trait::kCell;
    case name_key("address"):
    case name_key("article"):
    case name_key("aside"):
    case name_key("blockquote"):
    case name_key("body"):
    case name_key("center"):
    case name_key("details"):
    case name_key("dialog"):
    case name_key("dd"):
    case name_key("div"):
    case name_key("dl"):
    case name_key("dt"):
    case name_key("fieldset"):
    case name_key("figcaption"):
    case name_key("figure"):
    case name_key("footer"):
    case name_key("form"):
    case name_key("h1"):
    case name_key("h2"):
    case name_key("h3"):
    case name_key("h4"):
    case name_key("h5"):
    case name_key("h6"):
    case name_key("header"):
    case name_key("li"):
    case name_key("main"):
    case name_key("nav"):
    case name_key("ol"):
    case name_key("p"):
    case name_key("pre"):
    case name_key("section"):
    case name_key("ul"):
      return Trait::kBlock;
    default:
      return 0;
  }
}

bool holds_page(uint64_t key) {
  return key == name_key("body") || key == name_key("main") || key == name_key("article") ||
         key == name_key("section") || key == name_key("html") || key == name_key("header") ||
         key == name_key("footer") || key == name_key("center");
}

}  // namespace licensus
