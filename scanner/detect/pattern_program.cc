// From a pattern's shape to its program.
#include "detect/pattern_program.h"

#include <unicode/uset.h>

#include <algorithm>
#include <memory>

#include "base/utf8.h"

namespace licensus {
namespace {

using Assertion = PatternShape::Assertion;
using Kind = PatternShape::Kind;

constexpr size_t kMaxInstructions = 20000;
constexpr size_t kMaxNumber = UINT16_MAX - 1;
constexpr size_t kFewAlternatives = 7;  // tried one after another; a table costs 514 bytes

// A sequence or choice of one part is that part, where it is no group.
const PatternShape& unwrapped(const PatternShape& shape) {
  const PatternShape* inner = &shape;
  while ((inner->kind == Kind::kSequence || inner->kind == Kind::kChoice) && inner->group == 0 &&
         inner->parts.size() == 1) {
    inner = &inner->parts.front();
  }
  return *inner;
}

// The ranges of a class, other cases added and negation carried out (in that order, as RE2 does).
std::vector<PatternProgram::Range> characters_of(const PatternShape& shape) {
  struct Closer {
    void operator()(USet* set) const { uset_close(set); }
  };
  const std::unique_ptr<USet, Closer> set(uset_openEmpty());
  for (const PatternShape::Range& range : shape.ranges) {
    if (range.first > range.last) continue;
    uset_addRange(set.get(), static_cast<UChar32>(range.first), static_cast<UChar32>(range.last));
  }
  if (shape.any_case) {
    uset_closeOver(set.get(), USET_CASE_INSENSITIVE);
    uset_removeAllStrings(set.get());
  }
  if (shape.is_negated) uset_complement(set.get());
  std::vector<PatternProgram::Range> ranges;
  for (int32_t i = 0; i < uset_getItemCount(set.get()); ++i) {
    UChar32 first = 0;
    UChar32 last = 0;
    UErrorCode error = U_ZERO_ERROR;
    uset_getItem(set.get(), i, &first, &last, nullptr, 0, &error);
    ranges.push_back({static_cast<char32_t>(first), static_cast<char32_t>(last)});
  }
  return ranges;
}

// Of a character beyond ASCII.
size_t first_byte(char32_t c) {
  if (c < 0x800) return 0xC0 | c >> 6U;
  return c < 0x10000 ? 0xE0 | c >> 12U : 0xF0 | c >> 18U;
}

void add_all(size_t first, size_t last, PatternProgram::Bytes& bytes) {
  for (size_t byte = first; byte <= last; ++byte) bytes.set(byte);
}

// Writes a program from the front, then finds from the back what each instruction may go on with:
// nothing jumps back, as only characters repeat without limit.
class Builder {
 public:
  PatternProgram build(const PatternShape& shape) {
    program_.lists.push_back(0);
    program_.firsts.emplace_back();
    write(shape);
    add({.op = Op::kMatch});
    find_firsts();
    if (too_large_) return {};
    program_.begins_at_edge = begins_at_edge();
    return std::move(program_);
  }

 private:
  using Op = PatternProgram::Op;
  using Instruction = PatternProgram::Instruction;
  using Bytes = PatternProgram::Bytes;

  // A literal so far.
  struct Text {
    std::string bytes;
    bool has_case = false;  // holds a letter
    bool any_case = false;  // whose case does not matter
  };

  size_t add(Instruction instruction) {
    too_large_ |= program_.code.size() >= kMaxInstructions;
    if (!too_large_) program_.code.push_back(instruction);
    return program_.code.size() - 1;
  }
  // Makes the instruction at `from` lead to what is written next.
  void lead_here(size_t from) {
    program_.code[from].target = static_cast<uint32_t>(program_.code.size());
  }
  uint16_t number(size_t value) {
    too_large_ |= value > kMaxNumber;
    return static_cast<uint16_t>(value);
  }

  void write(const PatternShape& shape);
  void write_sequence(const PatternShape& shape);
  void write_characters(const PatternShape& shape, Text& text);
  void write_text(Text& text);
  void write_choice(const PatternShape& shape);
  void write_repeat(const PatternShape& shape);
  uint16_t set_of(const std::vector<PatternProgram::Range>& characters);
  uint16_t number_of(const Bytes& firsts);
  void find_firsts();
  Bytes firsts_of(size_t at, const std::vector<Bytes>& after);
  uint16_t table_of(const std::vector<uint32_t>& alternatives, const std::vector<Bytes>& firsts);
  bool begins_at_edge() const;

