// What HTML says of its elements (WHATWG HTML, sections 13.1.2 and 13.2.6), as far as a reader
// without a tree needs it.
#pragma once

#include <cstdint>

namespace licensus {

// What HTML says of an element; bits.
struct Trait {
  enum : uint8_t {
    kVoid = 1,
    kBlock = 2,      // ends a line of text, and a p
    kCell = 4,       // an end tag from inside does not reach across it
    kTablePart = 8,  // tr, td and the like: reaches across all but a table
    kHeadContent = 16,
  };
};

// The traits of the element whose name has this key (name_key); 0 for those in a line of text.
uint8_t traits_of(uint64_t key);

// Whether the element is a container of a whole page, which no picture makes its own.
bool holds_page(uint64_t key);

}  // namespace licensus
