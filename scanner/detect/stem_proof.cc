// prove_stems: walks the pattern beside an automaton that knows how much of which stem was just
// read (A. Aho, M. Corasick, 1975), and looks for a way to the end on which no stem is completed.
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <deque>
#include <map>

#include "detect/pattern_shape.h"

namespace licensus {
namespace {

using Kind = PatternShape::Kind;

// A state of the automaton -> a text that leads there.
using Reached = std::map<int, std::string>;

constexpr int kDone = -1;  // a stem was completed

std::u32string folded(const std::string& text) {
  const icu::UnicodeString units = icu::UnicodeString::fromUTF8(text).foldCase();
  std::u32string result;
  for (int32_t i = 0; i < units.length(); i = units.moveIndex32(i, 1)) {
    result.push_back(static_cast<char32_t>(units.char32At(i)));
  }
  return result;
}

char32_t fold(char32_t c) {
  return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT));
}

void append(char32_t c, std::string& text) {
  icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(text);
}

class StemAutomaton {
 public:
  explicit StemAutomaton(const std::vector<std::string>& stems);

  // Where `c`, a folded character, leads; kDone where a stem ends there. All characters that are in
  // no stem lead to 0.
  int next(int state, char32_t c) const {
    const auto found = states_[static_cast<size_t>(state)].next.find(c);
    if (found == states_[static_cast<size_t>(state)].next.end()) return 0;
    return states_[static_cast<size_t>(found->second)].is_end ? kDone : found->second;
  }
  const std::u32string& alphabet() const { return alphabet_; }

 private:
  struct State {
    std::map<char32_t, int> next;
    int fail = 0;
    bool is_end = false;
  };
  int target(int state, char32_t c) const {
    const auto found = states_[static_cast<size_t>(state)].next.find(c);
    return found == states_[static_cast<size_t>(state)].next.end() ? 0 : found->second;
  }

  std::vector<State> states_ = std::vector<State>(1);
  std::u32string alphabet_;  // distinct characters of the stems, sorted
};

StemAutomaton::StemAutomaton(const std::vector<std::string>& stems) {
  for (const std::string& stem : stems) {
    int state = 0;
    for (const char32_t c : folded(stem)) {
      alphabet_.push_back(c);
      const auto [edge, is_new] =
          states_[static_cast<size_t>(state)].next.emplace(c, static_cast<int>(states_.size()));
      state = edge->second;
      if (is_new) states_.emplace_back();
    }
    states_[static_cast<size_t>(state)].is_end = true;
  }
  std::sort(alphabet_.begin(), alphabet_.end());
  alphabet_.erase(std::unique(alphabet_.begin(), alphabet_.end()), alphabet_.end());
  std::deque<int> queue{0};
  while (!queue.empty()) {
    const int state = queue.front();
    queue.pop_front();
    const State copy = states_[static_cast<size_t>(state)];
    for (const auto& [c, child] : copy.next) {
      State& below = states_[static_cast<size_t>(child)];
      below.fail = state == 0 ? 0 : target(copy.fail, c);
      below.is_end |= states_[static_cast<size_t>(below.fail)].is_end;
      queue.push_back(child);
    }
    // Parents are complete before their children, so what the shorter suffix can go on with is
    // known.
    for (const auto& [c, suffix] : states_[static_cast<size_t>(copy.fail)].next) {
      states_[static_cast<size_t>(state)].next.emplace(c, suffix);
    }
  }
}

bool holds(const PatternShape& characters, char32_t folded_character) {
  const auto in_ranges = [&](char32_t c) {
    return std::any_of(characters.ranges.begin(), characters.ranges.end(),
                       [&](const auto& range) { return range.first <= c && c <= range.last; });
  };
  const auto is_form = [&](char32_t form) {
    return fold(form) == folded_character && in_ranges(form) != characters.is_negated;
  };
  const auto c = static_cast<UChar32>(folded_character);
  return is_form(folded_character) || is_form(static_cast<char32_t>(u_toupper(c))) ||
         is_form(static_cast<char32_t>(u_totitle(c))) || is_form(0x212A) || is_form(0x17F);
}

