#include "detect/html_elements.h"

#include <array>
#include <cstddef>

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

// A hash without collisions among the names above, found by trying multipliers as it is compiled.
constexpr size_t kSlotBits = 10;

constexpr size_t slot_of(uint64_t key, uint64_t multiplier) {
  return static_cast<size_t>((key * multiplier) >> (64 - kSlotBits));
}

constexpr bool is_perfect(uint64_t multiplier) {
  std::array<bool, size_t{1} << kSlotBits> taken{};
  for (const Element& element : kElements) {
    bool& slot = taken.at(slot_of(name_key(element.name), multiplier));
    if (slot) return false;
    slot = true;
  }
  return true;
}

constexpr uint64_t find_multiplier() {
  uint64_t multiplier = 0x9e3779b97f4a7c15U;
  while (!is_perfect(multiplier)) multiplier = multiplier * 0xd1342543de82ef95U + 2;
  return multiplier;
}

struct Slot {
  uint64_t key = 0;
  uint16_t traits = 0;
};

constexpr uint64_t kMultiplier = find_multiplier();

constexpr std::array<Slot, size_t{1} << kSlotBits> make_slots() {
  std::array<Slot, size_t{1} << kSlotBits> slots{};
  for (const Element& element : kElements) {
    const uint64_t key = name_key(element.name);
    slots.at(slot_of(key, kMultiplier)) = {key, element.traits};
  }
  return slots;
}

constexpr std::array<Slot, size_t{1} << kSlotBits> kSlots = make_slots();

}  // namespace

uint16_t traits_of(uint64_t key) {
  const Slot& slot = kSlots[slot_of(key, kMultiplier)];
  return slot.key == key ? slot.traits : 0;
}

bool holds_page(uint64_t key) {
  return key == name_key("body") || key == name_key("main") || key == name_key("article") ||
         key == name_key("section") || key == name_key("html") || key == name_key("header") ||
         key == name_key("footer") || key == name_key("center");
}

}  // namespace licensus
