#include "detect/text/word_comparison.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "base/ascii.h"
#include "base/utf8.h"

namespace licensus {
namespace {

constexpr size_t kMaxGapBytes = 64, kHeadBytes = 36, kTailBytes = 22;

// Numbers stand for all spellings of a word, some of them wrong; the shortest is shown but for
// these, where that would be a wrong one.
constexpr std::string_view kUsualSpellings[] = {
    "acknowledgement", "commercial", "commercially", "http",      "licensable",
    "license",         "licensed",   "licensee",     "licensing", "sublicense",
    "sublicensee",     "unlicense",  "unlicensed",   "unmodified"};

// A gap before it is put into words: positions of the rule from `begin` to, without, `end`; or the
// matched positions of the text on both sides.
struct Gap {
  uint32_t matched_before = 0;  // words: puts gaps of both sides in order
  bool extra = false;
  uint32_t begin = 0, end = 0;
};

void find_missing(const RuleMatch& match, std::vector<Gap>& gaps) {
  uint32_t matched = 0, at = 0;
  for (const PositionSet::Run& run : match.in_rule.runs()) {
    if (run.begin > at) gaps.push_back({matched, false, at, run.begin});
    matched += run.end - run.begin;
    at = run.end;
  }
  if (at < match.rule->length) gaps.push_back({matched, false, at, match.rule->length});
}

void find_extra(const RuleMatch& match, const TextQuery& query, std::vector<Gap>& gaps) {
  uint32_t matched = 0, last = match.in_text.first();
  for (const PositionSet::Run& run : match.in_text.runs()) {
    for (uint32_t at = run.begin; at < run.end; last = at++, ++matched) {
      if (matched == 0) continue;
      if (at > last + 1 || query.unknowns_after(last) != 0) {
        gaps.push_back({matched, true, last, at});
      }
    }
  }
}

std::string on_one_line(std::string_view text) {
  const auto is_mark = [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && !is_ascii_alpha(c) && !is_ascii_digit(c);
  };
  while (!text.empty() && is_mark(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_mark(text.back())) text.remove_suffix(1);
  std::string line;
  for (const char c : text) {
    const bool blank = static_cast<unsigned char>(c) <= ' ' || c == '\x7F';
    if (!blank || line.back() != ' ') line.push_back(blank ? ' ' : c);
  }
  return line;
}

std::string shortened(const std::string& line) {
  if (line.size() <= kMaxGapBytes) return line;
  std::string_view head = cut_utf8(line, kHeadBytes);
  if (const size_t blank = head.rfind(' '); blank != head.npos) head = head.substr(0, blank);
  std::string_view tail = std::string_view(line).substr(line.size() - kTailBytes);
  if (const size_t blank = tail.find(' '); blank != tail.npos) tail = tail.substr(blank + 1);
  while (!tail.empty() && (static_cast<unsigned char>(tail.front()) & 0xC0U) == 0x80) {
    tail.remove_prefix(1);
  }
  return std::string(head) + " ... " + std::string(tail);
}

WordGap missing_words(const Gap& gap, std::span<const TokenId> rule,
                      const std::vector<std::string>& spellings) {
  WordGap words{true, gap.end - gap.begin, 0, {}};
  std::string text;
  for (uint32_t at = gap.begin; at < gap.end && at < rule.size(); ++at) {
    if (!text.empty()) text += ' ';
    text += rule[at] < spellings.size() ? spellings[rule[at]] : "?";
  }
  words.text = shortened(text);
  return words;
}

WordGap extra_words(const Gap& gap, const TextQuery& query, const TextLines& lines) {
  WordGap words{false, gap.end - gap.begin - 1 + query.unknowns_in(gap.begin, gap.end), 0, {}};
  const uint32_t begin = query.source(gap.begin).end, end = query.source(gap.end).begin;
  words.line = query.line(gap.begin);
  words.text = shortened(replace_invalid(on_one_line(lines.text().substr(begin, end - begin))));
  return words;
}

}  // namespace

std::vector<std::string> spell_tokens(const TextIndex& index) {
  std::vector<std::string> spellings(index.token_count());
  index.token_table().for_each_word([&](std::string_view word, TokenId id) {
    if (id >= spellings.size()) return;
    std::string& spelling = spellings[id];
    if (spelling.empty() || std::make_tuple(word.size(), word) <
                                std::make_tuple(spelling.size(), std::string_view(spelling))) {
      spelling = word;
    }
  });
  for (const std::string_view usual : kUsualSpellings) {
    if (const TokenId id = index.find_token(usual); id < spellings.size()) spellings[id] = usual;
  }
  return spellings;
}

WordComparison compare_words(const RuleMatch& match, const TextIndex& index, const TextQuery& query,
                             const TextLines& lines, const std::vector<std::string>& spellings) {
  WordComparison comparison;
  if (match.rid == kNoRule) return comparison;
  comparison.matched = match.in_rule.size();
  comparison.rule_words = match.rule->length;
  const uint32_t stretch =
      match.in_text.magnitude() + query.unknowns_in(match.in_text.first(), match.in_text.last());
  comparison.extra = stretch - match.size();
  std::vector<Gap> gaps;
  find_missing(match, gaps);
  find_extra(match, query, gaps);
  std::stable_sort(gaps.begin(), gaps.end(),
                   [](const Gap& a, const Gap& b) { return a.matched_before < b.matched_before; });
  for (const Gap& gap : gaps) {
    if (comparison.gaps.size() == WordComparison::kMaxGaps) break;
    comparison.gaps.push_back(gap.extra ? extra_words(gap, query, lines)
                                        : missing_words(gap, index.tokens(match.rid), spellings));
  }
  comparison.more_gaps = static_cast<uint32_t>(gaps.size() - comparison.gaps.size());
  return comparison;
}

}  // namespace licensus
