// The license-text index: ScanCode's rules, compiled into one memory-mapped file. What each value
// means and how it is used is ScanCode 32.5.0's algorithm; "as ScanCode computes it" includes its
// quirks. text_index_file.h describes the file, index_builder.h makes it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/text/rule_automaton.h"
#include "detect/text/token_table.h"

namespace licensus {

// The number of a rule, 0 to TextIndex::rule_count() - 1: ScanCode's rid, rules in byte order of
// their identifiers. It decides last ties in the ranking of candidates.
using Rid = uint16_t;
inline constexpr Rid kNoRule = 0xFFFF;
inline constexpr uint16_t kNoExpression = 0xFFFF;

// Bits of RuleRecord::flags.
enum RuleFlag : uint32_t {
  kRuleText = 1u << 0,            // is_license_text
  kRuleNotice = 1u << 1,          // is_license_notice
  kRuleReference = 1u << 2,       // is_license_reference
  kRuleTag = 1u << 3,             // is_license_tag
  kRuleIntro = 1u << 4,           // is_license_intro
  kRuleClue = 1u << 5,            // is_license_clue
  kRuleFalsePositive = 1u << 6,   // is_false_positive: a match takes other matches away
  kRuleContinuous = 1u << 7,      // is_continuous, stored, or its one required phrase is all of it
  kRuleRequiredPhrase = 1u << 8,  // is_required_phrase
  kRuleSmall = 1u << 9,           // fewer than 15 tokens; never set for false positives (quirk)
  kRuleTiny = 1u << 10,           // fewer than 6 tokens; likewise
  kRuleWeak = 1u << 11,           // holds no legalese: exact matches only
  // Candidates of the approximate step. Quirk of 32.5.0: small and tiny are not looked at.
  kRuleApproxMatchable = 1u << 12,
  kRuleFromLicense = 1u << 13,        // a license's own text: its identifier ends in .LICENSE
  kRuleStartsWithLicense = 1u << 14,  // first token is license, licence or licensed;
  kRuleEndsWithLicense = 1u << 15,    // the last one is; neither is set for false positives
  kRuleStoredRelevance = 1u << 16,    // the rule's file gives a relevance
  kRuleStoredCoverage = 1u << 17,     // the rule's file gives a minimum coverage
};

// One rule, as the file holds it. All counts are of tokens (stopwords left out). For false-positive
// rules ScanCode computes no thresholds: everything from high_length to min_high_unique_length is
// 0.
struct RuleRecord {
  uint32_t flags = 0;                   // RuleFlag
  uint32_t tokens_at = 0;               // where its tokens begin; use TextIndex::tokens()
  uint32_t unique_at = 0;               // likewise; TextIndex::unique_tokens(), unique_counts()
  uint32_t stops_at = 0;                // likewise; TextIndex::stopwords()
  uint32_t phrases_at = 0;              // likewise; TextIndex::required_phrases()
  uint32_t identifier_at = 0;           // likewise; TextIndex::identifier()
  uint32_t text_at = 0;                 // likewise; TextIndex::short_text()
  uint16_t identifier_size = 0;         // bytes
  uint16_t text_size = 0;               // bytes
  uint16_t stops = 0;                   // how many positions have stopwords behind them
  uint16_t phrases = 0;                 // how many required phrases
  uint16_t expression = kNoExpression;  // TextIndex::expression(); kNoExpression: false positives
  uint16_t length = 0;                  // L
  uint16_t high_length = 0;             // H: tokens that are legalese
  uint16_t unique_length = 0;           // U: different tokens
  uint16_t high_unique_length = 0;      // HU: different tokens that are legalese
  uint16_t min_length = 0;              // minLen: shortest match of tokens
  uint16_t min_high_length = 0;         // minHigh
  uint16_t min_unique_length = 0;       // minLenU: the same for different tokens
  uint16_t min_high_unique_length = 0;  // minHighU
  uint8_t relevance = 0;                // 0-100, stored or computed from the length
  uint8_t stored_coverage = 0;          // per cent as the rule's file has it, 0 where it has none
  uint8_t minimum_coverage = 0;         // per cent as ScanCode uses it
  uint8_t unused_byte = 0;
  uint16_t unused = 0;

  bool has(uint32_t any_of) const { return (flags & any_of) != 0; }
  // minContainment: exactly Python's minimum_coverage / 100.
  double min_containment() const { return minimum_coverage / 100.0; }
};

// How many stopwords follow a token of a rule.
struct StopwordCount {
  uint16_t after = 0;  // position + 1: 0 stands for before the first token (ScanCode's -1)
  uint16_t count = 0;
};

// Tokens of a rule from `begin` up to, without, `end`.
struct TokenSpan {
  uint16_t begin = 0, end = 0;
};

// What a license is called.
struct LicenseKey {
  std::string_view key;      // ScanCode's, lower case: "mit"
  std::string_view spdx_id;  // "MIT", or "LicenseRef-scancode-..." where SPDX has none; never ""
  bool is_exception = false;
  bool is_deprecated = false;  // ScanCode's word on its key; no rule and no alias leads to it
};

// A line for people: who made ScanCode's rules, under which license. Every CC-BY text asks for one.
inline constexpr std::string_view kScanCodeCredits =
    "license texts and rules by nexB Inc. and the other authors of ScanCode "
    "(https://github.com/aboutcode-org/scancode-toolkit), under CC-BY-4.0 "
    "(https://creativecommons.org/licenses/by/4.0/), compiled into an index";

// Versions and counts, for `licensus index info` and run.json.
struct TextIndexInfo {
  uint32_t format = 0;
  std::string rule_base;  // "scancode-toolkit-mini 32.5.0"
  std::string credits;    // kScanCodeCredits where the rules are ScanCode's, else ""
  uint64_t file_bytes = 0, checksum = 0;
  uint32_t rules = 0, false_positives = 0, approx_rules = 0, tokens = 0, legalese = 0,
           stopwords = 0, expressions = 0, licenses = 0, automaton_states = 0;
  uint64_t rule_tokens = 0;
};

struct TextIndexData;  // text_index_data.h

// An index file, mapped read-only: all threads share one, all processes share its pages. Immutable;
// every const member may be called from any thread. Views that it returns live as long as it does.
// Numbers read from the file are checked when it is opened, or where they are used, so that a file
// that passed open() but was damaged since gives wrong answers at worst, no access out of bounds.
class TextIndex {
 public:
  // Maps a file: header, sizes, bounds and the header's own checksum are looked at, not every byte
  // (see verify). Fails with one line: not there, not an index, of another format, damaged.
  static Result<std::unique_ptr<const TextIndex>> open(const std::string& path);
  ~TextIndex();
  TextIndex(const TextIndex&) = delete;
  TextIndex& operator=(const TextIndex&) = delete;

