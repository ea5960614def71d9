// Where on a page markup may say something that no rule matched.
#pragma once

#include <cstddef>
#include <string_view>

namespace licensus {

// The first of these at or behind `from`, in any case of its letters; npos where none is:
//   licen             what rel, property, itemprop and JSON-LD members call a license
//   <meta             preferences stated by meta elements
//   ld+json, rsl+xml  types of scripts
size_t find_page_mark(std::string_view html, size_t from);

}  // namespace licensus
