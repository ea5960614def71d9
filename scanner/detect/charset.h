// Documents in other charsets to UTF-8, and offsets back.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace licensus {

// The name of the charset that `body` must be converted from; "" where it is UTF-8 or ASCII. In the
// order of WHATWG's sniffing: byte order mark, `declared` (a header), meta or XML declaration in
// the first 1,024 bytes, and for what declares nothing and is not UTF-8: UTF-16 by its zero bytes,
// otherwise ICU's guess. Bytes that are valid UTF-8 are UTF-8 whatever they declare. Labels mean
// what the WHATWG Encoding Standard says they mean (iso-8859-1 is windows-1252, gb2312 is GBK ...).
std::string charset_of(std::string_view declared, std::string_view body);

// Converts to UTF-8 by ICU. One a thread; keeps the converters of a few charsets open.
class CharsetConverter {
 public:
  CharsetConverter();
  ~CharsetConverter();
  CharsetConverter(CharsetConverter&&) noexcept;
  CharsetConverter& operator=(CharsetConverter&&) noexcept;

  // Replaces `out` by `bytes` in UTF-8, what cannot be converted as U+FFFD. False where the charset
  // is not known; `out` is then empty.
  bool convert(const std::string& charset, std::string_view bytes, std::string& out);

  // For ascending offsets of the UTF-8 text that `convert` made of `bytes`: the offsets in `bytes`
  // at which those characters begin. Converts again, as far as the last of them.
  std::vector<uint64_t> source_offsets(const std::string& charset, std::string_view bytes,
                                       const std::vector<uint64_t>& offsets);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// True where at least an eighth of `text` is JSON's \uXXXX escapes (RFC 8259, section 7).
bool mostly_unicode_escapes(std::string_view text);

// Replaces \uXXXX escapes (surrogate pairs too) by UTF-8. `starts`: for each escape, where its
// UTF-8 begins and how many bytes the text had shrunk by then, so that offsets can be mapped back.
struct EscapeShift {
  uint64_t offset;  // in the converted text, after the character
  uint64_t shift;   // bytes of the source beyond `offset`
};
void decode_unicode_escapes(std::string_view text, std::string& out,
                            std::vector<EscapeShift>& shifts);

}  // namespace licensus