  const TextIndexInfo& info() const;

  // Reads the whole file and compares its checksum; the error says what does not fit.
  Result<void> verify() const;

  // --- Words -------------------------------------------------------------------------------------
  const TokenTable& token_table() const { return token_table_; }
  TokenId find_token(std::string_view lower_case_word) const {
    return token_table_.find(lower_case_word).id;
  }
  size_t token_count() const { return digit_only_.size(); }  // ids are below
  size_t legalese_count() const { return legalese_count_; }
  bool is_high(TokenId id) const { return id < legalese_count_; }
  // Whether the token is digits only; false for kUnknownToken and kStopword.
  bool is_digit_only(TokenId id) const { return id < digit_only_.size() && digit_only_[id] != 0; }

  // --- Rules: REQUIRES rid < rule_count() --------------------------------------------------------
  size_t rule_count() const { return rules_.size(); }
  const RuleRecord& rule(Rid rid) const { return rules_[rid]; }
  std::string_view identifier(Rid rid) const;  // "mit_26.RULE", "mit.LICENSE"
  std::span<const TokenId> tokens(Rid rid) const;
  std::span<const TokenId> rule_tokens() const;  // of all rules: tokens() are parts of it
  std::span<const StopwordCount> stopwords(Rid rid) const;     // ascending, only where count > 0
  std::span<const TokenSpan> required_phrases(Rid rid) const;  // ascending
  // Rules of one token that are references or clues: the rule's text as ScanCode keeps it, white
  // space at its end included (step 8.7 compares it with what was matched). "" for all others.
  std::string_view short_text(Rid rid) const;

  // License expressions in ScanCode keys, rendered as ScanCode does: "gpl-2.0 WITH x OR mit".
  size_t expression_count() const;
  std::string_view expression(uint16_t id) const;  // "" for kNoExpression

  // The rule whose tokens are exactly these; false positives are not among them.
  std::optional<Rid> find_whole_text(std::span<const TokenId> tokens) const;

  // --- Exact step --------------------------------------------------------------------------------
  // All rules, false positives too; no two rules have the same tokens.
  const RuleAutomaton& automaton() const { return automaton_; }

  // --- Approximate step --------------------------------------------------------------------------
  // The rules that are kRuleApproxMatchable, ordered by unique_length, then rid. Postings name a
  // rule by its place in this order, so that small counters and bounds on the length are cheap.
  std::span<const Rid> approx_rules() const { return approx_rules_; }
  // Places, ascending, of the approx rules that hold a token (legalese or not); empty where id is
  // no token.
  std::span<const uint16_t> postings(TokenId id) const;
  // The different tokens of an approx rule, ascending (so legalese first: high_unique_length of
  // them), and how often each occurs. Empty for all other rules.
  std::span<const TokenId> unique_tokens(Rid rid) const;
  std::span<const uint16_t> unique_counts(Rid rid) const;

  // Whether two neighbouring tokens, one or both of them legalese, stand so in some rule that is no
  // false positive. From a bitmap of 2^26 bits by hash: true by chance for about 1 pair in 100.
  bool has_bigram(TokenId first, TokenId second) const {
    const uint32_t bit = bigram_bit(first, second);
    return (bigrams_[bit >> 6] >> (bit & 63) & 1) != 0;
  }
  static constexpr uint32_t kBigramBits = 1u << 26;
  static uint32_t bigram_bit(TokenId first, TokenId second) {
    return ((uint32_t{first} << 16 | second) * 0x9E3779B1u) >> 6;
  }

  // --- Licenses ----------------------------------------------------------------------------------
  // By ScanCode key; nullopt where there is none.
  std::optional<LicenseKey> license(std::string_view scancode_key) const;
  // By any id that SPDX documents may use, in lower case: spdx_license_key and
  // other_spdx_license_keys of licenses that are not deprecated, so also licenseref-scancode-...
  std::optional<LicenseKey> license_of_spdx_id(std::string_view lower_case_id) const;

 private:
  explicit TextIndex(std::unique_ptr<TextIndexData> data);
  bool attach();

  std::unique_ptr<TextIndexData> data_;
  TokenTable token_table_;
  RuleAutomaton automaton_;
  std::span<const RuleRecord> rules_;
  std::span<const uint8_t> digit_only_;
  std::span<const uint64_t> bigrams_;
  std::span<const Rid> approx_rules_;
  size_t legalese_count_ = 0;
};

}  // namespace licensus
