#include "formats/json_cursor.h"

#include <algorithm>
#include <utility>

namespace licensus {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kScalarEnd = " \t\r\n,]}";

}  // namespace

bool JsonCursor::open(ByteSource& source, Codec codec, std::string_view dictionary,
                      const Extent& extent) {
  event_ = RecordStream::Event::kBytes;
  pending_ = 0;
  if (!stream_.open(source, codec, dictionary, extent)) return false;
  while (stream_.ahead().size() < 3 && more()) {
  }
  if (stream_.ahead().starts_with("\xEF\xBB\xBF")) stream_.consume(3);
  return true;
}

bool JsonCursor::more() {
  if (event_ == RecordStream::Event::kBytes) event_ = stream_.more();
  return event_ == RecordStream::Event::kBytes;
}

char JsonCursor::peek() {
  stream_.consume(std::exchange(pending_, 0));
  for (;;) {
    const std::string_view ahead = stream_.ahead();
    const size_t at = ahead.find_first_not_of(kSpace);
    stream_.consume(std::min(at, ahead.size()));
    if (at != ahead.npos) return stream_.ahead().front();
    if (!more()) return '\0';
  }
}

bool JsonCursor::take(char c) {
  if (peek() != c) return false;
  stream_.consume(1);
  return true;
}

bool JsonCursor::take_string(std::string& text) {
  text.clear();
  if (!take('"')) return false;
  for (bool escaped = false;;) {
    const std::string_view ahead = stream_.ahead();
    for (size_t at = 0; at < ahead.size(); ++at) {
      const char c = ahead[at];
      if (c == '"' && !escaped) {
        stream_.consume(at + 1);
        return true;
      }
      escaped = c == '\\' && !escaped;
      if (text.size() < kMaxKeyBytes) text.push_back(c);
    }
    stream_.consume(ahead.size());
    if (!more()) return false;
  }
}

bool JsonCursor::skip_container(size_t depth) {
  skip_.start(depth);
  for (;;) {
    const std::string_view ahead = stream_.ahead();
    const size_t end = skip_.find_end(ahead);
    stream_.consume(std::min(end, ahead.size()));
    if (end != ahead.npos) return true;
    if (!more()) return false;
  }
}

bool JsonCursor::skip_value(size_t depth) {
  const char first = peek();
  if (depth > 0 || first == '{' || first == '[') return skip_container(depth);
  if (first == '"') {
    std::string ignored;
    return take_string(ignored);
  }
  for (;;) {
    const std::string_view ahead = stream_.ahead();
    const size_t end = ahead.find_first_of(kScalarEnd);
    stream_.consume(std::min(end, ahead.size()));
    if (end != ahead.npos) return true;
    if (!more()) return false;
  }
}

JsonCursor::Element JsonCursor::take_element(std::string_view& element) {
  peek();
  skip_.start();
  size_t seen = 0;
  for (;;) {
    const std::string_view ahead = stream_.ahead();
    const size_t end = skip_.find_end(ahead.substr(seen));
    const size_t bytes = end == ahead.npos ? ahead.size() : seen + end;
    if (bytes > kMaxElementBytes) {
      stream_.consume(bytes);
      if (end != ahead.npos) return Element::kTooLong;
      break;
    }
    if (end != ahead.npos) {
      element = ahead.substr(0, bytes);
      pending_ = bytes;
      return skip_.is_too_deep() ? Element::kTooDeep : Element::kWhole;
    }
    seen = bytes;
    if (!more()) return Element::kBroken;
  }
  for (;;) {
    const std::string_view ahead = stream_.ahead();
    const size_t end = skip_.find_end(ahead);
    stream_.consume(std::min(end, ahead.size()));
    if (end != ahead.npos) return Element::kTooLong;
    if (!more()) return Element::kBroken;
  }
}

std::string JsonCursor::problem() const {
  return event_ == RecordStream::Event::kDamaged ? stream_.message() : std::string();
}

int64_t JsonCursor::offset() const {
  return static_cast<int64_t>(event_ == RecordStream::Event::kDamaged ? stream_.damage_offset()
                                                                      : stream_.place().offset);
}

}  // namespace licensus
