// The lines of a document that hold words: text as it is, or the printable strings of a binary.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace licensus {

// Bytes of TextLines::text(), without what ends the line. Several may have the same number.
struct TextLine {
  uint32_t begin = 0, end = 0;
  uint32_t number = 0;  // from 1
};

// Text of a document in UTF-8, cut as ScanCode cuts it. Keeps its buffers between documents; views
// of text that needed no change are views of the document itself. One thread.
class TextLines {
 public:
  // `bytes` must live as long as the lines are used; less than 4 GiB. `name` decides with the bytes
  // whether escapes of source code are blanks and very long lines are cut.
  void read(std::string_view bytes, std::string_view name);

  std::string_view text() const { return text_; }
  // The byte of the document that byte `at` of text(), where a character begins or the last line
  // ends, was made of. REQUIRES: not is_binary().
  uint32_t source_of(uint32_t at) const;
  const std::vector<TextLine>& lines() const { return lines_; }
  bool is_binary() const { return is_binary_; }
  bool has_long_lines() const { return has_long_lines_; }

 private:
  void read_text(std::string_view bytes, std::string_view name);
  void read_strings(std::string_view bytes);
  void add_line(uint32_t begin, uint32_t end, uint32_t number, bool cut);

  std::string buffer_;
  std::string_view text_;
  std::vector<TextLine> lines_;
  // Where text_ is not the document itself: by line, where it begins in both.
  struct SourceLine {
    uint32_t begin, source;
    bool is_widened;  // was Latin-1
  };
  std::vector<SourceLine> sources_;
  bool is_binary_ = false, has_long_lines_ = false;
};

}  // namespace licensus
