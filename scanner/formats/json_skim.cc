#include "formats/json_skim.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "base/avx512.h"
#include "base/lines.h"
#include "formats/loose_file.h"
#include "formats/silent_text.h"

namespace licensus {
namespace {

constexpr int kMaxDepth = 16;            // deeper is unusual
constexpr size_t kMaxKnown = 256;        // keys that are kept
constexpr size_t kMaxNestedBytes = 256;  // of the path of one

constexpr ptrdiff_t kBlock = 64;

bool is_special(char c) { return c == '"' || c == '\\' || c == '\n'; }

// The next quote, backslash or line end at or after `at`; `end` where there is none.
const char* find_special(const char* at, const char* end, uint64_t&) {
  for (; end - at >= kBlock; at += kBlock) {
    const uint64_t hits = equal_bits(at, '"') | equal_bits(at, '\\') | equal_bits(at, '\n');
    if (hits != 0) return at + std::countr_zero(hits);
  }
  while (at < end && !is_special(*at)) ++at;
  return at;
}

#if defined(LICENSUS_AVX2)
// Which bytes of a block are the second of an escape (simdjson's way: G. Langdale, D. Lemire:
// Parsing Gigabytes of JSON per Second, 2019; by subtraction since its version 3). `carry`: whether
// the first byte of the block is one, then whether the first of the next.
uint64_t escaped_bytes(uint64_t backslashes, uint64_t& carry) {
  constexpr uint64_t kOdd = 0xAAAA'AAAA'AAAA'AAAA;
  const uint64_t starts = backslashes & ~carry;
  const uint64_t ends = (((starts << 1) | kOdd) - starts) ^ kOdd;
  const uint64_t escaped = ends ^ (backslashes | carry);
  carry = (ends & backslashes) >> 63;
  return escaped;
}

// What may follow a backslash beside a quote, by its low half.
constexpr std::array<char, 16> kUsual = {1, 0, 'r', 0, 't', 0, 0, 0, 0, 0, 0, 0, '\\', 0, 'n', '/'};

// Which of 64 bytes are what.
struct Masks {
  uint64_t quotes, backslashes, line_ends, usual;

  // Where in them, at `at`, a plain run ends; nullptr where it goes on.
  const char* end(const char* at, uint64_t& carry, uint64_t& shrinks) const {
    const uint64_t escaped = escaped_bytes(backslashes, carry);
    const uint64_t unusual = escaped & ~(usual | quotes);
    const uint64_t stops = (quotes & ~escaped) | line_ends | unusual;
    const uint64_t stop = stops & -stops;
    shrinks += static_cast<uint64_t>(std::popcount(escaped & (stop - 1)));  // all where none
    if (stops == 0) return nullptr;
    return at + std::countr_zero(stops) - ((unusual & stop) != 0 ? 1 : 0);
  }
};

// Passes over what no string ends in, escapes of a byte for a byte too, which are nearly all;
// counts those in `shrinks`. Has no branch but that for the end: text has an escape every 65 bytes,
// at places that no processor foresees.
LICENSUS_AVX2 const char* pass_plain_avx2(const char* at, const char* end, uint64_t& shrinks) {
  uint64_t carry = 0;
  for (; end - at >= kBlock; at += kBlock) {
    const Bytes64 bytes = Bytes64::load(at);
    const Masks masks{bytes.equal('"'), bytes.equal('\\'), bytes.equal('\n'), bytes.one_of(kUsual)};
    if (const char* stop = masks.end(at, carry, shrinks)) return stop;
  }
  return carry != 0 ? at - 1 : find_special(at, end, shrinks);
}

LICENSUS_AVX512 const char* pass_plain_avx512(const char* at, const char* end, uint64_t& shrinks) {
  uint64_t carry = 0;
  for (; end - at >= kBlock; at += kBlock) {
    const Wide64 bytes = Wide64::load(at);
    const Masks masks{bytes.equal('"'), bytes.equal('\\'), bytes.equal('\n'), bytes.one_of(kUsual)};
    if (const char* stop = masks.end(at, carry, shrinks)) return stop;
  }
  return carry != 0 ? at - 1 : find_special(at, end, shrinks);
}
#endif

const char* (*pass_by(JsonSkim::Way way))(const char*, const char*, uint64_t&) {
#if defined(LICENSUS_AVX2)
  if (way == JsonSkim::Way::kAvx512) return pass_plain_avx512;
  if (way == JsonSkim::Way::kAvx2) return pass_plain_avx2;
#endif
  return find_special;
}

bool hex4(const char* at, const char* end, uint32_t& code) {
  if (end - at < 4) return false;
  code = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = at[i];
    const char lower = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9') {
      code = code << 4 | static_cast<uint32_t>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      code = code << 4 | static_cast<uint32_t>(lower - 'a' + 10);
    } else {
      return false;
    }
  }
  return true;
}

