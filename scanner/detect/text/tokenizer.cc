// Blocks of 64 bytes are classed at once; a run of letters and digits within ASCII, which almost
// all words are, is then two loads, an OR that lower-cases it and one look-up. Runs that hold a `+`
// or a byte from 0x80 are read code point by code point.
#include "detect/text/tokenizer.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/avx2.h"

namespace licensus {
namespace {

constexpr size_t kBlockBytes = 64;
constexpr size_t kChunkBlocks = 64;

// One bit a byte of a block, the first lowest.
struct Classes {
  uint64_t run = 0;   // letters, digits, `+` and what is not ASCII: what words are made of
  uint64_t slow = 0;  // of these, `+` and what is not ASCII
};

bool is_ascii_word(unsigned char c) {
  return (c >= '0' && c <= '9') || ((c | 0x20U) >= 'a' && (c | 0x20U) <= 'z');
}

void classify_plainly(const char* text, size_t blocks, Classes* classes) {
  for (size_t block = 0; block < blocks; ++block) {
    Classes found;
    for (size_t i = 0; i < kBlockBytes; ++i) {
      const auto c = static_cast<unsigned char>(text[block * kBlockBytes + i]);
      const bool is_slow = c == '+' || c >= 0x80;
      found.slow |= uint64_t{is_slow} << i;
      found.run |= uint64_t{is_slow || is_ascii_word(c)} << i;
    }
    classes[block] = found;
  }
}

#if defined(__x86_64__)

// Bytes of `from` to `from + count - 1`, as signed comparison sees them.
LICENSUS_AVX2 __m256i within(__m256i bytes, char from, int count) {
  // Shifted so that the range ends at 127: one signed comparison.
  const __m256i shifted =
      _mm256_add_epi8(bytes, _mm256_set1_epi8(static_cast<char>(128 - count - from)));
  return _mm256_cmpgt_epi8(shifted, _mm256_set1_epi8(static_cast<char>(127 - count)));
}

LICENSUS_AVX2 void classify_avx2(const char* text, size_t blocks, Classes* classes) {
  const __m256i bit = _mm256_set1_epi8(0x20);
  const __m256i plus = _mm256_set1_epi8('+');
  for (size_t block = 0; block < blocks; ++block) {
    std::array<uint32_t, 2> run{}, slow{};
    for (size_t half = 0; half < 2; ++half) {
      const char* at = text + block * kBlockBytes + half * 32;
      const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
      const __m256i letters = within(_mm256_or_si256(bytes, bit), 'a', 26);
      const __m256i word = _mm256_or_si256(letters, within(bytes, '0', 10));
      // The highest bit says that a byte is not ASCII.
      const __m256i rare = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, plus), bytes);
      slow[half] = static_cast<uint32_t>(_mm256_movemask_epi8(rare));
      run[half] = static_cast<uint32_t>(_mm256_movemask_epi8(word)) | slow[half];
    }
    classes[block] = {run[0] | uint64_t{run[1]} << 32U, slow[0] | uint64_t{slow[1]} << 32U};
  }
}

#endif

void classify(const char* text, size_t blocks, Classes* classes) {
#if defined(__x86_64__)
  if (has_avx2()) return classify_avx2(text, blocks, classes);
#endif
  classify_plainly(text, blocks, classes);
}

// What str.isalnum takes in Python: letters, and all that has a numeric value.
bool is_word(UChar32 c) {
  if (c < 0x80) return is_ascii_word(static_cast<unsigned char>(c));
  return u_isalpha(c) != 0 || u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE) != U_NT_NONE;
}

constexpr UChar32 kCapitalSigma = 0x3A3;
constexpr UChar32 kSmallSigma = 0x3C3;
constexpr UChar32 kFinalSigma = 0x3C2;
constexpr UChar32 kCapitalDottedI = 0x130;
constexpr size_t kMaxSigmaContext = 1024;  // bytes each way; no word of any language is longer

// Unicode 3.13, Final_Sigma: a cased letter before, none behind, whatever is case-ignorable
// between.
bool is_final_sigma(std::string_view text, size_t at) {
  const size_t from = at - std::min(at, kMaxSigmaContext);
  const std::string_view context = text.substr(from, at - from + kMaxSigmaContext);
  const auto* bytes = reinterpret_cast<const uint8_t*>(context.data());
  const auto size = static_cast<int32_t>(context.size());
  const auto is_ignorable = [](UChar32 c) {
    return c >= 0 && u_hasBinaryProperty(c, UCHAR_CASE_IGNORABLE) != 0;
  };
  const auto is_cased = [](UChar32 c) {
    return c >= 0 && u_hasBinaryProperty(c, UCHAR_CASED) != 0;
  };
  UChar32 c = ' ';
  auto before = static_cast<int32_t>(at - from);
  auto after = before + 2;  // the sigma's own bytes
  do {
    c = ' ';
    if (before > 0) U8_PREV(bytes, 0, before, c);
  } while (is_ignorable(c));
  if (!is_cased(c)) return false;
  do {
    c = ' ';
    if (after < size) U8_NEXT(bytes, after, size, c);
  } while (is_ignorable(c));
  return !is_cased(c);
}

