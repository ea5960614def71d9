// How fast texts become tokens, and tokens walk the automaton of all rules: over the C headers of
// the machine and over the rules' own words. Skipped where there is no index.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "detect/text/find_index.h"
#include "detect/text/text_index.h"
#include "detect/text/tokenizer.h"

namespace licensus {
namespace {

namespace fs = std::filesystem;

constexpr size_t kTextBytes = 16 << 20;

const TextIndex* text_index() {
  static const auto index = TextIndex::open(std::string(LICENSUS_SHARE "/") + kIndexFileName);
  return index ? index->get() : nullptr;
}

const std::string& headers() {
  static const std::string text = [] {
    std::string all;
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::recursive_directory_iterator at("/usr/include", error), end; !error && at != end;
         at.increment(error)) {
      if (at->path().extension() == ".h" && at->is_regular_file(error)) files.push_back(at->path());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& path : files) {
      if (all.size() > kTextBytes) break;
      std::ifstream file(path, std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
      all += '\n';
    }
    return all;
  }();
  return text;
}

// Pieces, as documents come: their tokens stay in the cache.
constexpr size_t kPieceBytes = 64 << 10;

void tokenize_headers(benchmark::State& state, auto tokenizer) {
  const TextIndex* index = text_index();
  const std::string& text = headers();
  if (index == nullptr || text.empty()) return state.SkipWithError("no index, or no headers");
  std::vector<Token> tokens;
  size_t count = 0;
  for (auto _ : state) {
    for (size_t at = 0; at < text.size(); at += kPieceBytes) {
      tokens.clear();
      tokenizer(std::string_view(text).substr(at, kPieceBytes), index->token_table(), tokens);
      count += tokens.size();
    }
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
  state.SetItemsProcessed(static_cast<int64_t>(count));
}

void Tokenize(benchmark::State& state) { tokenize_headers(state, tokenize); }
BENCHMARK(Tokenize)->Unit(benchmark::kMillisecond);

void TokenizePlainly(benchmark::State& state) { tokenize_headers(state, tokenize_plainly); }
BENCHMARK(TokenizePlainly)->Unit(benchmark::kMillisecond);

std::vector<TokenId> known_tokens(const TextIndex& index) {
  std::vector<Token> tokens;
  tokenize(headers(), index.token_table(), tokens);
  std::vector<TokenId> known;
  for (const Token& token : tokens) {
    if (token.id < index.token_count()) known.push_back(token.id);
  }
  return known;
}

void walk(benchmark::State& state, const TextIndex& index, const std::vector<TokenId>& tokens) {
  const RuleAutomaton& automaton = index.automaton();
  size_t found = 0;
  for (auto _ : state) {
    auto at = RuleAutomaton::start();
    for (const TokenId token : tokens) {
      at = automaton.step(at, token);
      automaton.for_each_rule(at, [&](Rid) { ++found; });
    }
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * tokens.size()));
  state.counters["found"] = static_cast<double>(found / state.iterations());
}

void WalkHeaders(benchmark::State& state) {
  const TextIndex* index = text_index();
  if (index == nullptr) return state.SkipWithError("no index");
  walk(state, *index, known_tokens(*index));
}
BENCHMARK(WalkHeaders)->Unit(benchmark::kMillisecond);

void WalkRules(benchmark::State& state) {
  const TextIndex* index = text_index();
  if (index == nullptr) return state.SkipWithError("no index");
  std::vector<TokenId> tokens;
  for (size_t rid = 0; rid < index->rule_count(); ++rid) {
    const auto rule = index->tokens(static_cast<Rid>(rid));
    tokens.insert(tokens.end(), rule.begin(), rule.end());
  }
  walk(state, *index, tokens);
}
BENCHMARK(WalkRules)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace licensus
