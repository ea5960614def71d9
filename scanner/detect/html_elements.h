// What HTML says of its elements (WHATWG HTML, sections 13.1.2 and 13.2.6), as far as a reader
// without a tree needs it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace licensus {

// A tag or attribute name as one number, whatever its case: names of up to eight bytes as they are,
// longer ones by a hash (FNV-1a, 64 bits).
constexpr uint64_t name_key(std::string_view name) {
  auto lower = [](char c) {
    return static_cast<uint8_t>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  };
  uint64_t key = name.size() <= 8 ? 0 : 0xcbf29ce484222325U;
  for (char c : name) {
    key = name.size() <= 8 ? (key << 8U) | lower(c) : (key ^ lower(c)) * 0x100000001b3U;
  }
  return key;
}

// What HTML says of an element; bits.
struct Trait {
  enum : uint16_t {
    kVoid = 1,
    kBlock = 2,      // ends a line of text, and a p
    kCell = 4,       // an end tag from inside does not reach across it
    kTablePart = 8,  // tr, td and the like: reaches across all but a table
    kHeadContent = 16,
    kItem = 32,      // li, dt, dd, option: its start ends the one before
    kRawText = 64,   // holds text only, up to its own end tag
    kForeign = 128,  // svg, math: XML's rules inside
    kSpeaks = 256,   // meta, script, img: its attributes are always looked at
  };
};

// The elements with traits, by a hash without collisions among them.
struct ElementTable {
  struct Slot {
    uint64_t key;
    uint16_t traits;
  };
  static constexpr size_t kSlotBits = 10;
  static constexpr uint64_t kMultiplier =
      0x5ba808c56de25453U;  // tried out; checked at compile time
  static constexpr size_t slot_of(uint64_t key) {
    return static_cast<size_t>((key * kMultiplier) >> (64 - kSlotBits));
  }
  static const std::array<Slot, size_t{1} << kSlotBits> kSlots;
};

// The traits of the element whose name has this key (name_key); 0 for those in a line of text.
inline uint16_t traits_of(uint64_t key) {
  const ElementTable::Slot& slot = ElementTable::kSlots[ElementTable::slot_of(key)];
  return slot.key == key ? slot.traits : 0;
}

// Whether the element is a container of a whole page, which no picture makes its own.
bool holds_page(uint64_t key);

}  // namespace licensus
