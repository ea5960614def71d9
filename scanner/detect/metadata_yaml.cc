#include <yaml.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "detect/metadata_values.h"

namespace licensus {
namespace {

// One parser, and the event in its hand.
class Events {
 public:
  explicit Events(std::string_view text) {
    ready_ = yaml_parser_initialize(&parser_) != 0;
    if (!ready_) return;
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;
  ~Events() {
    if (held_) yaml_event_delete(&event_);
    if (ready_) yaml_parser_delete(&parser_);
  }

  bool next() {
    if (held_) yaml_event_delete(&event_);
    held_ = ready_ && yaml_parser_parse(&parser_, &event_) != 0;
    return held_;
  }
  yaml_event_type_t type() const { return event_.type; }
  std::string_view scalar() const {
    return {reinterpret_cast<const char*>(event_.data.scalar.value), event_.data.scalar.length};
  }
  // Where the scalar stands, in characters.
  size_t begin() const { return event_.start_mark.index; }
  size_t end() const { return event_.end_mark.index; }
  std::string problem() const {
    const char* why = ready_ && parser_.problem != nullptr ? parser_.problem : "no memory";
    return std::string(why) + " in line " + std::to_string(parser_.problem_mark.line + 1);
  }

 private:
  yaml_parser_t parser_{};
  yaml_event_t event_{};
  bool ready_ = false;
  bool held_ = false;
};

// A mapping or a list that is open.
struct Level {
  bool mapping = false;
  bool has_key = false;  // a key was read, its value comes
  size_t path = 0;       // what the path was before the key
};

// Bytes by characters, which only go forward.
class Characters {
 public:
  Characters(std::string_view text, size_t begin) : text_(text), byte_(begin) {}

  int64_t byte_of(size_t character) {
    for (; character_ < character && byte_ < text_.size(); ++character_) {
      ++byte_;
      while (byte_ < text_.size() && (text_[byte_] & '\xC0') == '\x80') ++byte_;
    }
    return static_cast<int64_t>(byte_);
  }

 private:
  std::string_view text_;
  size_t byte_;
  size_t character_ = 0;
};

class YamlWalk {
 public:
  YamlWalk(std::string_view text, size_t begin, const TakeValue& take)
      : take_(take), characters_(text, begin) {}

  // False where the first document ends.
  bool take(const Events& events) {
    switch (events.type()) {
      case YAML_SCALAR_EVENT:
        take_scalar(events);
        return true;
      case YAML_ALIAS_EVENT:
        end_value();
        return true;
      case YAML_MAPPING_START_EVENT:
      case YAML_SEQUENCE_START_EVENT:
        // A key that is a mapping or a list has no name.
        if (!levels_.empty() && levels_.back().mapping && !levels_.back().has_key) take_key("?");
        levels_.push_back({events.type() == YAML_MAPPING_START_EVENT});
        return levels_.size() <= ValuePath::kMaxDepth;
      case YAML_MAPPING_END_EVENT:
      case YAML_SEQUENCE_END_EVENT:
        levels_.pop_back();
        end_value();
        return true;
      case YAML_DOCUMENT_END_EVENT:
      case YAML_STREAM_END_EVENT:
        return false;
      default:
        return true;
    }
  }

 private:
  void take_key(std::string_view key) {
    levels_.back().path = path_.down(key);
    levels_.back().has_key = true;
  }

  void take_scalar(const Events& events) {
    if (!levels_.empty() && levels_.back().mapping && !levels_.back().has_key) {
      take_key(events.scalar());
      return;
    }
    const int64_t start = characters_.byte_of(events.begin());
    take_(path_.text(), events.scalar(), {start, characters_.byte_of(events.end())});
    end_value();
  }

  void end_value() {
    if (levels_.empty() || !levels_.back().mapping || !levels_.back().has_key) return;
    path_.up(levels_.back().path);
    levels_.back().has_key = false;
  }

  const TakeValue& take_;
  Characters characters_;
  ValuePath path_;
  std::vector<Level> levels_;
};

}  // namespace

std::string for_each_yaml_value(std::string_view text, const TakeValue& take) {
  const size_t begin = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  if (text.size() == begin) return {};
  Events events(text.substr(begin));
  YamlWalk walk(text, begin, take);
  for (;;) {
    if (!events.next()) return events.problem();
    if (!walk.take(events)) return {};
  }
}

}  // namespace licensus
