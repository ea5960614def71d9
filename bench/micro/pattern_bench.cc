// The matcher with the rules as built: the first look at every byte, and finding on pages that have
// something to find.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "detect/pattern_matcher.h"
#include "page_text.h"

namespace licensus {
namespace {

constexpr size_t kPageBytes = 24 << 10;
constexpr size_t kPages = 512;
constexpr const char* kNotice =
    "<a rel=\"license\" href=\"https://creativecommons.org/licenses/by-nc/4.0/\">CC BY-NC 4.0</a>";

std::filesystem::path share() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() /
         "share/licensus";
}

struct Setup {
  Result<LicenseTable> licenses = LicenseTable::load(share(), "");
  Result<RuleSet> rules =
      licenses ? RuleSet::load(share(), "", *licenses) : Result<RuleSet>(fail("no licenses"));
  Result<PatternMatcher> matcher =
      rules ? PatternMatcher::create(*rules, *licenses) : Result<PatternMatcher>(fail("no rules"));
};

Setup& setup() {
  static Setup made;
  return made;
}

// range(0): of how many pages one has a notice; 0 for none.
void BM_Pages(benchmark::State& state) {
  if (!setup().matcher) return state.SkipWithError("the rules could not be loaded");
  const PatternMatcher& matcher = *setup().matcher;
  std::vector<std::string> pages;
  size_t expected = 0;
  for (size_t i = 0; i < kPages; ++i) {
    pages.push_back(page_text(kPageBytes, static_cast<unsigned>(i)));
    if (state.range(0) == 0 || i % static_cast<size_t>(state.range(0)) != 0) continue;
    pages.back().insert(kPageBytes / 2, kNotice);
    ++expected;
  }
  PatternMatcher::Scratch scratch;
  std::vector<PatternMatch> matches;
  size_t stated = 0;
  for (auto _ : state) {
    stated = 0;
    for (const std::string& page : pages) {
      if (!matcher.has_stem(page, scratch)) continue;
      matcher.find(page, scratch, matches);
      for (const PatternMatch& match : matches) {
        if (match.license != "CC-BY-NC-4.0" || match.rule->kind != Kind::kLink) continue;
        ++stated;
        break;
      }
    }
  }
  if (stated != expected) state.SkipWithError("notices were missed");
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(kPages * kPageBytes));
}
BENCHMARK(BM_Pages)->Arg(0)->Arg(30)->Arg(1)->Unit(benchmark::kMillisecond);

void BM_LoadAndCompile(benchmark::State& state) {
  if (!setup().matcher) return state.SkipWithError("the rules could not be loaded");
  for (auto _ : state) {
    const Result<RuleSet> rules = RuleSet::load(share(), "", *setup().licenses);
    const Result<PatternMatcher> matcher = PatternMatcher::create(*rules, *setup().licenses);
    if (rules->rules.size() != setup().rules->rules.size() || !matcher) {
      state.SkipWithError("rules were lost");
    }
  }
}
BENCHMARK(BM_LoadAndCompile)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace licensus
