// CharsetConverter, by ICU
// (https://unicode-org.github.io/icu/userguide/conversion/converters.html).
#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>

#include "detect/charset.h"

namespace licensus {
namespace {

constexpr size_t kMostUtf8AByte = 6;  // two characters of three bytes from one (JIS X 0213)
constexpr size_t kWorthCopying = 32;  // fewer bytes of ASCII are not worth a call of their own
constexpr size_t kMostTrail = 1;      // bytes of ASCII that may end a character (GBK, Shift_JIS)

// Bytes of ASCII that `bytes` begins with.
size_t ascii_bytes(std::string_view bytes) {
  size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    word &= 0x8080808080808080U;
    if (word == 0) continue;
    if constexpr (std::endian::native == std::endian::little) {
      return at + static_cast<size_t>(std::countr_zero(word)) / 8;
    }
    break;
  }
  while (at < bytes.size() && (bytes[at] & 0x80) == 0) ++at;
  return at;
}

// `bytes` begins with one beyond ASCII: how many to convert until ASCII is worth copying. With the
// byte that may end a character and one more, after which none is open.
size_t bytes_to_convert(std::string_view bytes) {
  size_t at = 0;
  while (at < bytes.size()) {
    const size_t plain = ascii_bytes(bytes.substr(at));
    if (plain >= kWorthCopying) return at + kMostTrail + 1;
    at += plain + 1;
  }
  return bytes.size();
}

}  // namespace

struct CharsetConverter::Impl {
  std::string charset;
  UConverter* from = nullptr;
  UConverter* to = nullptr;
  bool keeps_ascii =
      false;  // of `from`: bytes of ASCII that begin a character stand for themselves
  std::vector<UChar> middle = std::vector<UChar>(4096);

  ~Impl() {
    ucnv_close(from);
    ucnv_close(to);
  }

  bool open(const std::string& name) {
    UErrorCode status = U_ZERO_ERROR;
    if (to == nullptr) to = ucnv_open("UTF-8", &status);
    if (charset != name) {
      ucnv_close(from);
      charset = name;
      from = ucnv_open(name.c_str(), &status);
      if (U_FAILURE(status)) from = nullptr;
      keeps_ascii = from != nullptr && to != nullptr && is_ascii_kept();
    }
    return from != nullptr && to != nullptr;
  }

  // Converts one stretch; state carries over until `flush`.
  void step(std::string_view bytes, bool flush, std::string& out) {
    const char* source = bytes.data();
    const char* const source_end = source + bytes.size();
    for (;;) {
      UErrorCode status = U_ZERO_ERROR;
      UChar* target = middle.data();
      ucnv_toUnicode(from, &target, target + middle.size(), &source, source_end, nullptr, flush,
                     &status);
      const UChar* wide = middle.data();
      char narrow[8192];
      while (wide < target) {
        UErrorCode narrow_status = U_ZERO_ERROR;
        char* narrow_at = narrow;
        ucnv_fromUnicode(to, &narrow_at, narrow + sizeof narrow, &wide, target, nullptr, false,
                         &narrow_status);
        out.append(narrow, narrow_at);
        if (U_FAILURE(narrow_status) && narrow_status != U_BUFFER_OVERFLOW_ERROR) break;
      }
      if (status != U_BUFFER_OVERFLOW_ERROR) return;
    }
  }

  void reset() {
    ucnv_reset(from);
    ucnv_reset(to);
  }

  // Whether the charset has no states and ASCII in its place.
  bool is_ascii_kept() {
    constexpr std::array kPlain{UCNV_SBCS, UCNV_DBCS, UCNV_MBCS, UCNV_LATIN_1, UCNV_US_ASCII};
    if (std::find(kPlain.begin(), kPlain.end(), ucnv_getType(from)) == kPlain.end()) return false;
    std::string ascii(128, '\0');
    std::iota(ascii.begin(), ascii.end(), '\0');
    std::string made;
    step(ascii, true, made);
    reset();
    return made == ascii;
  }

  // As `step` on all of `bytes` in a charset that keeps ASCII: most of a page is markup, and that
  // is copied.
  void convert_beyond_ascii(std::string_view bytes, std::string& out) {
    for (size_t at = 0; at < bytes.size();) {
      const size_t plain = ascii_bytes(bytes.substr(at));
      out.append(bytes, at, plain);
      at += plain;
      const size_t size = bytes_to_convert(bytes.substr(at));
      if (size > 0) step(bytes.substr(at, size), true, out);
      at += size;
    }
  }
};

CharsetConverter::CharsetConverter() : impl_(std::make_unique<Impl>()) {}
CharsetConverter::~CharsetConverter() = default;
CharsetConverter::CharsetConverter(CharsetConverter&&) noexcept = default;
CharsetConverter& CharsetConverter::operator=(CharsetConverter&&) noexcept = default;

bool CharsetConverter::convert(const std::string& charset, std::string_view bytes,
                               std::string& out) {
  out.clear();
  if (!impl_->open(charset)) return false;
  impl_->reset();
  if (impl_->keeps_ascii) {
    impl_->convert_beyond_ascii(bytes, out);
  } else {
    impl_->step(bytes, true, out);
  }
  return true;
}

std::vector<uint64_t> CharsetConverter::source_offsets(const std::string& charset,
                                                       std::string_view bytes,
                                                       const std::vector<uint64_t>& offsets) {
  std::vector<uint64_t> result;
  if (!impl_->open(charset)) return result;
  impl_->reset();
  std::string out;
  uint64_t made = 0;
  size_t at = 0;
  // Near a wanted offset one byte at a time: a character's bytes show up when its last byte has
  // been taken, so the character that begins at that offset began right after the byte that
  // completed the length. Before that, as many bytes as cannot make more than is wanted.
  for (const uint64_t wanted : offsets) {
    while (made < wanted && at < bytes.size()) {
      const size_t take =
          std::clamp<uint64_t>((wanted - made) / kMostUtf8AByte, 1, bytes.size() - at);
      out.clear();
      impl_->step(bytes.substr(at, take), at + take == bytes.size(), out);
      made += out.size();
      at += take;
    }
    result.push_back(at);
  }
  return result;
}

}  // namespace licensus
