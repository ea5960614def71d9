// libFuzzer: any bytes searched by the program of a pattern, which must find what RE2 finds or say
// that it does not know. The first byte chooses the pattern, the second where the search begins.
#include <re2/re2.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "detect/pattern_program.h"

namespace {

using namespace licensus;
using Found = PatternProgram::Found;

struct Pattern {
  Pattern(const char* pattern, bool case_sensitive)
      : re2(pattern,
            [&] {
              re2::RE2::Options options;
              options.set_case_sensitive(case_sensitive);
              return options;
            }()),
        program(PatternProgram::compile(read_shape(pattern, case_sensitive), {})) {}

  re2::RE2 re2;
  PatternProgram program;
};

const std::vector<std::unique_ptr<Pattern>>& patterns() {
  static const auto made = [] {
    std::vector<std::unique_ptr<Pattern>> all;
    for (
        const char* pattern : {
            R"(\b(?:https?:)?(?:/|\\/|%2f){0,2}a\.b/(?P<x>[a-z]{2}(?:-[a-z]{2}){0,2})(?:/(?P<v>\d))?)",
            R"(\ba(?:[\t-\r \x{a0}\x{3000}]|&nbsp;|\\n)[\s*#/]*(?P<n>by|sa|가|k)?\b)",
            R"((?P<a>[^.<>가]{0,20}?)\bs(?:ab|ac|ad|b|c|d|k|é|)(?P<b>[a-c]{1,3})?(?:x|\B))",
            R"((?:(a|ab)(c|bcd)(d*|e)){1,3}|.{2,5}?b$)",
            R"(^(?i:ſk)[^a-y]{0,4}(?P<z>z{0,2}|zz)?(?:a?b?c?){0,4}c)",
        }) {
      for (const bool case_sensitive : {false, true})
        all.push_back(std::make_unique<Pattern>(pattern, case_sensitive));
    }
    return all;
  }();
  return made;
}

void require(bool condition) {
  if (!condition) std::abort();
}

void compare_groups(const Pattern& pattern, std::string_view text, Span match) {
  const auto count = static_cast<size_t>(pattern.re2.NumberOfCapturingGroups()) + 1;
  std::vector<std::string_view> groups(count);
  const Found found = pattern.program.capture(text, match, groups);
  if (found == Found::kUnsure) return;
  std::vector<re2::StringPiece> expected(count);
  const bool matches =
      pattern.re2.Match({text.data(), text.size()}, match.start, match.end, re2::RE2::ANCHOR_BOTH,
                        expected.data(), static_cast<int>(count));
  require(found == Found::kMatch && matches);
  for (size_t i = 0; i < count; ++i)
    require(groups[i] == std::string_view(expected[i].data(), expected[i].size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const Pattern& pattern = *patterns()[data[0] % patterns().size()];
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const size_t from = std::min<size_t>(data[1], text.size());
  const size_t to = std::min<size_t>(from + 400, text.size());
  Span match{};
  const Found found = pattern.program.find(text, from, text.size(), to, match);
  if (found == Found::kUnsure) return 0;
  re2::StringPiece expected;
  const bool matches =
      pattern.re2.Match({text.data(), text.size()}, from, to, re2::RE2::UNANCHORED, &expected, 1);
  require(matches == (found == Found::kMatch));
  if (!matches) return 0;
  require(expected.data() == text.data() + match.start &&
          expected.size() == match.end - match.start);
  compare_groups(pattern, text, match);
  return 0;
}
