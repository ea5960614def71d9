// A pattern as instructions for a backtracking matcher. RE2 compiles a pattern of ours in half a
// millisecond and builds its states where it first meets a text, which costs more than matching
// where a scan tries each rule a few dozen times on some hundred bytes; and its states lie far
// apart in memory. A program is made when the rules are built and works on what lies near. It
// matches what RE2 would, leftmost and first alternative first, groups included (R. Cox, "Regular
// Expression Matching: the Virtual Machine Approach", 2009); what would take long is left to RE2.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "detect/pattern_shape.h"

namespace licensus {

struct Span {
  size_t start;
  size_t end;
};

// Plain value; any thread may use one that none changes.
struct PatternProgram {
  enum class Found : uint8_t {
    kMatch,
    kNone,
    kUnsure,  // not UTF-8, or too many steps: RE2 has to say
  };

  // The program of a pattern that read_shape gave with these groups. Without code where the pattern
  // holds what only RE2 knows or the program would be too large.
  static PatternProgram compile(const PatternShape& shape, std::map<std::string, int> groups);

  bool has_code() const { return !code.empty(); }

  // The match of RE2::Match(text, from, to, UNANCHORED) where it starts at or before `last`, none
  // otherwise; and that of ANCHOR_START at `start`. By a program that has code. Time: at most 4,096
  // steps and 16 more a byte between `from` and `to`.
  Found find(std::string_view text, size_t from, size_t last, size_t to, Span& match) const;
  Found match_at(std::string_view text, size_t start, size_t to, Span& match) const;

  // The groups of the match that is all of `whole`, by number (0 is the match; what took no part is
  // empty), as of ANCHOR_BOTH; the size of `pieces` says how many are wanted.
  Found capture(std::string_view text, Span whole, std::vector<std::string_view>& pieces) const;

  // A set of bytes; kEnd where none comes.
  static constexpr size_t kEnd = 256;
  using Bytes = std::bitset<kEnd + 1>;

  struct Range {
    char32_t first;
    char32_t last;
  };
  // Characters: those of one byte, and the first bytes of longer ones; the longer ones by ranges,
  // ascending.
  struct Set {
    Bytes bytes;
    uint32_t ranges_begin = 0;
    uint32_t ranges_end = 0;
  };
  // Where the lists of alternatives begin, by the byte that comes; by kEnd where none comes.
  using Table = std::array<uint16_t, kEnd + 1>;

  enum class Op : uint8_t {
    kText,    // the `least` bytes of `texts` from `target` on
    kSet,     // one character of set `number`
    kRepeat,  // `least` to `most` of them; `first` is what may follow
    kSplit,   // the next instruction where `first` allows it, or `target` where `other` does
    kChoice,  // the alternatives that table `number` lists
    kJump,    // to `target`
    kSave,    // the place, in slot `number`
    kAssert,  // Assertion number `number`
    kMatch,
  };
  struct Instruction {
    Op op = Op::kMatch;
    bool flag = false;  // kText: ASCII letters in any case; kRepeat, kSplit: fewest first
    uint16_t number = 0;
    uint16_t least = 0;
    uint16_t most = 0;
    uint16_t first = 0;
    uint16_t other = 0;
    uint32_t target = 0;
  };
  static constexpr uint16_t kUnlimited = UINT16_MAX;

  std::map<std::string, int> groups;  // numbers of the named ones
  std::vector<Instruction> code;
  std::vector<Set> sets;
  std::vector<Range> ranges;
  std::vector<Bytes> firsts;  // what a match may go on with; the first: begin with
  std::vector<Table> tables;
  std::vector<uint32_t> lists;  // instructions, each list ends with a 0; the first is empty
  std::string texts;            // letters in lower case where any case will do
  bool begins_at_edge = false;  // with \b
};

}  // namespace licensus
