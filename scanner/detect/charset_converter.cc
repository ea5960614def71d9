// CharsetConverter, by ICU
// (https://unicode-org.github.io/icu/userguide/conversion/converters.html).
#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

#include "base/ascii.h"
#include "detect/charset.h"
#include "detect/known_characters.h"

namespace licensus {
namespace {

constexpr size_t kMostUtf8AByte = 6;  // two characters of three bytes from one (JIS X 0213)
constexpr size_t kWorthCopying = 32;  // fewer bytes of ASCII are not worth a call of their own
constexpr size_t kAll = std::numeric_limits<size_t>::max();
constexpr size_t kMostTrail = 1;  // bytes of ASCII that may end a character (GBK, Shift_JIS)

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

IcuConverter open_converter(const char* name) {
  UErrorCode status = U_ZERO_ERROR;
  IcuConverter converter(ucnv_open(name, &status));
  if (U_FAILURE(status)) converter.reset();
  return converter;
}

// One charset, from which ICU converts.
class Charset {
 public:
  // How far a text has been converted.
  struct Place {
    size_t at = 0;   // bytes
    size_t end = 0;  // of the stretch that ICU converts; `at` where it has none in hand
  };

  // `again`: another converter from the same charset; `to`: to UTF-8, must outlive this.
  Charset(IcuConverter from, IcuConverter again, UConverter* to)
      : from_(std::move(from)), to_(to), keeps_ascii_(is_ascii_kept()), known_(std::move(again)) {}

  // Converts from `place` on until `out` is `enough` bytes or more.
  void convert(std::string_view bytes, Place& place, size_t enough, std::string& out) {
    while (place.at < bytes.size() && out.size() < enough) {
      if (place.at == place.end) {
        if (keeps_ascii_ && convert_known(bytes, place, enough, out)) continue;
        place.end =
            place.at + (keeps_ascii_ ? bytes_to_convert(bytes.substr(place.at)) : bytes.size());
        reset();
      }
      const size_t left = place.end - place.at;
      const size_t take = std::clamp<size_t>((enough - out.size()) / kMostUtf8AByte, 1, left);
      step(bytes.substr(place.at, take), take == left, out);
      place.at += take;
    }
  }

 private:
  // Converts one stretch; state carries over until `flush`.
  void step(std::string_view bytes, bool flush, std::string& out) {
    const char* source = bytes.data();
    const char* const source_end = source + bytes.size();
    std::array<UChar, 4096> middle;
    for (;;) {
      UErrorCode status = U_ZERO_ERROR;
      UChar* target = middle.data();
      ucnv_toUnicode(from_.get(), &target, target + middle.size(), &source, source_end, nullptr,
                     flush, &status);
      const UChar* wide = middle.data();
      char narrow[8192];
      while (wide < target) {
        UErrorCode narrow_status = U_ZERO_ERROR;
        char* narrow_at = narrow;
        ucnv_fromUnicode(to_, &narrow_at, narrow + sizeof narrow, &wide, target, nullptr, false,
                         &narrow_status);
        out.append(narrow, narrow_at);
        if (U_FAILURE(narrow_status) && narrow_status != U_BUFFER_OVERFLOW_ERROR) break;
      }
      if (status != U_BUFFER_OVERFLOW_ERROR) return;
    }
  }

  void reset() {
    ucnv_reset(from_.get());
    ucnv_reset(to_);
  }

  // Whether the charset has no states and ASCII in its place, but for control characters, some of
  // which IBM's tables (windows-31j) turn about and the web does not.
  bool is_ascii_kept() {
    constexpr std::array kPlain{UCNV_SBCS, UCNV_DBCS, UCNV_MBCS, UCNV_LATIN_1, UCNV_US_ASCII};
    if (std::find(kPlain.begin(), kPlain.end(), ucnv_getType(from_.get())) == kPlain.end()) {
      return false;
    }
    std::string ascii = "\t\n\f\r";
    for (char c = ' '; c <= '~'; ++c) ascii += c;
    std::string made;
    step(ascii, true, made);
    reset();
    return made == ascii;
  }

  // Most of a page is markup, and that is copied; false where ICU must convert what comes next.
  bool convert_known(std::string_view bytes, Place& place, size_t enough, std::string& out) {
    const size_t before = place.at;
    const size_t plain = ascii_bytes(bytes.substr(place.at, enough - out.size()));
    out.append(bytes, place.at, plain);
    place.at += plain;
    place.at += known_.convert(bytes.substr(place.at), enough - out.size(), out);
    place.end = place.at;
    return place.at > before;
  }

  IcuConverter from_;
  UConverter* to_;
  bool keeps_ascii_;  // bytes of ASCII that begin a character stand for themselves
  KnownCharacters known_;
};

}  // namespace

struct CharsetConverter::Impl {
  static constexpr size_t kMaxOpen = 16;  // pages of a crawl change between a few

  IcuConverter to = open_converter("UTF-8");
  std::unordered_map<std::string, std::unique_ptr<Charset>> charsets;

  // nullptr where ICU does not know it.
  Charset* open(const std::string& name) {
    if (const auto known = charsets.find(name); known != charsets.end()) return known->second.get();
    IcuConverter from = open_converter(name.c_str());
    IcuConverter again = open_converter(name.c_str());
    if (from == nullptr || again == nullptr || to == nullptr) return nullptr;
    if (charsets.size() == kMaxOpen) charsets.clear();
    auto charset = std::make_unique<Charset>(std::move(from), std::move(again), to.get());
    return charsets.emplace(name, std::move(charset)).first->second.get();
  }
};

CharsetConverter::CharsetConverter() : impl_(std::make_unique<Impl>()) {}
CharsetConverter::~CharsetConverter() = default;
CharsetConverter::CharsetConverter(CharsetConverter&&) noexcept = default;
CharsetConverter& CharsetConverter::operator=(CharsetConverter&&) noexcept = default;

bool CharsetConverter::convert(const std::string& charset, std::string_view bytes,
                               std::string& out) {
  out.clear();
  Charset* const from = impl_->open(charset);
  if (from == nullptr) return false;
  out.reserve(bytes.size() + bytes.size() / 4);
  Charset::Place place;
  from->convert(bytes, place, kAll, out);
  return true;
}

// Where little is wanted ICU is given one byte at a time: a character's bytes show up when its last
// byte has been taken, so the character that begins at that offset began right after the byte that
// completed the length. Before that, as many bytes as cannot make more than is wanted.
std::vector<uint64_t> CharsetConverter::source_offsets(const std::string& charset,
                                                       std::string_view bytes,
                                                       const std::vector<uint64_t>& offsets) {
  std::vector<uint64_t> result;
  Charset* const from = impl_->open(charset);
  if (from == nullptr) return result;
  std::string out;
  Charset::Place place;
  for (const uint64_t wanted : offsets) {
    from->convert(bytes, place, wanted, out);
    result.push_back(place.at);
  }
  return result;
}

}  // namespace licensus
