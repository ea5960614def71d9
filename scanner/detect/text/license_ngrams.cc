#include "detect/text/license_ngrams.h"

#include <fmt/format.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>
#include <utility>

namespace licensus {
namespace {

// What makes a run unfit or fit, as counts of a byte each, so that those of a run are sums.
constexpr uint32_t kDigits = 1U, kSingle = 1U << 8U, kHigh = 1U << 16U, kMarker = 1U << 24U;
constexpr uint32_t kTooMany = 3;  // numbers or single characters

// Who holds rights, and where they live: such lines are no license.
constexpr std::string_view kMarkers[] = {
    "copyright",  "c",          "copyrights", "rights",     "reserved", "trademark",
    "foundation", "government", "institute",  "university", "inc",      "corp",
    "co",         "author",     "com",        "org",        "net",      "uk",
    "fr",         "be",         "de",         "http",       "https",    "www"};

class Traits {
 public:
  explicit Traits(const TextIndex& index) : index_(index), by_token_(kAllTokens) {
    for (size_t id = 0; id < index.token_count(); ++id) {
      const auto token = static_cast<TokenId>(id);
      if (index.is_digit_only(token)) by_token_[id] |= kDigits;
      if (index.is_high(token)) by_token_[id] |= kHigh;
    }
    for (const std::string_view word : kMarkers) mark(word, kMarker);
    constexpr int kYears = 10000;
    for (int year = 0; year < kYears; ++year) mark(fmt::format("{:04}", year), kMarker);
    mark_single_characters();
  }

  std::vector<uint32_t> take() { return std::move(by_token_); }

 private:
  void mark(std::string_view word, uint32_t trait) {
    const TokenId token = index_.find_token(word);
    if (token < index_.token_count()) by_token_[token] |= trait;
  }

  // The table of words cannot be listed, but asked; rules have no word of a character further up.
  void mark_single_characters() {
    constexpr UChar32 kLast = 0xFFFF;
    for (UChar32 c = '0'; c <= kLast; ++c) {
      if (U_IS_SURROGATE(c)) continue;
      char bytes[U8_MAX_LENGTH];
      size_t size = 0;
      U8_APPEND_UNSAFE(bytes, size, c);
      mark({bytes, size}, kSingle);
    }
  }

  static constexpr size_t kAllTokens = size_t{1} << 16U;  // those of a damaged file too

  const TextIndex& index_;
  std::vector<uint32_t> by_token_;
};

bool has_three_different(const TokenId* tokens) {
  const TokenId* end = tokens + LicenseNgrams::kLength;
  const TokenId* second = std::find_if(tokens, end, [&](TokenId t) { return t != *tokens; });
  return std::any_of(second, end, [&](TokenId t) { return t != *tokens && t != *second; });
}

bool is_fit(uint32_t sum, const TokenId* tokens) {
  const auto count = [&](uint32_t trait) { return sum / trait & 0xFFU; };
  return count(kMarker) == 0 && count(kHigh) != 0 && count(kDigits) < kTooMany &&
         count(kSingle) < kTooMany && has_three_different(tokens);
}

size_t hash_of(const TokenId* tokens) {
  uint64_t four = 0;
  uint32_t two = 0;
  static_assert(sizeof(four) + sizeof(two) == LicenseNgrams::kLength * sizeof(TokenId));
  std::memcpy(&four, tokens, sizeof(four));
  std::memcpy(&two, tokens + sizeof(four) / sizeof(TokenId), sizeof(two));
  const uint64_t mixed = (four ^ two * 0xC2B2AE3D27D4EB4FU) * 0x9E3779B97F4A7C15U;
  return mixed ^ mixed >> 32U;
}

}  // namespace

LicenseNgrams::LicenseNgrams(const TextIndex& index) : rule_tokens_(index.rule_tokens()) {
  // Rules say much the same: of six of their tokens one begins a run that no other has.
  slots_.resize(std::bit_ceil(std::max<size_t>(rule_tokens_.size() / 4, 64)));
  const std::vector<uint32_t> traits = Traits(index).take();
  for (size_t rid = 0; rid < index.rule_count(); ++rid) {
    const auto rule = static_cast<Rid>(rid);
    if (!index.rule(rule).has(kRuleFalsePositive)) add_rule(index.tokens(rule), traits);
  }
}

void LicenseNgrams::add_rule(std::span<const TokenId> rule, const std::vector<uint32_t>& traits) {
  uint32_t sum = 0;
  for (size_t at = 0; at < rule.size(); ++at) {
    sum += traits[rule[at]];
    if (at + 1 < kLength) continue;
    const TokenId* begin = &rule[at + 1 - kLength];
    if (is_fit(sum, begin)) add(begin);
    sum -= traits[*begin];
  }
}

void LicenseNgrams::add(const TokenId* tokens) {
  const size_t slot = find_slot(tokens);
  if (slots_[slot] != 0) return;
  slots_[slot] = static_cast<uint32_t>(tokens - rule_tokens_.data()) + 1;
  if (++size_ * 2 > slots_.size()) grow();
}

// The slot of a run, or the empty one where it belongs; half of them are empty.
size_t LicenseNgrams::find_slot(const TokenId* tokens) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = hash_of(tokens) & mask;
  while (slots_[slot] != 0 &&
         !std::equal(tokens, tokens + kLength, &rule_tokens_[slots_[slot] - 1])) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

void LicenseNgrams::grow() {
  std::vector<uint32_t> old(slots_.size() * 2);
  old.swap(slots_);
  for (const uint32_t place : old) {
    if (place != 0) slots_[find_slot(&rule_tokens_[place - 1])] = place;
  }
}

bool LicenseNgrams::has(const TokenId* tokens) const { return slots_[find_slot(tokens)] != 0; }

}  // namespace licensus
