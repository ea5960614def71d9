#include "detect/text/rule_compiler.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "detect/text/thresholds.h"
#include "detect/text/tokenizer.h"
#include "license/expression.h"

namespace licensus {
namespace {

constexpr size_t kMaxTokens = 32767;  // ScanCode's own limit
constexpr size_t kMaxLength = 65534;  // positions have 16 bits
constexpr size_t kUrlLineBytes = 1000;

bool is_digits(std::string_view word) {
  for (int32_t at = 0; at < static_cast<int32_t>(word.size());) {
    UChar32 c = 0;
    U8_NEXT(word.data(), at, static_cast<int32_t>(word.size()), c);
    const int32_t type = u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE);
    if (c < 0 || (type != U_NT_DECIMAL && type != U_NT_DIGIT)) return false;
  }
  return !word.empty();
}

bool is_one_character(std::string_view word) {
  int32_t at = 0;
  UChar32 c = 0;
  U8_NEXT(word.data(), at, static_cast<int32_t>(word.size()), c);
  return c >= 0 && at == static_cast<int32_t>(word.size());
}

// One line that is a URL: every word of it counts.
bool is_bare_url(std::string_view text) {
  return (text.starts_with("http://") || text.starts_with("https://") ||
          text.starts_with("ftp://")) &&
         text.substr(0, kUrlLineBytes).find('\n') == text.npos;
}

// Follows the marks {{ and }} from word to word.
class PhraseReader {
 public:
  explicit PhraseReader(CompiledRule& rule) : rule_(rule) {}

  // What stands between two words; `position` is that of the next token. False: a mark too many.
  bool read(std::string_view gap, size_t position) {
    for (size_t at = 0; at + 1 < gap.size(); ++at) {
      if (gap[at] == '{' && gap[at + 1] == '{') {
        if (is_open_) return false;
        is_open_ = true;
        begin_ = position;
        ++at;
      } else if (gap[at] == '}' && gap[at + 1] == '}') {
        if (!is_open_ || begin_ == position) return false;
        is_open_ = false;
        rule_.phrases.push_back({static_cast<uint16_t>(begin_), static_cast<uint16_t>(position)});
        ++at;
      }
    }
    return true;
  }
  bool is_open() const { return is_open_; }

 private:
  CompiledRule& rule_;
  bool is_open_ = false;
  size_t begin_ = 0;
};

class Compiler {
 public:
  explicit Compiler(const RuleSource& source) : source_(source) {}

  Result<CompiledRules> compile() {
    auto done = number_legalese();
    if (done) number_spdx_words();
    for (const SourceRule& rule : source_.rules) {
      if (done) done = add_rule(rule);
    }
    if (!done) return fail(done.error().message);
    if (next_id_ > kMaxTokens) return fail("more words than 15 bits count");
    if (result_.rules.size() >= kNoRule) return fail("more rules than 16 bits count");
    if (result_.expressions.size() >= kNoExpression) {
      return fail("more expressions than 16 bits count");
    }
    list_words();
    return std::move(result_);
  }

 private:
  Result<void> number_legalese() {
    stopwords_.insert(source_.stopwords.begin(), source_.stopwords.end());
    std::set<int> numbers;
    for (const auto& [word, number] : source_.legalese) {
      numbers.insert(number);
      ids_[word] = static_cast<TokenId>(number);
    }
    if (!numbers.empty() && (*numbers.begin() != 0 || *numbers.rbegin() >= (1 << 15) ||
                             static_cast<size_t>(*numbers.rbegin()) + 1 != numbers.size())) {
      return fail("the numbers of legalese words have gaps");
    }
    next_id_ = result_.legalese = numbers.size();
    for (const char* word : {"license", "licence", "licensed"}) {
      const auto id = ids_.find(word);
      if (id != ids_.end()) license_ids_.insert(id->second);
    }
    return {};
  }

  void number_spdx_words() {
    std::set<std::string> words = {"spdx", "license", "licence", "identifier", "licenseref"};
    const auto add = [&](const std::string& id) {
      for (const Word& word : cut_words(id)) {
        if (!stopwords_.contains(word.lower)) words.insert(word.lower);
      }
    };
    for (const SourceLicense& license : source_.licenses) {
      if (license.is_deprecated) continue;
      add(license.spdx_id);
      for (const std::string& id : license.other_spdx_ids) add(id);
    }
    for (const std::string& word : words) number(word);
  }

  TokenId number(const std::string& word) {
    const auto [entry, is_new] = ids_.try_emplace(word, static_cast<TokenId>(next_id_));
    if (is_new) ++next_id_;
    return entry->second;
  }

  Result<void> add_rule(const SourceRule& from) {
    CompiledRule rule;
    rule.identifier = from.identifier;
    rule.record.flags = from.flags;
    const auto refuse = [&](std::string_view why) {
      return fail(from.identifier + ": " + std::string(why));
    };
    if (!read_text(from, rule)) return refuse("its marks {{ and }} do not fit together");
    if (rule.tokens.empty()) return refuse("its text holds no words");
    if (rule.tokens.size() > kMaxLength) return refuse("its text is too long");
    if (next_id_ > kMaxTokens) return refuse("more words than 15 bits count");
    const auto [same, is_new] = seen_.try_emplace(
        std::u16string(rule.tokens.begin(), rule.tokens.end()), result_.rules.size());
    if (!is_new) return refuse("its words are those of " + source_.rules[same->second].identifier);
    if (!from.expression.empty()) {
      auto rendered = render_as_scancode(from.expression);
      if (!rendered) return refuse(rendered.error().message);
      const auto [id, unseen] = expression_ids_.try_emplace(*rendered, expression_ids_.size());
      if (unseen) result_.expressions.push_back(*rendered);
      rule.record.expression = static_cast<uint16_t>(id->second);
    }
    measure(from, rule);
    result_.rules.push_back(std::move(rule));
    return {};
  }

