#include "detect/stem_proof.h"

#include <re2/filtered_re2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <vector>

#include "detect/compiled_rule.h"

namespace licensus {
namespace {

std::string without_case(const std::string& text) {
  std::string folded;
  icu::UnicodeString::fromUTF8(text).foldCase().toUTF8String(folded);
  return folded;
}

}  // namespace

Result<void> prove_stems(const Rule& rule) {
  std::vector<std::string> stems;
  size_t shortest = std::string::npos;
  for (const std::string& stem : rule.stems) {
    stems.push_back(without_case(stem));
    shortest = std::min(shortest, stems.back().size());
  }
  re2::FilteredRE2 filter(static_cast<int>(shortest));
  int id = 0;
  if (filter.Add(rule.pattern, pattern_options(rule), &id) != re2::RE2::NoError) {
    return fail("RE2 refuses the pattern: " +
                re2::RE2(rule.pattern, pattern_options(rule)).error());
  }
  std::vector<std::string> atoms;
  filter.Compile(&atoms);
  std::vector<int> without_stem;
  std::string literal;
  for (size_t i = 0; i < atoms.size(); ++i) {
    const std::string atom = without_case(atoms[i]);
    if (std::any_of(stems.begin(), stems.end(), [&](const std::string& stem) {
          return atom.find(stem) != std::string::npos;
        })) {
      continue;
    }
    without_stem.push_back(static_cast<int>(i));
    literal = atoms[i];
  }
  std::vector<int> possible;
  filter.AllPotentials(without_stem, &possible);
  if (possible.empty()) return {};
  return fail("the pattern can match without any of its stems" +
              (literal.empty() ? "; give stems that every match holds"
                               : ", as by \"" + literal + "\"; add a stem for it"));
}

}  // namespace licensus
