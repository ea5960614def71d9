#include "detect/stem_scan.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/ascii.h"

namespace licensus {
namespace {

// A print in any case, if a little more: bit 5 of each byte set.
uint32_t print_word(const char* bytes) {
  constexpr uint32_t kAnyCase = 0x20202020;
  uint32_t print = 0;
  std::memcpy(&print, bytes, sizeof print);
  return print | kAnyCase;
}

// Multiplying spreads them (D. Knuth, The Art of Computer Programming, 6.4); the highest bits are
// the best.
size_t print_hash(uint32_t word) { return word * 2'654'435'769U >> 18U; }

}  // namespace

bool StemScan::is_supported() { return !PrintScan::ways().empty(); }

StemScan::StemScan(const std::vector<std::string>& stems,
                   const std::vector<std::vector<std::string>>& prints, PrintScan::Way way)
    : places_(way) {
  std::vector<std::pair<double, Stem>> others;
  for (const std::string& text : stems) {
    Stem stem{ascii_lower(text)};
    if (add_by_print(stem, prints)) continue;
    const double share = place(PrintScan(way), 0, stem);
    others.emplace_back(share, std::move(stem));
  }
  // Those that let most bytes pass choose first; each where it lets the least more pass.
  std::stable_sort(others.begin(), others.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (auto& [share, stem] : others) {
    unsigned best = 0;
    double least = 2;
    for (unsigned group = 0; group < kGroups; ++group) {
      const double more = place(places_, group, stem) - places_.share_passed(group);
      if (more >= least) continue;
      least = more;
      best = group;
    }
    place(places_, best, stem);
    add(std::move(stem), best);
  }
}

// False where the stem holds none of `prints`.
bool StemScan::add_by_print(Stem& stem, const std::vector<std::vector<std::string>>& prints) {
  for (unsigned group = 0; group < std::min<size_t>(prints.size(), kGroups); ++group) {
    for (const std::string& print : prints[group]) {
      stem.print = stem.text.find(ascii_lower(print));
      const bool is_whole = print.size() == kPrintBytes || print.size() == stem.text.size();
      if (stem.print == std::string::npos || !is_whole) continue;
      add(std::move(stem), group);
      return true;
    }
  }
  stem.print = 0;
  return false;
}

void StemScan::add(Stem stem, unsigned group) {
  std::array<char, kPrintBytes> print{};
  std::array<char, kPrintBytes> mask{};
  const size_t bytes = stem.text.copy(print.data(), kPrintBytes, stem.print);
  std::fill_n(mask.begin(), bytes, '\xff');
  std::memcpy(&stem.mask, mask.data(), sizeof stem.mask);
  stem.word = print_word(print.data()) & stem.mask;
  allow(stem, group, places_);
  note_print(print, bytes);
  groups_[group].push_back(std::move(stem));
}

// Chooses the stem's print for that group; the share of bytes that the group then lets pass.
double StemScan::place(const PrintScan& places, unsigned group, Stem& stem) {
  size_t best = 0;
  double least = 2;
  const size_t last = stem.text.size() - std::min(stem.text.size(), kPrintBytes);
  for (stem.print = 0; stem.print <= last; ++stem.print) {
    PrintScan added = places;
    allow(stem, group, added);
    const double share = added.share_passed(group);
    if (share >= least) continue;
    least = share;
    best = stem.print;
  }
  stem.print = best;
  return least;
}

void StemScan::allow(const Stem& stem, unsigned group, PrintScan& places) {
  for (size_t i = 0; i < kPrintBytes; ++i) {
    if (stem.print + i >= stem.text.size()) {  // a stem of fewer bytes
      places.allow_any(group, i);
    } else {
      places.allow(group, i, static_cast<uint8_t>(stem.text[stem.print + i]));
    }
  }
}

// A stem that ends within its print has one for each byte that may follow.
void StemScan::note_print(std::array<char, kPrintBytes> print, size_t bytes) {
  if (bytes == kPrintBytes) {
    prints_.set(print_hash(print_word(print.data())));
    return;
  }
  if (bytes + 1 < kPrintBytes) {
    prints_.set();
    return;
  }
  for (unsigned next = 0; next < 256; ++next) {
    print[bytes] = static_cast<char>(next);
    prints_.set(print_hash(print_word(print.data())));
  }
}

bool StemScan::holds(const Stem& stem, std::string_view text, size_t at) {
  if (at < stem.print || at - stem.print + stem.text.size() > text.size()) return false;
  const char* begin = text.data() + (at - stem.print);
  return std::equal(stem.text.begin(), stem.text.end(), begin,
                    [](char a, char b) { return a == ascii_lower(b); });
}

// `lanes`: where a group passed; the first lane's byte is `at` of the text and lies at `bytes`. The
// hash sends most of them away by a branch that processors foresee.
void StemScan::look_closer(uint64_t lanes, const char* bytes, std::string_view text, size_t at,
                           const Found& found) const {
  for (; lanes != 0; lanes &= lanes - 1) {
    const auto lane = static_cast<size_t>(std::countr_zero(lanes));
    const uint32_t word = print_word(bytes + lane);
    if (!prints_[print_hash(word)]) continue;
    for (unsigned passed = places_.groups_at(bytes + lane); passed != 0; passed &= passed - 1) {
      const auto& stems = groups_[static_cast<size_t>(std::countr_zero(passed))];
      if (std::any_of(stems.begin(), stems.end(), [&](const Stem& stem) {
            return (word & stem.mask) == stem.word && holds(stem, text, at + lane);
          })) {
        found(at + lane);
        break;
      }
    }
  }
}

// Blocks that pass are looked at after a batch of them, so that finding them has no branches.
void StemScan::find_blocks(const char* bytes, size_t to, std::string_view text, size_t base,
                           const Found& found) const {
  std::array<PrintScan::Block, kBatchBlocks> passed;
  for (size_t start = 0; start < to; start += kBatchBlocks * kBlockBytes) {
    const size_t end = std::min(to, start + kBatchBlocks * kBlockBytes);
    const size_t count = places_.find(bytes, start, end, passed.data());
    for (size_t i = 0; i < count; ++i) {
      const auto& [at, lanes] = passed[i];
      look_closer(lanes, bytes + at, text, base + at, found);
    }
  }
}

void StemScan::find(std::string_view text, const Found& found) const {
  // The last block reads on as far as a print that begins in its last lane.
  const size_t readable = text.size() - std::min(text.size(), kPrintBytes - 1);
  const size_t whole = readable / kBlockBytes * kBlockBytes;
  find_blocks(text.data(), whole, text, 0, found);
  std::array<char, 3 * kBlockBytes> end{};
  const size_t rest = text.size() - whole;
  if (rest > 0) std::memcpy(end.data(), text.data() + whole, rest);
  find_blocks(end.data(), rest, text, whole, found);
}

}  // namespace licensus
