// The backtracking matcher of PatternProgram.
#include <unicode/utf8.h>

#include <algorithm>

#include "base/ascii.h"
#include "detect/pattern_program.h"

namespace licensus {
namespace {

using Assertion = PatternShape::Assertion;
using Found = PatternProgram::Found;
using Instruction = PatternProgram::Instruction;
using Op = PatternProgram::Op;

// Beyond these RE2 is asked. No rule of ours meets them on pages.
constexpr size_t kMaxStack = 256;
constexpr size_t kSteps = 4096;
constexpr size_t kStepsPerByte = 16;
constexpr size_t kAnywhere = static_cast<size_t>(-1);
constexpr size_t kUnset = static_cast<size_t>(-1);

constexpr std::array<bool, 256> kWord = [] {
  std::array<bool, 256> word{};
  for (size_t c = 0; c < 128; ++c)
    word[c] = is_ascii_alnum(static_cast<char>(c)) || static_cast<char>(c) == '_';
  return word;
}();

// One search. What is still to be tried lies on a stack: the instruction and place to go on from.
class Run {
 public:
  Run(const PatternProgram& program, std::string_view text, size_t from, size_t to)
      : program_(program),
        bytes_(reinterpret_cast<const uint8_t*>(text.data())),
        size_(text.size()),
        to_(to),
        steps_(kSteps + kStepsPerByte * (to - from)) {}

  // Where the program matches from `start` on, up to `wanted_end` or kAnywhere; the match ends at
  // end() then.
  Found match(size_t start, size_t wanted_end = kAnywhere);
  size_t end() const { return end_; }

  // Slots to save places in.
  void save_to(std::vector<size_t>& slots) { slots_ = &slots; }

  // Whether a match may begin there, by its first byte and the one before.
  bool may_begin(size_t at) const {
    return may_go_on(0, at) && (!program_.begins_at_edge || is_edge(at));
  }

 private:
  static constexpr size_t kBadUtf8 = 8;
  static constexpr uint32_t kRestore = UINT32_C(1) << 31U;  // `place` into a slot
  struct Todo {
    uint32_t instruction;
    uint32_t left;  // kRepeat: how many characters fewer, or more, may be taken; kChoice: its list
    size_t place;
  };

  bool push(Todo todo) {
    if (depth_ == kMaxStack) return false;
    stack_[depth_++] = todo;
    return true;
  }
  size_t next_byte(size_t at) const { return at < to_ ? bytes_[at] : PatternProgram::kEnd; }
  bool may_go_on(uint16_t firsts, size_t at) const {
    return program_.firsts[firsts][next_byte(at)];
  }
  // As RE2 does, looks at what stands around the part that is searched, and knows ASCII words only.
  bool is_edge(size_t at) const {
    return (at > 0 && kWord[bytes_[at - 1]]) != (at < size_ && kWord[bytes_[at]]);
  }
  // Of the character at `at`, where it is in `set`; 0 where it is not, or does not end before to_;
  // kBadUtf8 where it is none.
  size_t width(const PatternProgram::Set& set, size_t at) const {
    if (!set.bytes[next_byte(at)]) return 0;
    return bytes_[at] < 0x80 ? 1 : width_beyond_ascii(set, at);
  }
  size_t width_beyond_ascii(const PatternProgram::Set& set, size_t at) const;
  bool holds(Assertion assertion, size_t at) const;
  bool is_text(const Instruction& now, size_t at) const;
  Found step(uint32_t& number, size_t& at);
  Found take_set(const Instruction& now, size_t& at);
  Found take_repeat(const Instruction& now, uint32_t number, size_t& at);
  Found split(const Instruction& now, uint32_t& number, size_t at);
  Found choose(const Instruction& now, uint32_t& number, size_t at);
  Found save(const Instruction& now, size_t at);
  Found resume(uint32_t& number, size_t& at);
  Found take_less(const Instruction& now, size_t& at);
  Found take_more(const Instruction& now, size_t& at);

