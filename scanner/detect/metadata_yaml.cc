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

class YamlWalk {
 public:
  explicit YamlWalk(const TakeValue& take) : take_(take) {}

  // False where the first document ends.
  bool take(const Events& events) {
    switch (events.type()) {
      case YAML_SCALAR_EVENT:
        take_scalar(events.scalar());
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

  void take_scalar(std::string_view value) {
    if (!levels_.empty() && levels_.back().mapping && !levels_.back().has_key) {
      take_key(value);
      return;
    }
    take_(path_.text(), value);
    end_value();
  }

  void end_value() {
    if (levels_.empty() || !levels_.back().mapping || !levels_.back().has_key) return;
    path_.up(levels_.back().path);
    levels_.back().has_key = false;
  }

  const TakeValue& take_;
  ValuePath path_;
  std::vector<Level> levels_;
};

}  // namespace

std::string for_each_yaml_value(std::string_view text, const TakeValue& take) {
  Events events(text);
  YamlWalk walk(take);
  for (;;) {
    if (!events.next()) return events.problem();
    if (!walk.take(events)) return {};
  }
}

}  // namespace licensus
