#include "detect/html_elements.h"

namespace licensus {
namespace {

struct Element {
  std::string_view name;
  uint16_t traits;
};

constexpr uint16_t kBlock = Trait::kBlock;
constexpr uint16_t kRawText = Trait::kRawText;

constexpr Element kElements[] = {
    {"area", Trait::kVoid},
    {"br", Trait::kVoid},
    {"col", Trait::kVoid},
    {"embed", Trait::kVoid},
    {"img", Trait::kVoid | Trait::kSpeaks},
    {"input", Trait::kVoid},
    {"param", Trait::kVoid},
    {"source", Trait::kVoid},
    {"track", Trait::kVoid},
    {"wbr", Trait::kVoid},
    {"base", Trait::kVoid | Trait::kHeadContent},
    {"link", Trait::kVoid | Trait::kHeadContent},
    {"meta", Trait::kVoid | Trait::kHeadContent | Trait::kSpeaks},
    {"hr", Trait::kVoid | kBlock},
    {"title", Trait::kHeadContent | kRawText},
    {"script", Trait::kHeadContent | kRawText | Trait::kSpeaks},
    {"style", Trait::kHeadContent | kRawText},
    {"noscript", Trait::kHeadContent},
    {"template", Trait::kHeadContent},
    {"noframes", Trait::kHeadContent | kRawText},
    {"html", Trait::kHeadContent},
    {"head", Trait::kHeadContent},
    {"td", Trait::kCell | Trait::kTablePart},
    {"th", Trait::kCell | Trait::kTablePart},
    {"caption", Trait::kCell | Trait::kTablePart},
    {"tr", kBlock | Trait::kTablePart},
    {"tbody", kBlock | Trait::kTablePart},
    {"thead", kBlock | Trait::kTablePart},
    {"tfoot", kBlock | Trait::kTablePart},
    {"table", kBlock | Trait::kCell},
    {"dd", kBlock | Trait::kItem},
    {"dt", kBlock | Trait::kItem},
    {"li", kBlock | Trait::kItem},
    {"option", Trait::kItem},
    {"svg", Trait::kForeign},
    {"math", Trait::kForeign},
    {"textarea", kRawText},
    {"xmp", kRawText},
    {"iframe", kRawText},
    {"noembed", kRawText},
    {"plaintext", kRawText},
    {"address", kBlock},
    {"article", kBlock},
    {"aside", kBlock},
    {"blockquote", kBlock},
    {"body", kBlock},
    {"center", kBlock},
    {"details", kBlock},
    {"dialog", kBlock},
    {"div", kBlock},
    {"dl", kBlock},
    {"fieldset", kBlock},
    {"figcaption", kBlock},
    {"figure", kBlock},
    {"footer", kBlock},
    {"form", kBlock},
    {"h1", kBlock},
    {"h2", kBlock},
    {"h3", kBlock},
    {"h4", kBlock},
    {"h5", kBlock},
    {"h6", kBlock},
    {"header", kBlock},
    {"main", kBlock},
    {"nav", kBlock},
    {"ol", kBlock},
    {"p", kBlock},
    {"pre", kBlock},
    {"section", kBlock},
    {"ul", kBlock},
};

using Slots = std::array<ElementTable::Slot, size_t{1} << ElementTable::kSlotBits>;

constexpr Slots make_slots() {
  Slots slots{};
  for (const Element& element : kElements) {
    const uint64_t key = name_key(element.name);
    slots.at(ElementTable::slot_of(key)) = {key, element.traits};
  }
  return slots;
}

constexpr bool all_found(const Slots& slots) {
  for (const Element& element : kElements) {
    const uint64_t key = name_key(element.name);
    if (slots.at(ElementTable::slot_of(key)).key != key) return false;
  }
  return true;
}
static_assert(all_found(make_slots()), "two names share a slot: try another multiplier");

}  // namespace

constexpr Slots ElementTable::kSlots = make_slots();

bool holds_page(uint64_t key) {
  return key == name_key("body") || key == name_key("main") || key == name_key("article") ||
         key == name_key("section") || key == name_key("html") || key == name_key("header") ||
         key == name_key("footer") || key == name_key("center");
}

}  // namespace licensus
