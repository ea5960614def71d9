#include "detect/known_characters.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <cstring>

#include "base/ascii.h"

namespace licensus {
namespace {

constexpr size_t kLeads = 128;
constexpr size_t kTrails = 256;
constexpr size_t kWorthLeaving = 8;  // bytes of ASCII
constexpr UChar32 kNoMore = 0xffff;  // ICU's answer where no character is left

}  // namespace

KnownCharacters::KnownCharacters(IcuConverter from)
    : from_(std::move(from)), has_pairs_(ucnv_getMaxCharSize(from_.get()) > 1), first_(kLeads) {
  UErrorCode status = U_ZERO_ERROR;
  ucnv_setToUCallBack(from_.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
}

size_t KnownCharacters::Character::put(char* to) const {
  std::memcpy(to, utf8.data(), utf8.size());
  return made;
}

const KnownCharacters::Character& KnownCharacters::known(Character& character,
                                                         std::string_view bytes) const {
  if (!character.asked) character = ask(bytes);
  return character;
}

// What ICU makes of `bytes` where that is one character, of all of them.
KnownCharacters::Character KnownCharacters::ask(std::string_view bytes) const {
  Character character;
  character.asked = true;
  UErrorCode status = U_ZERO_ERROR;
  const char* source = bytes.data();
  const char* const end = source + bytes.size();
  const UChar32 c = ucnv_getNextUChar(from_.get(), &source, end, &status);
  const bool whole = U_SUCCESS(status) && source == end;
  const bool single = ucnv_getNextUChar(from_.get(), &source, end, &status) == kNoMore &&
                      status == U_INDEX_OUTOFBOUNDS_ERROR;
  ucnv_reset(from_.get());
  if (whole && single) U8_APPEND_UNSAFE(character.utf8.data(), character.made, c);
  return character;
}

size_t KnownCharacters::convert(std::string_view bytes, size_t enough, std::string& out) {
  std::array<char, 1024> made;
  enough = std::min(enough, made.size() - sizeof(Character));
  size_t size = 0;
  size_t at = 0;
  while (at < bytes.size() && size < enough) {
    if ((bytes[at] & 0x80) == 0) {
      if (ascii_bytes(bytes.substr(at, kWorthLeaving)) == kWorthLeaving) break;
      made.at(size++) = bytes[at++];
      continue;
    }
    // How far to go on is not looked up, so that the next look-up does not wait for this one.
    const size_t lead = static_cast<uint8_t>(bytes[at]) - kLeads;
    if (const Character& alone = known(first_[lead], bytes.substr(at, 1)); alone.made != 0) {
      size += alone.put(made.data() + size);
      ++at;
      continue;
    }
    if (!has_pairs_ || at + 1 == bytes.size()) break;
    if (pairs_.empty()) pairs_.resize(kLeads * kTrails);
    const size_t trail = static_cast<uint8_t>(bytes[at + 1]);
    const Character& both = known(pairs_[lead * kTrails + trail], bytes.substr(at, 2));
    if (both.made == 0) break;
    size += both.put(made.data() + size);
    at += 2;
  }
  out.append(made.data(), size);
  return at;
}

}  // namespace licensus
