#include "detect/text/index_builder.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "detect/text/automaton_builder.h"
#include "detect/text/rule_compiler.h"
#include "detect/text/text_index_file.h"
#include "detect/text/token_table_builder.h"
#include "detect/text/whole_text_hash.h"
#include "license/expression.h"

namespace licensus {
namespace {

using namespace index_file;

class FileImage {
 public:
  FileImage() : bytes_(sizeof(Header), '\0') {}

  template <class T>
  void add(Section section, const std::vector<T>& elements) {
    static_assert(std::has_unique_object_representations_v<T>, "padding would be any bytes");
    add_bytes(section, sizeof(T),
              {reinterpret_cast<const char*>(elements.data()), elements.size() * sizeof(T)});
  }

  void add_bytes(Section section, size_t element_bytes, std::string_view bytes) {
    bytes_.resize((bytes_.size() + kAlignment - 1) / kAlignment * kAlignment, '\0');
    header_.table[section] = {section, static_cast<uint32_t>(element_bytes), bytes_.size(),
                              bytes.size()};
    bytes_ += bytes;
  }

  std::string finish() {
    header_.file_bytes = bytes_.size();
    header_.body_hash = XXH3_64bits(bytes_.data() + sizeof(Header), bytes_.size() - sizeof(Header));
    header_.header_hash = XXH3_64bits(&header_, sizeof(Header));
    std::memcpy(bytes_.data(), &header_, sizeof(Header));
    return std::move(bytes_);
  }

 private:
  Header header_;
  std::string bytes_;
};

class Builder {
 public:
  Builder(const RuleSource& source, CompiledRules compiled)
      : source_(source), compiled_(std::move(compiled)) {}

  Result<std::string> build() {
    auto done = add_licenses();
    if (done) done = check_expressions();
    if (!done) return fail(done.error().message);
    add_words();
    add_info();
    add_approx_rules();  // before the rules: it completes their records
    add_rules();
    add_whole_texts();
    add_automaton();
    add_bigrams();
    image_.add_bytes(kStrings, 1, strings_);
    return image_.finish();
  }

 private:
  StringRecord string(std::string_view text) {
    const auto at = static_cast<uint32_t>(strings_.size());
    strings_ += text;
    return {at, static_cast<uint32_t>(text.size())};
  }

  bool is_false_positive(const CompiledRule& rule) const {
    return rule.record.has(kRuleFalsePositive);
  }

  void add_info() {
    info_.rule_base = string(source_.name);
    info_.legalese = static_cast<uint32_t>(compiled_.legalese);
    info_.stopwords = static_cast<uint32_t>(compiled_.stopwords);
    info_.false_positives = static_cast<uint32_t>(
        std::count_if(compiled_.rules.begin(), compiled_.rules.end(),
                      [&](const CompiledRule& rule) { return is_false_positive(rule); }));
    image_.add(kInfo, std::vector<InfoRecord>{info_});
  }

  void add_words() {
    const TokenTableArrays table = build_token_table(compiled_.words, strings_);
    info_.token_seed = table.seed;
    image_.add(kFingerprints, table.fingerprints);
    image_.add(kBases, table.bases);
    image_.add(kTokens, table.entries);
    image_.add(kDigitOnly, compiled_.digit_only);
  }

  void add_approx_rules() {
    std::vector<Rid> approx;
    for (size_t rid = 0; rid < compiled_.rules.size(); ++rid) {
      if (compiled_.rules[rid].record.has(kRuleApproxMatchable)) {
        approx.push_back(static_cast<Rid>(rid));
      }
    }
    std::stable_sort(approx.begin(), approx.end(), [&](Rid a, Rid b) {
      return compiled_.rules[a].record.unique_length < compiled_.rules[b].record.unique_length;
    });
    std::vector<TokenId> unique;
    std::vector<uint16_t> counts;
    std::vector<std::vector<uint16_t>> postings(compiled_.digit_only.size());
    for (size_t place = 0; place < approx.size(); ++place) {
      CompiledRule& rule = compiled_.rules[approx[place]];
      rule.record.unique_at = static_cast<uint32_t>(unique.size());
      std::map<TokenId, uint16_t> occurrences;
      for (const TokenId token : rule.tokens) ++occurrences[token];
      for (const auto& [token, count] : occurrences) {
        unique.push_back(token);
        counts.push_back(count);
        postings[token].push_back(static_cast<uint16_t>(place));
      }
    }
    std::vector<uint32_t> postings_at = {0};
    std::vector<uint16_t> places;
    for (const auto& of_token : postings) {
      places.insert(places.end(), of_token.begin(), of_token.end());
      postings_at.push_back(static_cast<uint32_t>(places.size()));
    }
    image_.add(kUniqueTokens, unique);
    image_.add(kUniqueCounts, counts);
    image_.add(kApproxRules, approx);
    image_.add(kPostingsAt, postings_at);
    image_.add(kPostings, places);
  }

  template <class T>
  static uint32_t append(std::vector<T>& all, const std::vector<T>& more) {
    const auto at = static_cast<uint32_t>(all.size());
    all.insert(all.end(), more.begin(), more.end());
    return at;
  }

