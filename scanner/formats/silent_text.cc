#include "formats/silent_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "formats/header_text.h"

namespace licensus {
namespace {

// The first two bytes of files that are no text, and of text in UTF-16: what begins so is looked at
// by who knows them all.
constexpr std::array<std::string_view, 32> kBegins = {"\x89P",
                                                      "\xFF\xD8",
                                                      "GI",
                                                      "%P",
                                                      "%!",
                                                      "PK",
                                                      "\x1F\x8B",
                                                      "BZ",
                                                      "\xFD"
                                                      "7",
                                                      "7z",
                                                      "\x28\xB5",
                                                      "\x04\x22",
                                                      "Ra",
                                                      "\x7F"
                                                      "E",
                                                      "Og",
                                                      "fL",
                                                      "ID",
                                                      "RI",
                                                      "wO",
                                                      "PA",
                                                      "AR",
                                                      "SQ",
                                                      "\x93N",
                                                      "\xCA\xFE",
                                                      "II",
                                                      "MM",
                                                      "BM",
                                                      "\x1A\x45",
                                                      "!<",
                                                      "\x89H",
                                                      "OT",
                                                      "\xFF\xFE"};

constexpr std::array<bool, 256> kMayBegin = [] {
  std::array<bool, 256> may{};
  for (const std::string_view begin : kBegins) may[static_cast<uint8_t>(begin[0])] = true;
  may[0xFE] = true;
  return may;
}();

}  // namespace

bool may_be_no_text(std::string_view cell) {
  if (cell.empty() || !kMayBegin[static_cast<uint8_t>(cell[0])]) return false;
  if (cell[0] == '\xFE' || cell.size() < 2) return cell[0] == '\xFE';
  return std::find(kBegins.begin(), kBegins.end(), cell.substr(0, 2)) != kBegins.end();
}

bool may_be_json_name(std::string_view name) {
  constexpr size_t kEnding = 12;
  const size_t begin = name.size() - std::min(name.size(), kEnding);
  for (size_t at = begin; at + 4 <= name.size(); ++at) {
    if (equals_caseless(name.substr(at, 4), "json")) return true;
  }
  return false;
}

}  // namespace licensus