// Cuts a run of any bytes, code point by code point: found(begin, end, word in lower case).
class SlowCutter {
 public:
  template <class Found>
  void cut(std::string_view text, size_t begin, size_t end, const Found& found) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    size_t word_begin = 0;
    bool in_word = false;
    bool had_plus = false;
    const auto close = [&](size_t word_end) {
      if (in_word) found(word_begin, word_end, std::string_view(word_));
      in_word = had_plus = false;
      word_.clear();
    };
    for (size_t at = begin; at < end;) {
      const size_t here = at;
      UChar32 c = 0;
      U8_NEXT(bytes, at, end, c);
      if (c == '+' && in_word && !had_plus) {
        word_ += '+';
        had_plus = true;
        continue;
      }
      const UChar32 lower = lower_case(text, here, c);
      if (lower < 0 || !is_word(lower)) {
        close(here);
        continue;
      }
      if (!in_word) word_begin = here;
      in_word = true;
      append(lower);
      // It becomes i and a combining dot, which is no letter.
      if (c == kCapitalDottedI) close(at);
    }
    close(end);
  }

 private:
  static UChar32 lower_case(std::string_view text, size_t at, UChar32 c) {
    if (c < 0) return c;
    if (c == kCapitalDottedI) return 'i';
    if (c == kCapitalSigma) return is_final_sigma(text, at) ? kFinalSigma : kSmallSigma;
    return u_tolower(c);
  }

  void append(UChar32 c) {
    if (word_.size() > TokenTable::kMaxBytes) return;  // unknown whatever follows
    std::array<char, 4> bytes{};
    int32_t size = 0;
    U8_APPEND_UNSAFE(bytes.data(), size, c);
    word_.append(bytes.data(), static_cast<size_t>(size));
  }

  std::string word_;
};

// By a word's length: which bits of its key are its bytes.
constexpr std::array<TokenTable::Key, 16> make_masks() {
  std::array<TokenTable::Key, 16> masks{};
  for (size_t size = 1; size < 16; ++size) {
    masks[size].low = size >= 8 ? ~uint64_t{0} : (uint64_t{1} << (8 * size)) - 1;
    masks[size].high = size <= 8 ? 0 : (uint64_t{1} << (8 * (size - 8))) - 1;
  }
  return masks;
}
constexpr std::array<TokenTable::Key, 16> kMasks = make_masks();

class Tokens {
 public:
  Tokens(std::string_view text, const TokenTable& table, std::vector<Token>& tokens)
      : text_(text), table_(table), tokens_(tokens) {}
  ~Tokens() { flush(); }
  Tokens(const Tokens&) = delete;
  Tokens& operator=(const Tokens&) = delete;

  // A run without a slow byte.
  void add_ascii(size_t begin, size_t end) {
    const size_t size = end - begin;
    if (size > TokenTable::kMaxInlineBytes) return add_long(begin, end);
    constexpr uint64_t kLower = 0x2020202020202020;
    TokenTable::Key key = load(begin);
    key.low = (key.low | kLower) & kMasks[size].low;
    key.high = ((key.high | kLower) & kMasks[size].high) | uint64_t{size} << 56U;
    add_packed(begin, end, table_.find_key(key));
  }

  // Any run.
  void add_slowly(size_t begin, size_t end) {
    slow_.cut(text_, begin, end, [this](size_t from, size_t to, std::string_view word) {
      add(from, to, table_.find(word));
    });
  }

 private:
  static constexpr size_t kBuffered = 256;

  TokenTable::Key load(size_t at) const {
    TokenTable::Key key;
    if (text_.size() - at >= sizeof(key)) {
      std::memcpy(&key, text_.data() + at, sizeof(key));
    } else {
      text_.copy(reinterpret_cast<char*>(&key), sizeof(key), at);
    }
    return key;
  }

  void add(size_t begin, size_t end, TokenValue value) {
    add_packed(begin, end, value.id | uint32_t{value.is_short} << 16U);
  }