  void add_rules() {
    std::vector<RuleRecord> records;
    std::vector<TokenId> tokens;
    std::vector<StopwordCount> stopwords;
    std::vector<TokenSpan> phrases;
    for (CompiledRule& rule : compiled_.rules) {
      RuleRecord& record = rule.record;
      const StringRecord identifier = string(rule.identifier);
      const StringRecord text = string(rule.short_text);
      record.identifier_at = identifier.at;
      record.identifier_size = static_cast<uint16_t>(identifier.size);
      record.text_at = text.at;
      record.text_size = static_cast<uint16_t>(text.size);
      record.tokens_at = append(tokens, rule.tokens);
      record.stops_at = append(stopwords, rule.stopwords);
      record.stops = static_cast<uint16_t>(rule.stopwords.size());
      record.phrases_at = append(phrases, rule.phrases);
      record.phrases = static_cast<uint16_t>(rule.phrases.size());
      records.push_back(record);
    }
    std::vector<StringRecord> expressions;
    for (const std::string& expression : compiled_.expressions) {
      expressions.push_back(string(expression));
    }
    image_.add(kRules, records);
    image_.add(kRuleTokens, tokens);
    image_.add(kStopwords, stopwords);
    image_.add(kPhrases, phrases);
    image_.add(kExpressions, expressions);
  }

  void add_whole_texts() {
    const size_t slots = std::bit_ceil(compiled_.rules.size() * 3 / 2 + 1);
    std::vector<Rid> texts(slots, kNoRule);
    for (size_t rid = 0; rid < compiled_.rules.size(); ++rid) {
      if (is_false_positive(compiled_.rules[rid])) continue;
      size_t slot = whole_text_slot(compiled_.rules[rid].tokens, slots);
      while (texts[slot] != kNoRule) slot = (slot + 1) & (slots - 1);
      texts[slot] = static_cast<Rid>(rid);
    }
    image_.add(kWholeTexts, texts);
  }

  void add_automaton() {
    std::vector<std::span<const TokenId>> rules;
    for (const CompiledRule& rule : compiled_.rules) rules.emplace_back(rule.tokens);
    const AutomatonArrays arrays = build_automaton(rules, compiled_.digit_only.size());
    image_.add(kLabels, arrays.labels);
    image_.add(kFailureLinks, arrays.failure_links);
    image_.add(kFlags, arrays.flags);
    image_.add(kRootChildren, arrays.root_children);
    image_.add(kEdges, arrays.edges);
    image_.add(kOutputs, arrays.outputs);
  }

  void add_bigrams() {
    std::vector<uint64_t> bigrams(TextIndex::kBigramBits / 64);
    for (const CompiledRule& rule : compiled_.rules) {
      if (is_false_positive(rule)) continue;
      for (size_t i = 1; i < rule.tokens.size(); ++i) {
        const TokenId first = rule.tokens[i - 1];
        const TokenId second = rule.tokens[i];
        if (first >= compiled_.legalese && second >= compiled_.legalese) continue;
        const uint32_t bit = TextIndex::bigram_bit(first, second);
        bigrams[bit >> 6U] |= uint64_t{1} << (bit & 63U);
      }
    }
    image_.add(kBigrams, bigrams);
  }

  Result<void> add_licenses() {
    std::vector<LicenseRecord> records;
    std::map<std::string, uint32_t> by_spdx_id;  // lower case -> place
    for (const SourceLicense& license : source_.licenses) {
      const auto place = static_cast<uint32_t>(records.size());
      const std::string spdx_id =
          license.spdx_id.empty() ? "LicenseRef-scancode-" + license.key : license.spdx_id;
      records.push_back({.key = string(license.key),
                         .spdx_id = string(spdx_id),
                         .is_exception = license.is_exception,
                         .is_deprecated = license.is_deprecated});
      keys_.insert({license.key, place});
      if (license.is_deprecated) continue;
      std::vector<std::string> ids = license.other_spdx_ids;
      if (!license.spdx_id.empty()) ids.push_back(license.spdx_id);
      for (const std::string& id : ids) {
        const auto [same, is_new] = by_spdx_id.try_emplace(ascii_lower(id), place);
        if (!is_new && same->second != place) {
          return fail(
              fmt::format("license {}: another license has the SPDX id {} too", license.key, id));
        }
      }
    }
    std::vector<SpdxIdRecord> ids;
    for (const auto& [id, place] : by_spdx_id) ids.push_back({string(id), place});
    image_.add(kLicenses, records);
    image_.add(kSpdxIds, ids);
    return {};
  }

  Result<void> check_names(const Expression& expression) const {
    for (const Expression& operand : expression.operands) {
      if (auto checked = check_names(operand); !checked) return checked;
    }
    for (const std::string& key : {expression.license, expression.addition}) {
      if (!key.empty() && !keys_.contains(key)) return fail("no license is called " + key);
    }
    return {};
  }

  Result<void> check_expressions() const {
    for (const std::string& text : compiled_.expressions) {
      const auto expression = parse_expression(text);
      if (!expression) return fail(expression.error().message);
      if (auto checked = check_names(*expression); !checked) {
        return fail("expression " + text + ": " + checked.error().message);
      }
    }
    return {};
  }

  const RuleSource& source_;
  CompiledRules compiled_;
  FileImage image_;
  InfoRecord info_;
  std::string strings_;
  std::map<std::string, uint32_t, std::less<>> keys_;
};

}  // namespace

Result<std::string> build_text_index(const RuleSource& source) {
  auto compiled = compile_rules(source);
  if (!compiled) return fail(compiled.error().message);
  return Builder(source, std::move(*compiled)).build();
}

}  // namespace licensus
