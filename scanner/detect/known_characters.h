// Characters of old charsets by tables that ICU fills.
#pragma once

#include <unicode/ucnv.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace licensus {

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using IcuConverter = std::unique_ptr<UConverter, CloseConverter>;

// Characters of one or two bytes of a charset that keeps ASCII, each asked of ICU when first met: a
// call of ICU for a stretch of text costs as much as a hundred look-ups. At most 200 KB. For one
// thread.
class KnownCharacters {
 public:
  // `from`: of that charset, for this alone.
  explicit KnownCharacters(IcuConverter from);

  // Appends in UTF-8 what `bytes` begins with, up to ASCII that is worth copying or a character
  // that is not one of these, or until those are `enough` bytes or more; how many bytes it took.
  size_t convert(std::string_view bytes, size_t enough, std::string& out);

 private:
  struct Character {
    std::array<char, 4> utf8{};
    uint8_t made = 0;  // bytes of it; 0 where there is no such character
    bool asked = false;

    size_t put(char* to) const;
  };

  const Character& known(Character& character, std::string_view bytes) const;
  Character ask(std::string_view bytes) const;

  IcuConverter from_;
  bool has_pairs_;
  std::vector<Character> first_;  // by byte - 128
  std::vector<Character> pairs_;  // by that and the second byte; made when first needed
};

}  // namespace licensus
