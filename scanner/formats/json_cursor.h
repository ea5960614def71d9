// The outer structure of a JSON text of any size, read as a stream.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "formats/json_skip.h"
#include "formats/record_stream.h"

namespace licensus {

// Walks over a JSON text token by token, and hands out objects that are whole in memory. Used by
// one thread; keeps its buffers between texts.
class JsonCursor {
 public:
  static constexpr size_t kMaxElementBytes = size_t{64} << 20;
  static constexpr size_t kMaxKeyBytes = size_t{64} << 10;  // more of a key is not kept

  enum class Element { kWhole, kTooLong, kTooDeep, kBroken };

  // As RecordStream::open; a byte order mark is passed over.
  bool open(ByteSource& source, Codec codec, std::string_view dictionary, const Extent& extent);

  // The next byte that is no white space, which stays; '\0' where there is none.
  char peek();
  // Takes that byte if it is `c`.
  bool take(char c);
  // A string, as it is written between its quotes. False where it does not end.
  bool take_string(std::string& text);
  // Passes over a value of any kind; `depth` as in JsonSkip: 1 passes over the rest of the array or
  // object it is in, its closing bracket included. False where it does not end.
  bool skip_value(size_t depth = 0);
  // An object or array. Its view lives until the next call. kTooLong and kTooDeep: it was passed
  // over.
  Element take_element(std::string_view& element);

  bool is_at_end() { return peek() == '\0'; }
  // Why the text ends here: that stored bytes are damaged, or "".
  std::string problem() const;
  // Stored offset for telling of the next byte, or of damage.
  int64_t offset() const;
  Place place() const { return stream_.place(); }
  bool is_plain() const { return stream_.is_plain(); }

 private:
  bool more();
  bool skip_container(size_t depth);

  RecordStream stream_;
  RecordStream::Event event_ = RecordStream::Event::kBytes;
  JsonSkip skip_;
  size_t pending_ = 0;  // bytes of the element last handed out
};

}  // namespace licensus