  bool read_text(const SourceRule& from, CompiledRule& rule) {
    const std::string_view text = from.text;
    const bool has_phrases = (from.flags & kRuleFromLicense) == 0;
    PhraseReader phrases(rule);
    size_t gap_begin = 0;
    for (const Word& word : cut_words(text)) {
      const std::string_view gap = text.substr(gap_begin, word.begin - gap_begin);
      if (has_phrases && !phrases.read(gap, rule.tokens.size())) return false;
      gap_begin = word.end;
      if (!stopwords_.contains(word.lower)) {
        rule.tokens.push_back(number(word.lower));
        continue;
      }
      const auto after = static_cast<uint16_t>(rule.tokens.size());
      if (rule.stopwords.empty() || rule.stopwords.back().after != after) {
        rule.stopwords.push_back({after, 0});
      }
      ++rule.stopwords.back().count;
    }
    return !has_phrases ||
           (phrases.read(text.substr(gap_begin), rule.tokens.size()) && !phrases.is_open());
  }

  // Everything that follows from the tokens.
  void measure(const SourceRule& from, CompiledRule& rule) {
    RuleRecord& record = rule.record;
    const auto is_high = [&](TokenId id) { return id < result_.legalese; };
    record.length = static_cast<uint16_t>(rule.tokens.size());
    const std::set<TokenId> unique(rule.tokens.begin(), rule.tokens.end());
    const auto high_unique = std::count_if(unique.begin(), unique.end(), is_high);
    if (high_unique == 0) record.flags |= kRuleWeak;
    if (rule.phrases.size() == 1 && rule.phrases[0].end - rule.phrases[0].begin == record.length) {
      record.flags |= kRuleContinuous;
    }
    record.relevance = static_cast<uint8_t>(
        from.relevance >= 0 ? from.relevance : computed_relevance(record.length));
    if (from.relevance >= 0) record.flags |= kRuleStoredRelevance;
    if (from.coverage >= 0) record.flags |= kRuleStoredCoverage;
    record.stored_coverage = static_cast<uint8_t>(std::max(from.coverage, 0));
    record.minimum_coverage = is_bare_url(from.text) ? 100 : record.stored_coverage;
    if (record.length == 1 && record.has(kRuleReference | kRuleClue)) rule.short_text = from.text;
    if (record.has(kRuleFalsePositive)) {
      record.relevance = 100;
      return;
    }
    record.unique_length = static_cast<uint16_t>(unique.size());
    record.high_unique_length = static_cast<uint16_t>(high_unique);
    record.high_length =
        static_cast<uint16_t>(std::count_if(rule.tokens.begin(), rule.tokens.end(), is_high));
    if (license_ids_.contains(rule.tokens.front())) record.flags |= kRuleStartsWithLicense;
    if (license_ids_.contains(rule.tokens.back())) record.flags |= kRuleEndsWithLicense;
    // Quirk of 32.5.0: asked before small and tiny are known, so neither counts.
    if (!record.has(kRuleWeak | kRuleRequiredPhrase | kRuleContinuous)) {
      record.flags |= kRuleApproxMatchable;
    }
    compute_thresholds(record);
  }

  void list_words() {
    result_.digit_only.assign(next_id_, 0);
    for (const auto& [word, id] : ids_) {
      if (is_digits(word)) result_.digit_only[id] = 1;
      if (stopwords_.contains(word)) continue;
      result_.words.emplace_back(word, TokenValue{id, is_one_character(word) || is_digits(word)});
    }
    for (const std::string& word : stopwords_) {
      result_.words.emplace_back(word, TokenValue{kStopword, false});
    }
    std::sort(result_.words.begin(), result_.words.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    result_.stopwords = stopwords_.size();
  }

  const RuleSource& source_;
  CompiledRules result_;
  std::unordered_set<std::string> stopwords_;
  std::unordered_map<std::string, TokenId> ids_;
  size_t next_id_ = 0;
  std::set<TokenId> license_ids_;
  std::unordered_map<std::u16string, size_t> seen_;
  std::unordered_map<std::string, size_t> expression_ids_;
};

std::string render(const Expression& expression) {
  if (expression.kind == Expression::Kind::kLicense) {
    return expression.addition.empty() ? expression.license
                                       : expression.license + " WITH " + expression.addition;
  }
  std::string text;
  for (const Expression& operand : expression.operands) {
    if (!text.empty()) text += expression.kind == Expression::Kind::kAnd ? " AND " : " OR ";
    const bool is_license = operand.kind == Expression::Kind::kLicense;
    text += is_license ? render(operand) : "(" + render(operand) + ")";
  }
  return text;
}

}  // namespace

Result<CompiledRules> compile_rules(const RuleSource& source) { return Compiler(source).compile(); }

Result<std::string> render_as_scancode(std::string_view expression) {
  const auto parsed = parse_expression(expression);
  if (!parsed) return fail(parsed.error().message);
  return render(*parsed);
}

}  // namespace licensus