  void add_packed(size_t begin, size_t end, uint32_t value) {
    if (size_ == kBuffered) flush();
    buffer_[size_++] = {static_cast<uint32_t>(begin), static_cast<uint32_t>(end),
                        static_cast<TokenId>(value), static_cast<uint16_t>(value >> 16U)};
  }

  void flush() {
    tokens_.insert(tokens_.end(), buffer_.begin(), buffer_.begin() + static_cast<ptrdiff_t>(size_));
    size_ = 0;
  }

  void add_long(size_t begin, size_t end) {
    if (end - begin > TokenTable::kMaxBytes) return add(begin, end, {});
    word_.assign(text_.substr(begin, end - begin));
    for (char& c : word_) c = ascii_lower(c);
    add(begin, end, table_.find(word_));
  }

  std::string_view text_;
  TokenTable table_;
  std::vector<Token>& tokens_;
  std::array<Token, kBuffered> buffer_;
  size_t size_ = 0;
  std::string word_;
  SlowCutter slow_;
};

class CutWords {
 public:
  CutWords(std::string_view text, std::vector<Word>& words) : text_(text), words_(words) {}
  void add_ascii(size_t begin, size_t end) {
    add(begin, end, ascii_lower(text_.substr(begin, end - begin)));
  }
  void add_slowly(size_t begin, size_t end) {
    slow_.cut(text_, begin, end, [this](size_t from, size_t to, std::string_view word) {
      add(from, to, std::string(word));
    });
  }

 private:
  void add(size_t begin, size_t end, std::string lower) {
    words_.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end), std::move(lower)});
  }

  std::string_view text_;
  std::vector<Word>& words_;
  SlowCutter slow_;
};

// Follows runs from block to block: words.add_ascii or add_slowly with each.
class Runs {
 public:
  template <class Words>
  void add(const Classes& classes, size_t base, Words& words) {
    uint64_t begins = classes.run & ~(classes.run << 1U | uint64_t{is_open_});
    uint64_t ends = ~classes.run & (classes.run << 1U | uint64_t{is_open_});
    uint64_t slow = classes.slow;
    while (ends != 0) {
      const auto end = static_cast<unsigned>(std::countr_zero(ends));
      ends &= ends - 1;
      if (!is_open_) {
        begin_ = base + static_cast<unsigned>(std::countr_zero(begins));
        begins &= begins - 1;
      }
      is_open_ = false;
      const uint64_t before = slow & ((uint64_t{1} << end) - 1);
      if (is_slow_ || before != 0) {
        words.add_slowly(begin_, base + end);
        slow &= ~before;
        is_slow_ = false;
      } else {
        words.add_ascii(begin_, base + end);
      }
    }
    if (begins == 0 && !is_open_) return;
    if (!is_open_) begin_ = base + static_cast<unsigned>(std::countr_zero(begins));
    is_open_ = true;
    is_slow_ |= slow != 0;
  }

  template <class Words>
  void finish(size_t end, Words& words) {
    if (!is_open_) return;
    words.add_slowly(begin_,
                     end);  // right for any run; add_ascii is inlined where it is called once
  }

 private:
  bool is_open_ = false;  // a run that began before the block
  bool is_slow_ = false;  // it holds a slow byte
  size_t begin_ = 0;
};

// Each run of the text.
template <class Words>
void find_runs(std::string_view text, Words& words) {
  std::array<Classes, kChunkBlocks> classes;
  Runs runs;
  for (size_t chunk = 0; chunk < text.size(); chunk += kChunkBlocks * kBlockBytes) {
    const size_t blocks = std::min((text.size() - chunk) / kBlockBytes, kChunkBlocks);
    classify(text.data() + chunk, blocks, classes.data());
    size_t count = blocks;
    if (blocks < kChunkBlocks) {  // the text ends here: its last bytes, spaces behind them
      std::array<char, kBlockBytes> last;
      last.fill(' ');
      const size_t rest = chunk + blocks * kBlockBytes;
      std::memcpy(last.data(), text.data() + rest, text.size() - rest);
      classify(last.data(), 1, &classes[count++]);
    }
    for (size_t block = 0; block < count; ++block) {
      runs.add(classes[block], chunk + block * kBlockBytes, words);
    }
  }
  runs.finish(text.size(), words);
}

}  // namespace

void tokenize(std::string_view text, const TokenTable& table, std::vector<Token>& tokens) {
  Tokens words(text, table, tokens);
  find_runs(text, words);
}

std::vector<Word> cut_words(std::string_view text) {
  std::vector<Word> words;
  CutWords sink(text, words);
  find_runs(text, sink);
  return words;
}

}  // namespace licensus
