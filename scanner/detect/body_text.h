// A document's body as UTF-8, piece by piece, and the way back to where it is stored.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detect/charset.h"
#include "detect/finding.h"

namespace licensus {

// Line ends in `text`.
int64_t count_lines(std::string_view text);

// One session's scratch; keeps its buffers from body to body.
class BodyText {
 public:
  // A new body; UTF-8 unless a charset is set before its first piece.
  void begin();
  void set_charset(std::string charset) { charset_ = std::move(charset); }
  // Whether offsets in the text are those of the body's bytes.
  bool is_stored() const { return charset_.empty(); }

  // Of the piece in hand: bytes before it, and the line that it begins in, from 1.
  uint64_t base() const { return base_; }
  int64_t line() const { return line_; }

  // The next piece as UTF-8, itself where it is; of JSON also what it writes as \u escapes, where
  // it mostly does. Lives until the next call.
  std::string_view decode(std::string_view bytes, bool is_json);

  // Gives findings whose offsets are those of `text`, which decode made of `bytes`, their text,
  // their line, and their offsets in the body.
  void place(std::string_view text, std::string_view bytes, const std::vector<Finding*>& findings);

  // Goes behind the piece. `counts_lines`: more pieces come.
  void pass(std::string_view bytes, bool counts_lines);

 private:
  std::vector<uint64_t> source_offsets(std::string_view text, std::string_view bytes,
                                       const std::vector<uint64_t>& offsets);
  std::vector<int64_t> lines_at(std::string_view bytes, const std::vector<uint64_t>& offsets) const;

  CharsetConverter converter_;
  std::string charset_;
  std::string converted_;
  std::vector<EscapeShift> shifts_;
  uint64_t base_ = 0;
  int64_t line_ = 1;
};

}  // namespace licensus
