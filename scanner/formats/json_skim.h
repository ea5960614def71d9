// A JSON object on a line, looked at only as far as counting its row takes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/row.h"

namespace licensus {

// Finds the strings at the top of an object and how many bytes they have once unescaped, without
// parsing it: about as fast as memory. Says nothing of whatever is unusual; such rows are to be
// read in full. Used by one thread.
class JsonSkim {
 public:
  // How bytes are looked at; what is counted is the same.
  enum class Way { kPlain, kAvx2, kAvx512 };
  // What this processor can, the slowest first.
  static std::vector<Way> ways();

  // `roles`: those of the rows; not owned.
  explicit JsonSkim(ColumnRoles& roles, Way way = ways().back());

  struct Sum {
    uint64_t text_bytes = 0;      // of all text columns
    std::string_view media_type;  // that the row's name tells
    size_t line_bytes = 0;        // of the line, without its end
  };
  // What Row::hand_out of the first line of `text` would be counted as, if nothing can be found in
  // its raw bytes, which are valid UTF-8. False where that cannot be told: there is no text column
  // by name, a field may state a license, an escape may hide letters that are looked for, the text
  // may be binary, it is no plain JSON object.
  bool count(std::string_view text, Sum& sum);

 private:
  struct Known {
    std::string lead;  // the key as it stood last: from behind "{" or "," to its value
    std::string key;
    Role role;
    size_t rank;
  };
  // All move `at_` behind what they read; false where it is unusual.
  bool read_member(size_t index, Sum& sum);
  bool read_string(std::string_view& raw, uint64_t& bytes);
  bool read_escape(uint64_t& shrinks);
  bool skip_value();
  bool skip_container(std::string& path, int depth);
  bool skip_scalar();
  const Known* read_key(size_t index);
  bool skip_nested_key(std::string& path);
  const Known& known(size_t index, std::string_view key);
  void skip_blanks();
  bool take(char c);
  bool take_exactly(std::string_view bytes);
  bool take_key(std::string_view& key);

  ColumnRoles& roles_;
  const char* (*const pass_plain_)(const char* at, const char* end, uint64_t& shrinks);
  std::vector<Known> known_;  // by place in the object: rows of one table have the same keys
  // Keys below the top that state nothing, as they stood last, by their place in the row.
  struct Nested {
    std::string path;  // that they lie in
    std::string lead;  // as above
    std::string key;
  };
  std::vector<Nested> nested_;
  size_t next_nested_ = 0;
  std::string path_;
  const char* at_ = nullptr;
  const char* end_ = nullptr;
  // Of the row in hand.
  bool has_text_ = false;
  std::string_view name_;
  size_t name_rank_ = 0;
};

}  // namespace licensus