  const PatternProgram& program_;
  const uint8_t* bytes_;
  size_t size_;
  size_t to_;
  size_t steps_;
  size_t end_ = 0;
  std::vector<size_t>* slots_ = nullptr;
  size_t depth_ = 0;
  std::array<Todo, kMaxStack> stack_;  // not cleared: that would take longer than most searches
};

size_t Run::width_beyond_ascii(const PatternProgram::Set& set, size_t at) const {
  const uint8_t* const bytes = bytes_ + at;
  const size_t size = bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
  if (to_ - at < size) return 0;
  size_t read = 0;
  UChar32 decoded = 0;
  U8_NEXT(bytes, read, size, decoded);
  if (decoded < 0) return kBadUtf8;
  const auto c = static_cast<char32_t>(decoded);
  const auto* const end = program_.ranges.data() + set.ranges_end;
  const auto* const range =
      std::lower_bound(program_.ranges.data() + set.ranges_begin, end, c,
                       [](const PatternProgram::Range& known, char32_t character) {
                         return known.last < character;
                       });
  return range != end && range->first <= c ? size : 0;
}

bool Run::holds(Assertion assertion, size_t at) const {
  switch (assertion) {
    case Assertion::kNone:
      return true;
    case Assertion::kWordEdge:
      return is_edge(at);
    case Assertion::kNoWordEdge:
      return !is_edge(at);
    case Assertion::kTextStart:
      return at == 0;
    case Assertion::kTextEnd:
      return at == size_;
  }
  return false;
}

bool Run::is_text(const Instruction& now, size_t at) const {
  if (to_ - at < now.least) return false;
  const char* const text = program_.texts.data() + now.target;
  for (size_t i = 0; i < now.least; ++i) {
    const char c = static_cast<char>(bytes_[at + i]);
    if ((now.flag ? ascii_lower(c) : c) != text[i]) return false;
  }
  return true;
}

Found Run::take_set(const Instruction& now, size_t& at) {
  const size_t size = width(program_.sets[now.number], at);
  if (size == kBadUtf8) return Found::kUnsure;
  at += size;
  return size == 0 ? Found::kNone : Found::kMatch;
}

// Takes as many characters as come first and notes how many fewer or more may be tried.
Found Run::take_repeat(const Instruction& now, uint32_t number, size_t& at) {
  const auto& set = program_.sets[now.number];
  const uint32_t most = now.most == PatternProgram::kUnlimited ? UINT32_MAX : now.most;
  const uint32_t wanted = now.flag ? now.least : most;
  uint32_t taken = 0;
  for (; taken < wanted; ++taken) {
    const size_t size = width(set, at);
    if (size == kBadUtf8) return Found::kUnsure;
    if (size == 0) break;
    at += size;
  }
  steps_ -= std::min<size_t>(steps_, taken / 8);
  if (taken < now.least) return Found::kNone;
  const uint32_t left = (now.flag ? most : taken) - now.least;
  if (left > 0 && !push({number, left, at})) return Found::kUnsure;
  return may_go_on(now.first, at) ? Found::kMatch : Found::kNone;
}

Found Run::split(const Instruction& now, uint32_t& number, size_t at) {
  const bool next = may_go_on(now.first, at);
  const bool target = may_go_on(now.other, at);
  if (next && target && !push({number, 0, at})) return Found::kUnsure;
  const bool to_target = now.flag ? target : !next;
  number = to_target ? now.target : number + 1;
  return next || target ? Found::kMatch : Found::kNone;
}

Found Run::choose(const Instruction& now, uint32_t& number, size_t at) {
  const uint32_t list = program_.tables[now.number][next_byte(at)];
  const uint32_t first = program_.lists[list];
  if (first == 0) return Found::kNone;
  if (program_.lists[list + 1] != 0 && !push({number, list + 1, at})) return Found::kUnsure;
  number = first;
  return Found::kMatch;
}

Found Run::save(const Instruction& now, size_t at) {
  if (slots_ == nullptr || now.number >= slots_->size()) return Found::kMatch;
  size_t& slot = (*slots_)[now.number];
  if (!push({kRestore | now.number, 0, slot})) return Found::kUnsure;
  slot = at;
  return Found::kMatch;
}

// Of the repeat on top of the stack, the next smaller number of characters.
Found Run::take_less(const Instruction& now, size_t& at) {
  Todo& todo = stack_[depth_ - 1];
  do --todo.place;
  while ((bytes_[todo.place] & 0xC0U) == 0x80);
  at = todo.place;
  if (--todo.left == 0) --depth_;
  return may_go_on(now.first, at) ? Found::kMatch : Found::kNone;
}

// And the next larger one.
Found Run::take_more(const Instruction& now, size_t& at) {
  Todo& todo = stack_[depth_ - 1];
  const size_t size = width(program_.sets[now.number], todo.place);
  if (size == kBadUtf8) return Found::kUnsure;
  at = todo.place += size;
  todo.left = size == 0 ? 0 : todo.left - 1;
  if (todo.left == 0) --depth_;
  return size > 0 && may_go_on(now.first, at) ? Found::kMatch : Found::kNone;
}

// Goes on with what was put off last; kNone where nothing is left.
Found Run::resume(uint32_t& number, size_t& at) {
  while (depth_ > 0) {
    if (steps_ == 0) return Found::kUnsure;
    --steps_;
    Todo& todo = stack_[depth_ - 1];
    if ((todo.instruction & kRestore) != 0) {
      (*slots_)[todo.instruction & ~kRestore] = todo.place;
      --depth_;
      continue;
    }
    const Instruction& now = program_.code[todo.instruction];
    number = todo.instruction + 1;
    if (now.op == Op::kRepeat) {
      const Found found = now.flag ? take_more(now, at) : take_less(now, at);
      if (found != Found::kNone) return found;
      continue;
    }
    at = todo.place;
    if (now.op == Op::kSplit) {
      if (!now.flag) number = now.target;
      --depth_;
    } else {
      number = program_.lists[todo.left++];
      if (program_.lists[todo.left] == 0) --depth_;
    }
    return Found::kMatch;
  }
  return Found::kNone;
}

// Carries out one instruction; kNone where it fails.
Found Run::step(uint32_t& number, size_t& at) {
  const Instruction& now = program_.code[number];
  switch (now.op) {
    case Op::kText:
      if (!is_text(now, at)) return Found::kNone;
      at += now.least;
      ++number;
      return Found::kMatch;
    case Op::kSet:
      ++number;
      return take_set(now, at);
    case Op::kRepeat:
      return take_repeat(now, number++, at);
    case Op::kSplit:
      return split(now, number, at);
    case Op::kChoice:
      return choose(now, number, at);
    case Op::kJump:
      number = now.target;
      return Found::kMatch;
    case Op::kSave:
      ++number;
      return save(now, at);
    case Op::kAssert:
      ++number;
      return holds(static_cast<Assertion>(now.number), at) ? Found::kMatch : Found::kNone;
    case Op::kMatch:
      break;
  }
  return Found::kNone;
}

Found Run::match(size_t start, size_t wanted_end) {
  uint32_t number = 0;
  size_t at = start;
  depth_ = 0;
  for (;;) {
    if (program_.code[number].op == Op::kMatch && (wanted_end == kAnywhere || at == wanted_end)) {
      end_ = at;
      return Found::kMatch;
    }
    if (steps_ == 0) return Found::kUnsure;
    --steps_;
    Found found = step(number, at);
    if (found == Found::kNone) found = resume(number, at);
    if (found != Found::kMatch) return found;
  }
}

}  // namespace

Found PatternProgram::find(std::string_view text, size_t from, size_t last, size_t to,
                           Span& match) const {
  Run run(*this, text, from, to);
  for (size_t start = from; start <= std::min(last, to); ++start) {
    if (!run.may_begin(start)) continue;
    const Found found = run.match(start);
    if (found == Found::kNone) continue;
    match = {start, run.end()};
    return found;
  }
  return Found::kNone;
}

Found PatternProgram::match_at(std::string_view text, size_t start, size_t to, Span& match) const {
  Run run(*this, text, start, to);
  const Found found = run.match(start);
  match = {start, run.end()};
  return found;
}

Found PatternProgram::capture(std::string_view text, Span whole,
                              std::vector<std::string_view>& pieces) const {
  Run run(*this, text, whole.start, whole.end);
  std::vector<size_t> slots(2 * pieces.size(), kUnset);
  run.save_to(slots);
  const Found found = run.match(whole.start, whole.end);
  if (found != Found::kMatch) return found;
  slots[0] = whole.start;
  slots[1] = whole.end;
  for (size_t i = 0; i < pieces.size(); ++i) {
    const size_t start = slots[2 * i];
    const size_t end = slots[2 * i + 1];
    pieces[i] =
        start == kUnset || end == kUnset ? std::string_view() : text.substr(start, end - start);
  }
  return found;
}

}  // namespace licensus
