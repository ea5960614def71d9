// Blocks of 64 bytes are classed at once; a run of letters and digits within ASCII, which almost
// all words are, is then two loads, an OR that lower-cases it and one look-up. Runs that hold a `+`
// or a byte from 0x80 are read code point by code point.
#include "detect/text/tokenizer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "detect/text/block_classes.h"
#include "detect/text/code_point_cutter.h"

namespace licensus {
namespace {

constexpr size_t kChunkBlocks = 64;

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
  CodePointCutter slow_;
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
  CodePointCutter slow_;
};

// Follows runs from block to block: words.add_ascii or add_slowly with each.
class Runs {
 public:
  template <class Words>
  void add(const BlockClasses& classes, size_t base, Words& words) {
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
  std::array<BlockClasses, kChunkBlocks> classes;
  Runs runs;
  for (size_t chunk = 0; chunk < text.size(); chunk += kChunkBlocks * kBlockBytes) {
    const size_t blocks = std::min((text.size() - chunk) / kBlockBytes, kChunkBlocks);
    classify_blocks(text.data() + chunk, blocks, classes.data());
    size_t count = blocks;
    if (blocks < kChunkBlocks) {  // the text ends here: its last bytes, spaces behind them
      std::array<char, kBlockBytes> last;
      last.fill(' ');
      const size_t rest = chunk + blocks * kBlockBytes;
      std::memcpy(last.data(), text.data() + rest, text.size() - rest);
      classify_blocks(last.data(), 1, &classes[count++]);
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