  PatternProgram program_;
  std::vector<std::vector<uint32_t>> alternatives_;  // by the number of a kChoice
  bool too_large_ = false;
};

void Builder::write(const PatternShape& shape) {
  if (too_large_) return;
  const auto group = static_cast<size_t>(shape.group);
  if (group != 0) add({.op = Op::kSave, .number = number(2 * group)});
  switch (shape.kind) {
    case Kind::kCharacters: {
      Text text;
      write_characters(shape, text);
      write_text(text);
      break;
    }
    case Kind::kSequence:
      write_sequence(shape);
      break;
    case Kind::kChoice:
      write_choice(shape);
      break;
    case Kind::kRepeat:
      write_repeat(shape);
      break;
  }
  if (group != 0) add({.op = Op::kSave, .number = number(2 * group + 1)});
}

void Builder::write_sequence(const PatternShape& shape) {
  if (shape.assertion != Assertion::kNone)
    add({.op = Op::kAssert, .number = static_cast<uint16_t>(shape.assertion)});
  Text text;
  for (const PatternShape& part : shape.parts) {
    if (part.kind == Kind::kCharacters) {
      write_characters(part, text);
    } else {
      write_text(text);
      write(part);
    }
  }
  write_text(text);
}

// Adds to `text` what is one character, or one ASCII letter in both cases.
void Builder::write_characters(const PatternShape& shape, Text& text) {
  const std::vector<PatternProgram::Range> characters = characters_of(shape);
  const auto is_one = [](const PatternProgram::Range& range) { return range.first == range.last; };
  const char32_t c = characters.empty() ? 0 : characters.back().last;
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  const bool in_both = characters.size() == 2 && is_one(characters[0]) && is_one(characters[1]) &&
                       is_letter && characters[0].first + 0x20 == c;
  const bool is_text = in_both || (characters.size() == 1 && is_one(characters[0]));
  if (!is_text || (is_letter && text.has_case && text.any_case != in_both)) write_text(text);
  if (!is_text) {
    add({.op = Op::kSet, .number = set_of(characters)});
    return;
  }
  append_utf8(c, text.bytes);
  if (!is_letter) return;
  text.has_case = true;
  text.any_case = in_both;
}

void Builder::write_text(Text& text) {
  if (text.bytes.empty()) return;
  size_t at = program_.texts.find(text.bytes);
  if (at == std::string::npos) {
    at = program_.texts.size();
    program_.texts += text.bytes;
  }
  add({.op = Op::kText,
       .flag = text.any_case,
       .least = number(text.bytes.size()),
       .target = static_cast<uint32_t>(at)});
  text = {};
}

void Builder::write_choice(const PatternShape& shape) {
  const bool few = shape.parts.size() <= kFewAlternatives;
  const size_t choice = alternatives_.size();
  if (!few) {
    add({.op = Op::kChoice, .number = number(choice)});
    alternatives_.emplace_back();
  }
  std::vector<size_t> jumps;
  for (size_t i = 0; i < shape.parts.size(); ++i) {
    const bool last = i + 1 == shape.parts.size();
    if (!few) alternatives_[choice].push_back(static_cast<uint32_t>(program_.code.size()));
    const size_t split = few && !last ? add({.op = Op::kSplit}) : 0;
    write(shape.parts[i]);
    if (!last) jumps.push_back(add({.op = Op::kJump}));
    if (few && !last) lead_here(split);
  }
  for (const size_t jump : jumps) lead_here(jump);
}

void Builder::write_repeat(const PatternShape& shape) {
  const PatternShape& part = unwrapped(shape.parts.front());
  const bool is_open = shape.most == PatternShape::kUnlimited;
  if (part.kind == Kind::kCharacters) {
    add({.op = Op::kRepeat,
         .flag = shape.is_lazy,
         .number = set_of(characters_of(part)),
         .least = number(shape.least),
         .most = is_open ? PatternProgram::kUnlimited : number(shape.most)});
    return;
  }
  too_large_ |= is_open;
  for (size_t i = 0; i < shape.least && !too_large_; ++i) write(part);
  std::vector<size_t> splits;
  for (size_t i = shape.least; i < shape.most && !too_large_; ++i) {
    splits.push_back(add({.op = Op::kSplit, .flag = shape.is_lazy}));
    write(part);
  }
  for (const size_t split : splits) lead_here(split);
}

uint16_t Builder::set_of(const std::vector<PatternProgram::Range>& characters) {
  PatternProgram::Set set;
  std::vector<PatternProgram::Range> wide;
  for (const auto& [first, last] : characters) {
    if (first < 0x80) add_all(first, std::min<char32_t>(last, 0x7F), set.bytes);
    if (last < 0x80) continue;
    wide.push_back({std::max<char32_t>(first, 0x80), last});
    add_all(first_byte(wide.back().first), first_byte(last), set.bytes);
  }
  const auto same_range = [](const PatternProgram::Range& a, const PatternProgram::Range& b) {
    return a.first == b.first && a.last == b.last;
  };
  const auto known = std::find_if(
      program_.sets.begin(), program_.sets.end(), [&](const PatternProgram::Set& other) {
        const auto* const ranges = program_.ranges.data();
        return other.bytes == set.bytes &&
               std::equal(ranges + other.ranges_begin, ranges + other.ranges_end, wide.begin(),
                          wide.end(), same_range);
      });
  if (known != program_.sets.end()) return static_cast<uint16_t>(known - program_.sets.begin());
  set.ranges_begin = static_cast<uint32_t>(program_.ranges.size());
  program_.ranges.insert(program_.ranges.end(), wide.begin(), wide.end());
  set.ranges_end = static_cast<uint32_t>(program_.ranges.size());
  program_.sets.push_back(set);
  return number(program_.sets.size() - 1);
}

uint16_t Builder::number_of(const Bytes& firsts) {
  const auto known = std::find(program_.firsts.begin() + 1, program_.firsts.end(), firsts);
  const auto at = static_cast<size_t>(known - program_.firsts.begin());
  if (known == program_.firsts.end()) program_.firsts.push_back(firsts);
  return number(at);
}

void Builder::find_firsts() {
  if (too_large_) return;
  std::vector<Bytes> firsts(program_.code.size());
  for (size_t at = program_.code.size(); at-- > 0;) firsts[at] = firsts_of(at, firsts);
  program_.firsts.front() = firsts.front();
}

// Of the instruction at `at`, where those of all behind it are known; notes in it what it asks.
Builder::Bytes Builder::firsts_of(size_t at, const std::vector<Bytes>& after) {
  Instruction& now = program_.code[at];
  Bytes firsts;
  switch (now.op) {
    case Op::kText: {
      const auto first = static_cast<uint8_t>(program_.texts[now.target]);
      firsts.set(first);
      if (now.flag && first >= 'a' && first <= 'z') firsts.set(first - 0x20U);
      break;
    }
    case Op::kSet:
      firsts = program_.sets[now.number].bytes;
      break;
    case Op::kRepeat:
      now.first = number_of(after[at + 1]);
      if (now.most > 0) firsts |= program_.sets[now.number].bytes;
      if (now.least == 0) firsts |= after[at + 1];
      break;
    case Op::kSplit:
      now.first = number_of(after[at + 1]);
      now.other = number_of(after[now.target]);
      firsts = after[at + 1] | after[now.target];
      break;
    case Op::kChoice:
      for (const uint32_t alternative : alternatives_[now.number]) firsts |= after[alternative];
      now.number = table_of(alternatives_[now.number], after);
      break;
    case Op::kJump:
      return after[now.target];
    case Op::kSave:
    case Op::kAssert:
      return after[at + 1];
    case Op::kMatch:
      firsts.set();
      break;
  }
  return firsts;
}

uint16_t Builder::table_of(const std::vector<uint32_t>& alternatives,
                           const std::vector<Bytes>& firsts) {
  PatternProgram::Table table{};
  std::map<std::vector<uint32_t>, uint16_t> known{{{}, uint16_t{0}}};
  for (size_t byte = 0; byte <= PatternProgram::kEnd; ++byte) {
    std::vector<uint32_t> list;
    for (const uint32_t alternative : alternatives) {
      if (firsts[alternative][byte]) list.push_back(alternative);
    }
    const auto [entry, is_new] = known.try_emplace(list, number(program_.lists.size()));
    table[byte] = entry->second;
    if (!is_new) continue;
    program_.lists.insert(program_.lists.end(), list.begin(), list.end());
    program_.lists.push_back(0);
  }
  program_.tables.push_back(table);
  return number(program_.tables.size() - 1);
}

bool Builder::begins_at_edge() const {
  const auto first =
      std::find_if(program_.code.begin(), program_.code.end(),
                   [](const Instruction& instruction) { return instruction.op != Op::kSave; });
  return first->op == Op::kAssert && first->number == static_cast<uint16_t>(Assertion::kWordEdge);
}

}  // namespace

PatternProgram PatternProgram::compile(const PatternShape& shape,
                                       std::map<std::string, int> groups) {
  PatternProgram program = shape.is_exact ? Builder().build(shape) : PatternProgram();
  program.groups = std::move(groups);
  return program;
}

}  // namespace licensus
