#include "detect/text/text_query.h"

#include <algorithm>

namespace licensus {
namespace {

// Lines without legalese that end a run. ScanCode asks for more in binaries, whose strings are
// scattered.
constexpr uint32_t kEmptyLines = 15, kEmptyLinesOfBinary = 50;
// Of texts with very long lines, so many words count as a line.
constexpr uint32_t kWordsOfLongLine = 25;
constexpr size_t kFirstWords = 5;

}  // namespace

// Cuts a text into runs where many lines in a row hold no legalese.
struct TextQuery::RunCutter {
  const TextIndex& index;
  std::vector<QueryRun>& runs;
  uint32_t limit;
  bool cut_lines;
  uint32_t empty_lines = 0, begin = 0, end = 0;  // of the open run
  uint32_t words = 0;
  bool has_known = false, has_high = false, all_digits = true;

  void begin_line(uint32_t position) {
    if (end > begin && empty_lines >= limit) {
      runs.push_back({begin, end - 1});
      begin = end = position;
      empty_lines = 0;
    }
    if (end == begin) begin = end = position;
    words = 0;
    has_known = has_high = false;
    all_digits = true;
  }

  void add(TokenId token, uint32_t position) {
    if (cut_lines && words == kWordsOfLongLine) {
      end_line();
      begin_line(position);
    }
    ++words;
    if (token == kUnknownToken) return;
    has_known = true;
    end = position + 1;
    if (index.is_high(token)) has_high = true;
    if (!index.is_digit_only(token)) all_digits = false;
  }

  void end_line() {
    // Quirk: a cut line without words is no line at all, elsewhere it is an empty one.
    if (words == 0 && cut_lines) return;
    if (words != 0 && has_known && has_high && !all_digits) {
      empty_lines = 0;
    } else {
      ++empty_lines;
    }
  }

  void finish(const std::vector<TokenId>& tokens) {
    if (end == begin) return;
    const bool only_digits = std::all_of(tokens.begin() + begin, tokens.begin() + end,
                                         [&](TokenId token) { return index.is_digit_only(token); });
    if (!only_digits) runs.push_back({begin, end - 1});
  }
};

void TextQuery::note_spdx_line(std::string_view line, const TokenId* first_words, size_t words,
                               uint32_t first) {
  for (size_t offset = 0; offset + 3 <= words; ++offset) {
    for (const auto& mark : spdx_marks_) {
      if (!std::equal(mark, mark + 3, first_words + offset)) continue;
      // Quirk: the offset in words is added to a position of known tokens.
      const uint32_t begin = first + static_cast<uint32_t>(offset);
      if (begin < size()) spdx_lines_.push_back({line, begin, size() - 1});
      return;
    }
  }
}

void TextQuery::build(const TextIndex& index, const TextLines& lines) {
  words_.clear();
  tokens_.clear();
  word_at_.clear();
  line_numbers_.clear();
  short_.clear();
  runs_.clear();
  spdx_lines_.clear();
  unknowns_.assign(2, 0);
  stopwords_.assign(2, 0);
  is_binary_ = lines.is_binary();
  const char* const marks[2][3] = {{"spdx", "license", "identifier"}, {"licenses", "nuget", "org"}};
  for (size_t i = 0; i < 2; ++i) {
    for (size_t j = 0; j < 3; ++j) spdx_marks_[i][j] = index.find_token(marks[i][j]);
  }

  tokenize(lines.text(), index.token_table(), words_);
  RunCutter cutter{index, runs_, is_binary_ ? kEmptyLinesOfBinary : kEmptyLines,
                   lines.has_long_lines()};
  uint32_t unknowns = 0, stopwords = 0;
  uint32_t at = 0;
  const uint32_t count = static_cast<uint32_t>(words_.size());
  for (const TextLine& line : lines.lines()) {
    TokenId first_words[kFirstWords];
    size_t words = 0;
    const uint32_t first = size();
    cutter.begin_line(first);
    for (; at < count && words_[at].begin < line.end; ++at) {
      const TokenId token = words_[at].id;
      if (token == kStopword) {
        stopwords_.back() = ++stopwords;
        continue;
      }
      if (words < kFirstWords) first_words[words++] = token;
      cutter.add(token, size());
      if (token == kUnknownToken) {
        unknowns_.back() = ++unknowns;
        continue;
      }
      tokens_.push_back(token);
      word_at_.push_back(at);
      line_numbers_.push_back(line.number);
      short_.push_back(static_cast<uint8_t>(words_[at].is_short));
      unknowns_.push_back(unknowns);
      stopwords_.push_back(stopwords);
    }
    cutter.end_line();
    if (words >= 3 && size() > first) {
      note_spdx_line(lines.text().substr(line.begin, line.end - line.begin), first_words, words,
                     first);
    }
  }
  cutter.finish(tokens_);
}

}  // namespace licensus
