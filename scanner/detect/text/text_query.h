// A document as the matching steps see it: the known words of its lines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detect/text/text_index.h"
#include "detect/text/text_lines.h"
#include "detect/text/tokenizer.h"

namespace licensus {

// Tokens from `first` to `last` that the approximate step looks at together.
struct QueryRun {
  uint32_t first = 0, last = 0;
};

// A line that says SPDX-License-Identifier: its text from there on, and its tokens.
struct SpdxLine {
  std::string_view text;
  uint32_t first = 0, last = 0;
};

// Known tokens of a text, by position, and what stands between them. Build it again for each
// document; it keeps its buffers. Views live as long as the lines it was built from. One thread
// builds, any may read.
class TextQuery {
 public:
  void build(const TextIndex& index, const TextLines& lines);

  const std::vector<TokenId>& tokens() const { return tokens_; }
  uint32_t size() const { return static_cast<uint32_t>(tokens_.size()); }
  uint32_t line(uint32_t position) const { return line_numbers_[position]; }
  bool is_short(uint32_t position) const { return short_[position] != 0; }
  // The token with its bytes in TextLines::text().
  const Token& source(uint32_t position) const { return words_[word_at_[position]]; }

  // Unknown words between a known token and the next; -1: before the first.
  uint32_t unknowns_after(int64_t position) const {
    return unknowns_[position + 2] - unknowns_[position + 1];
  }
  // The sum of them for positions from `begin` up to, without, `end`.
  uint32_t unknowns_in(uint32_t begin, uint32_t end) const {
    return unknowns_[end + 1] - unknowns_[begin + 1];
  }
  uint32_t stopwords_after(int64_t position) const {
    return stopwords_[position + 2] - stopwords_[position + 1];
  }

  const std::vector<QueryRun>& runs() const { return runs_; }
  const std::vector<SpdxLine>& spdx_lines() const { return spdx_lines_; }
  bool is_binary() const { return is_binary_; }

 private:
  struct RunCutter;

  void note_spdx_line(std::string_view line, const TokenId* first_words, size_t words,
                      uint32_t first);

  std::vector<Token> words_;
  std::vector<TokenId> tokens_;
  std::vector<uint32_t> word_at_, line_numbers_;
  std::vector<uint32_t> unknowns_, stopwords_;  // sums before a position, two in front
  std::vector<uint8_t> short_;
  std::vector<QueryRun> runs_;
  std::vector<SpdxLine> spdx_lines_;
  TokenId spdx_marks_[2][3] = {};
  bool is_binary_ = false;
};

}  // namespace licensus
