// Rules made of random words, for tests that compare a fast way with a plain one.
#pragma once

#include <fmt/format.h>

#include <array>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "detect/text/index_builder.h"
#include "detect/text/text_index.h"
#include "temporary_directory.h"

namespace licensus {

// An index of rules over two small vocabularies, w0, w1, ... and legalese; many rules are variants
// of others, so that they compete.
class MadeRules {
 public:
  static constexpr int kLegalese = 40, kWords = 300;

  MadeRules(uint32_t seed, int rules) : random_(seed) {
    RuleSource source;
    source.name = "made 1";
    for (int i = 0; i < kLegalese; ++i) source.legalese.emplace_back(fmt::format("law{}", i), i);
    source.stopwords = {"stop"};
    for (const char* key : {"oak", "elm", "ash"}) {
      source.licenses.push_back({key, fmt::format("{}-id", key), {}, false, false});
    }
    for (int i = 0; i < rules; ++i) {
      SourceRule rule;
      rule.identifier = fmt::format("r{:04}.RULE", i);
      rule.expression = std::vector<std::string>{"oak", "elm", "ash", "oak AND elm"}[pick(4)];
      do {
        rule.text = i > 4 && pick(2) == 0 ? changed(texts_[pick(texts_.size())], 10) : text(size());
      } while (std::find(texts_.begin(), texts_.end(), rule.text) != texts_.end());
      if (pick(4) == 0) rule.coverage = static_cast<int>(20 + 10 * pick(8));
      rule.flags = std::array{kRuleText, kRuleNotice, kRuleNotice, kRuleNotice, kRuleTag}[pick(5)];
      texts_.push_back(rule.text);
      source.rules.push_back(rule);
    }
    const auto bytes = build_text_index(source);
    folder_.write("made.index", bytes ? *bytes : bytes.error().message);
    auto opened = TextIndex::open(folder_ / "made.index");
    if (opened) index_ = std::move(*opened);
  }

  const TextIndex& index() const { return *index_; }
  size_t pick(size_t below) { return random_() % below; }

  // A text of the rules' words, of parts of rules and of their variants.
  std::vector<TokenId> tokens(size_t parts) {
    std::vector<TokenId> tokens;
    for (size_t i = 0; i < parts; ++i) {
      if (pick(3) == 0) {
        for (size_t k = pick(30); k > 0; --k) tokens.push_back(any_token());
        continue;
      }
      const auto rule = index_->tokens(static_cast<Rid>(pick(index_->rule_count())));
      const size_t from = pick(2) == 0 ? 0 : pick(rule.size());
      for (size_t k = from; k < rule.size(); ++k) {
        tokens.push_back(pick(12) == 0 ? any_token() : rule[k]);
      }
    }
    return tokens;
  }

 private:
  TokenId any_token() { return static_cast<TokenId>(pick(index_->token_count())); }
  size_t size() { return pick(3) == 0 ? 1 + pick(12) : 10 + pick(150); }
  std::string word() {
    return pick(4) == 0 ? fmt::format("law{}", pick(kLegalese)) : fmt::format("w{}", pick(kWords));
  }
  std::string text(size_t words) {
    std::string text = word();
    for (size_t i = 1; i < words; ++i) text += ' ' + word();
    return text;
  }
  // About one of `in` words is another one.
  std::string changed(const std::string& text, size_t in) {
    std::string result;
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find(' ', at), text.size());
      if (!result.empty()) result += ' ';
      result += pick(in) == 0 ? word() : text.substr(at, end - at);
      at = end + 1;
    }
    return result;
  }

  std::mt19937 random_;
  std::vector<std::string> texts_;
  TemporaryDirectory folder_;
  std::unique_ptr<const TextIndex> index_;
};

}  // namespace licensus