// Whether the character, written as an escape, may be part of what is looked for: letters, but for
// the accented ones of Latin-1, which no stem has.
bool may_hide(uint32_t code) {
  if (code < 0x80) {
    const bool letter =
        ((code | 0x20) >= 'a' && (code | 0x20) <= 'z') || (code >= '0' && code <= '9');
    return letter || code == ' ' || code == '-' || code < 0x20;
  }
  const bool symbol = (code >= 0x2000 && code <= 0x206F) || (code >= 0x20A0 && code <= 0x20CF) ||
                      (code >= 0x2190 && code <= 0x2BFF) || code == 0xFE0F;
  return code >= 0x100 && !symbol;
}

}  // namespace

std::vector<JsonSkim::Way> JsonSkim::ways() {
  std::vector<Way> ways{Way::kPlain};
#if defined(LICENSUS_AVX2)
  if (has_avx2()) ways.push_back(Way::kAvx2);
  if (has_avx512()) ways.push_back(Way::kAvx512);
#endif
  return ways;
}

JsonSkim::JsonSkim(ColumnRoles& roles, Way way) : roles_(roles), pass_plain_(pass_by(way)) {}

void JsonSkim::skip_blanks() {
  while (at_ < end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\r')) ++at_;
}

bool JsonSkim::take(char c) {
  skip_blanks();
  if (at_ == end_ || *at_ != c) return false;
  ++at_;
  return true;
}

bool JsonSkim::count(std::string_view text, Sum& sum) {
  at_ = text.data();
  end_ = at_ + text.size();
  has_text_ = false;
  next_nested_ = 0;
  name_ = {};
  sum = Sum{};
  if (!take('{')) return false;
  for (size_t index = 0;; ++index) {
    if (!read_member(index, sum)) return false;
    if (take('}')) break;
    if (!take(',')) return false;
  }
  skip_blanks();
  if ((at_ != end_ && *at_ != '\n') || !has_text_ || may_be_json_name(name_)) return false;
  sum.line_bytes = static_cast<size_t>(at_ - text.data());
  // A URL stands in for a name, but tells no media type.
  sum.media_type = name_rank_ == SIZE_MAX ? std::string_view() : media_type_of(name_);
  return true;
}

const JsonSkim::Known& JsonSkim::known(size_t index, std::string_view key) {
  if (index < known_.size() && known_[index].key == key) return known_[index];
  if (index >= known_.size()) known_.resize(std::min(index + 1, kMaxKnown));
  Known& slot = known_[std::min(index, known_.size() - 1)];
  slot = {{}, std::string(key), roles_.of(key), ColumnRoles::rank(key)};
  return slot;
}

// A key without escapes and its colon; moves to the value.
bool JsonSkim::take_key(std::string_view& key) {
  uint64_t bytes = 0;
  if (!take('"') || !read_string(key, bytes) || bytes != key.size() || !take(':')) return false;
  skip_blanks();
  return at_ != end_;
}

// `bytes` and something behind them; never none.
bool JsonSkim::take_exactly(std::string_view bytes) {
  const auto left = static_cast<size_t>(end_ - at_);
  if (bytes.empty() || bytes.size() >= left || std::memcmp(at_, bytes.data(), bytes.size()) != 0) {
    return false;
  }
  at_ += bytes.size();
  return true;
}

// Moves to the value; nullptr where the key is unusual.
const JsonSkim::Known* JsonSkim::read_key(size_t index) {
  if (index < known_.size() && take_exactly(known_[index].lead)) return &known_[index];
  const char* const begin = at_;
  std::string_view key;
  if (!take_key(key)) return nullptr;
  const Known& column = known(index, key);
  if (index < known_.size()) known_[index].lead.assign(begin, at_);
  return &column;
}

bool JsonSkim::read_member(size_t index, Sum& sum) {
  const Known* const known_key = read_key(index);
  if (known_key == nullptr || known_key->role == Role::kLicense) return false;
  const Known& column = *known_key;
  if (*at_ != '"') {
    const bool container = *at_ == '{' || *at_ == '[';
    if (container && !is_other(column.role)) return false;  // a list of strings is text
    path_.assign(column.key);
    return skip_value();
  }
  ++at_;
  std::string_view raw;
  uint64_t bytes = 0;
  if (!read_string(raw, bytes)) return false;
  if (column.role == Role::kText) {
    if (may_be_no_text(raw)) return false;
    has_text_ = true;
    sum.text_bytes += bytes;
  } else if ((column.role == Role::kName || column.role == Role::kUrl) && !raw.empty()) {
    if (bytes != raw.size()) return false;
    // A name goes before any URL; of several the best, of equal ones the first.
    const size_t rank = column.role == Role::kName ? column.rank : SIZE_MAX;
    if (name_.empty() || rank < name_rank_) {
      name_ = raw;
      name_rank_ = rank;
    }
  }
  return true;
}

// Stands behind the opening quote.
bool JsonSkim::read_string(std::string_view& raw, uint64_t& bytes) {
  const char* const begin = at_;
  uint64_t shrinks = 0;
  for (;;) {
    at_ = pass_plain_(at_, end_, shrinks);
    if (at_ == end_ || *at_ == '\n') return false;
    if (*at_ == '"') break;
    if (!read_escape(shrinks)) return false;
  }
  raw = {begin, static_cast<size_t>(at_ - begin)};
  bytes = raw.size() - shrinks;
  ++at_;
  return true;
}

// Stands at the backslash. `shrinks` grows by the bytes that the escape has more than its
// character.
bool JsonSkim::read_escape(uint64_t& shrinks) {
  if (end_ - at_ < 2) return false;
  const char c = at_[1];
  if (c != 'u') {
    constexpr std::string_view kSimple = "\"\\/bfnrt";
    if (kSimple.find(c) == kSimple.npos || c == 'b' || c == 'f') return false;
    shrinks += 1;
    at_ += 2;
    return true;
  }
  uint32_t code = 0;
  if (!hex4(at_ + 2, end_, code)) return false;
  if (code >= 0xD800 && code <= 0xDFFF) {
    uint32_t low = 0;
    const bool pair = code < 0xDC00 && end_ - at_ >= 12 && at_[6] == '\\' && at_[7] == 'u' &&
                      hex4(at_ + 8, end_, low) && low >= 0xDC00 && low <= 0xDFFF;
    if (!pair) return false;
    shrinks += 12 - 4;
    at_ += 12;
    return true;
  }
  if (may_hide(code)) return false;
  shrinks += 6 - (code < 0x80 ? 1 : code < 0x800 ? 2 : 3);
  at_ += 6;
  return true;
}

bool JsonSkim::skip_value() {
  if (*at_ == '{' || *at_ == '[') return skip_container(path_, 0);
  return skip_scalar();
}

bool JsonSkim::skip_scalar() {
  const char* const begin = at_;
  const auto is_part = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '+' || c == '.' ||
           c == 'E';
  };
  while (at_ < end_ && is_part(*at_)) ++at_;
  const std::string_view word(begin, static_cast<size_t>(at_ - begin));
  if (word.empty()) return false;
  const bool number = word[0] == '-' || (word[0] >= '0' && word[0] <= '9');
  if (!number) return word == "true" || word == "false" || word == "null";
  return word.find_first_not_of("0123456789+-.eE") == word.npos;
}

