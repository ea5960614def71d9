// How fast literals are looked for in every byte, by how many there are: by byte shuffles, and by
// Hyperscan, there also by how they are split into databases. The choice in detect/prefilter.cc.
#include <benchmark/benchmark.h>

#include <algorithm>

#include "detect/literals.h"
#include "detect/stem_scan.h"
#include "page_text.h"

namespace licensus {
namespace {

// By how much they help to find licenses; the first are the ones to keep.
const std::vector<std::string> kAscii{"licen",
                                      "creativecommons",
                                      "attribution",
                                      "public domain",
                                      "rights reserved",
                                      "cc-by",
                                      "cc by",
                                      "gpl",
                                      "commons",
                                      " cc0",
                                      "opendatacomm",
                                      "rightsstatemen",
                                      "noncommercial",
                                      "non-commercial",
                                      "research purpose",
                                      "noai",
                                      "kogl",
                                      "cdla",
                                      "namensnennung",
                                      "reservados",
                                      "tous droits",
                                      "rechte vorbeh",
                                      "data mining",
                                      "artificial intel",
                                      "known copyright",
                                      "mozilla public",
                                      "choosealicense",
                                      "eupl",
                                      "openrail",
                                      "apache.org",
                                      "spdx",
                                      "gnu.org",
                                      "copyleft",
                                      "redistribut",
                                      "warranty",
                                      "all rights"};
const std::vector<std::string> kNative{"공공누리", "저작자표시", "무단전재", "コモンズ",
                                       "非営利",   "无断转载",   "知识共享", "екоммерческ",
                                       "姓名標示", "版權所有",   "رخصة",     "казанием авторства"};
constexpr size_t kTextBytes = 16 << 20;
constexpr size_t kPlanted = 64;

std::string planted_text() {
  std::string text = page_text(kTextBytes, 1);
  for (size_t i = 0; i < kPlanted; ++i) text.replace((i + 1) * 200'000, 5, "LICEN");
  return text;
}

// range(0): ASCII literals; range(1): those in other scripts; range(2): most in one database;
// range(3): KB of text given to all databases in turn.
void BM_Literals(benchmark::State& state) {
  static const std::string text = planted_text();
  std::vector<Literals> databases;
  HyperscanScratch scratch;
  const auto add = [&](const std::vector<std::string>& all, size_t count) {
    const size_t most = static_cast<size_t>(state.range(2));
    const size_t parts = (count + most - 1) / most;
    for (size_t i = 0; i < parts; ++i) {
      const auto at = [&](size_t n) {
        return all.begin() + static_cast<ptrdiff_t>(n * count / parts);
      };
      databases.push_back(*Literals::compile({at(i), at(i + 1)}));
      databases.back().fit(scratch);
    }
  };
  if (state.range(2) < 64) {
    add(kAscii, static_cast<size_t>(state.range(0)));
    add(kNative, static_cast<size_t>(state.range(1)));
  } else {
    std::vector<std::string> all(kAscii.begin(), kAscii.begin() + state.range(0));
    all.insert(all.end(), kNative.begin(), kNative.begin() + state.range(1));
    add(all, all.size());
  }
  const size_t block = static_cast<size_t>(state.range(3)) << 10;
  size_t found = 0;
  for (auto _ : state) {
    found = 0;
    for (size_t at = 0; at < text.size(); at += block) {
      for (const Literals& database : databases) {
        database.scan(std::string_view(text).substr(at, block), scratch.get(),
                      [&](size_t, size_t) { ++found; });
      }
    }
  }
  if (state.range(0) > 0 && found < kPlanted - 4)
    state.SkipWithError("planted stems were not found");
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}

// range(0): ASCII literals; range(1): those in other scripts.
void BM_StemScan(benchmark::State& state) {
  if (!StemScan::is_supported()) return state.SkipWithError("this processor has no AVX2");
  static const std::string text = planted_text();
  std::vector<std::string> stems(kAscii.begin(), kAscii.begin() + state.range(0));
  stems.insert(stems.end(), kNative.begin(), kNative.begin() + state.range(1));
  const StemScan scan(stems);
  size_t found = 0;
  for (auto _ : state) {
    found = 0;
    scan.find(text, [&](size_t) { ++found; });
  }
  if (state.range(0) > 0 && found < kPlanted - 4) {
    state.SkipWithError("planted stems were not found");
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK(BM_StemScan)
    ->ArgNames({"ascii", "native"})
    ->Args({1, 0})
    ->Args({9, 0})
    ->Args({24, 0})
    ->Args({36, 0})
    ->Args({0, 12})
    ->Args({24, 12})
    ->Args({36, 12})
    ->Unit(benchmark::kMillisecond)
    ->MinTime(0.2);

void cases(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"ascii", "native", "most", "block_kb"});
  for (const int ascii : {1, 4, 9, 14, 18, 22, 26, 36}) bench->Args({ascii, 0, 63, 64});
  for (const int most : {8, 12, 18}) bench->Args({36, 0, most, 64});
  for (const int most : {12, 63}) bench->Args({24, 0, most, 64});
  for (const int native : {4, 12}) bench->Args({0, native, 63, 64});
  for (const int most : {9, 12, 18, 63, 64}) bench->Args({24, 12, most, 64});
  for (const int block : {16, 256, 16384}) bench->Args({24, 12, 18, block});
}
BENCHMARK(BM_Literals)->Apply(cases)->Unit(benchmark::kMillisecond)->MinTime(0.2);

}  // namespace
}  // namespace licensus