class Prover {
 public:
  explicit Prover(const std::vector<std::string>& stems) : automaton_(stems) {}

  // What can be reached by a match of `shape` from `from` without completing a stem.
  Reached after(const PatternShape& shape, const Reached& from);

 private:
  struct Step {
    std::u32string known;  // characters of stems that the class holds
    char32_t other = 0;    // a character that is in no stem; 0 for none
  };
  const Step& step(const PatternShape& characters);
  Reached after_characters(const PatternShape& shape, const Reached& from);
  Reached after_repeat(const PatternShape& shape, const Reached& from);

  StemAutomaton automaton_;
  std::map<const PatternShape*, Step> steps_;
};

const Prover::Step& Prover::step(const PatternShape& characters) {
  const auto [entry, is_new] = steps_.emplace(&characters, Step());
  Step& result = entry->second;
  if (!is_new) return result;
  const std::u32string& alphabet = automaton_.alphabet();
  std::copy_if(alphabet.begin(), alphabet.end(), std::back_inserter(result.known),
               [&](char32_t c) { return holds(characters, c); });
  const auto is_other = [&](char32_t c) {
    return !std::binary_search(alphabet.begin(), alphabet.end(), fold(c)) &&
           holds(characters, fold(c));
  };
  const auto find_other = [&](char32_t first, char32_t last) {
    for (char32_t c = first; c <= last && result.other == 0; ++c) {
      if (is_other(c)) result.other = c;
    }
  };
  if (characters.is_negated) find_other(' ', 0x10FFFF);
  for (const auto& range : characters.ranges) find_other(std::max(range.first, U'\t'), range.last);
  return result;
}

void reach(int state, const std::string& before, char32_t c, Reached& to) {
  if (state == kDone || to.contains(state)) return;
  std::string text = before;
  append(c, text);
  to.emplace(state, std::move(text));
}

Reached Prover::after_characters(const PatternShape& shape, const Reached& from) {
  const Step& way = step(shape);
  Reached to;
  for (const auto& [state, text] : from) {
    for (const char32_t c : way.known) reach(automaton_.next(state, c), text, c, to);
    if (way.other != 0) reach(0, text, way.other, to);
  }
  return to;
}

Reached Prover::after_repeat(const PatternShape& shape, const Reached& from) {
  Reached now = from;
  for (size_t i = 0; i < shape.least && !now.empty(); ++i) now = after(shape.parts.front(), now);
  Reached all = now;
  for (size_t i = shape.least; i < shape.most; ++i) {
    now = after(shape.parts.front(), now);
    const size_t before = all.size();
    all.insert(now.begin(), now.end());
    if (all.size() == before) break;
  }
  return all;
}

Reached Prover::after(const PatternShape& shape, const Reached& from) {
  if (from.empty()) return {};
  if (shape.kind == Kind::kCharacters) return after_characters(shape, from);
  if (shape.kind == Kind::kRepeat) return after_repeat(shape, from);
  Reached to;
  if (shape.kind == Kind::kSequence) {
    to = from;
    for (const PatternShape& part : shape.parts) to = after(part, to);
    return to;
  }
  for (const PatternShape& part : shape.parts) {
    Reached branch = after(part, from);
    to.merge(branch);
  }
  return to;
}

}  // namespace

Result<void> prove_stems(const PatternShape& shape, const std::vector<std::string>& stems) {
  const Reached reached = Prover(stems).after(shape, {{0, ""}});
  if (reached.empty()) return {};
  const auto shortest = std::min_element(
      reached.begin(), reached.end(),
      [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  return fail("the pattern can match without any of its stems, as in \"" + shortest->second +
              "\"; give a stem for that, or narrow the pattern");
}

}  // namespace licensus