// Moves to the value, whose path `path` then is; false where the key is unusual.
bool JsonSkim::skip_nested_key(std::string& path) {
  const size_t index = next_nested_++;
  if (index < nested_.size() && nested_[index].path == path && take_exactly(nested_[index].lead)) {
    path.append(1, '.').append(nested_[index].key);
    return true;
  }
  const char* const begin = at_;
  const size_t length = path.size();
  std::string_view key;
  if (!take_key(key)) return false;
  path.append(1, '.').append(key);
  if (!is_other(roles_.of(path))) return false;
  if (index >= kMaxKnown || path.size() > kMaxNestedBytes) return true;
  if (index >= nested_.size()) nested_.resize(index + 1);
  nested_[index] = {path.substr(0, length), std::string(begin, at_), std::string(key)};
  return true;
}

// Of what is nested only keys matter, which may be those of a license field.
bool JsonSkim::skip_container(std::string& path, int depth) {
  if (depth == kMaxDepth) return false;
  const bool object = *at_++ == '{';
  const char close = object ? '}' : ']';
  const size_t length = path.size();
  if (take(close)) return true;
  for (;;) {
    std::string_view raw;
    uint64_t bytes = 0;
    if (object && !skip_nested_key(path)) return false;
    skip_blanks();
    if (at_ == end_) return false;
    if (*at_ == '"') {
      ++at_;
      if (!read_string(raw, bytes)) return false;
    } else if (*at_ == '{' || *at_ == '[') {
      if (!skip_container(path, depth + 1)) return false;
    } else if (!skip_scalar()) {
      return false;
    }
    path.resize(length);
    if (take(close)) return true;
    if (!take(',')) return false;
  }
}

}  // namespace licensus
