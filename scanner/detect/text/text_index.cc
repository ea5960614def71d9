// Everything of the file that is small is checked when it is opened: every place and every number
// that leads somewhere. What is large (the automaton's states) is checked where it is used.
#include "detect/text/text_index.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "base/utf8.h"
#include "detect/text/text_index_data.h"
#include "detect/text/whole_text_hash.h"

namespace licensus {

using namespace index_file;

namespace {

tl::unexpected<Error> refuse(const std::string& path, std::string_view why) {
  return fail(percent_encode_invalid(path) + ": " + std::string(why));
}

uint64_t hash_header(Header header) {
  header.header_hash = 0;
  return XXH3_64bits(&header, sizeof(header));
}

// "" where the header is that of a whole file of this format.
std::string check_header(std::string_view file, const Header& header) {
  if (header.magic != kMagic) return "is no license-text index of licensus";
  if (header.format != kFormat) {
    return fmt::format(
        "has format {}, this licensus reads format {}: make it anew with `licensus index build`",
        header.format, kFormat);
  }
  if (header.header_hash != hash_header(header) || header.sections != kSectionCount) {
    return "is damaged: its header does not fit its checksum";
  }
  if (header.file_bytes != file.size() || file.size() > kMaxBytes) {
    return fmt::format("is damaged: it has {} bytes and should have {}", file.size(),
                       header.file_bytes);
  }
  uint64_t end = sizeof(Header);
  for (uint32_t i = 0; i < kSectionCount; ++i) {
    const SectionRecord& section = header.table[i];
    if (section.section != i || section.offset < sizeof(Header) ||
        section.offset % kAlignment != 0 || section.offset > file.size() ||
        section.bytes > file.size() - section.offset) {
      return "is damaged: a section lies outside of it";
    }
    end = std::max(end, section.offset + section.bytes);
  }
  return end == file.size() ? "" : "is damaged: something follows its last section";
}

template <class T>
bool view(std::string_view file, const Header& header, Section section, std::span<const T>& out) {
  const SectionRecord& record = header.table[section];
  if (record.element_bytes != sizeof(T) || record.bytes % sizeof(T) != 0) return false;
  out = {reinterpret_cast<const T*>(file.data() + record.offset), record.bytes / sizeof(T)};
  return true;
}

}  // namespace

TextIndex::TextIndex(std::unique_ptr<TextIndexData> data) : data_(std::move(data)) {}
TextIndex::~TextIndex() = default;

Result<std::unique_ptr<const TextIndex>> TextIndex::open(const std::string& path) {
  auto file = MappedFile::open(path);
  if (!file) return fail("license-text index " + file.error().message);
  auto data = std::make_unique<TextIndexData>();
  data->path = path;
  data->file = std::move(*file);
  const std::string_view bytes = data->file.bytes();
  if (bytes.size() < sizeof(Header)) return refuse(path, "is no license-text index of licensus");
  std::memcpy(&data->header, bytes.data(), sizeof(Header));
  if (const std::string wrong = check_header(bytes, data->header); !wrong.empty()) {
    return refuse(path, wrong);
  }
  std::unique_ptr<TextIndex> index(new TextIndex(std::move(data)));
  if (!index->attach()) return refuse(path, "is damaged: its parts do not fit together");
  return index;
}

bool TextIndex::attach() {
  TextIndexData& data = *data_;
  const std::string_view file = data.file.bytes();
  const auto take = [&](Section section, auto& span) {
    return view(file, data.header, section, span);
  };
  RuleAutomaton::Arrays& arrays = data.automaton;
  const bool fit = take(kInfo, data.counts) && take(kStrings, data.strings) &&
                   take(kFingerprints, data.words.fingerprints) && take(kBases, data.words.bases) &&
                   take(kTokens, data.words.entries) && take(kDigitOnly, data.digit_only) &&
                   take(kRules, data.rules) && take(kRuleTokens, data.rule_tokens) &&
                   take(kStopwords, data.stopwords) && take(kPhrases, data.phrases) &&
                   take(kUniqueTokens, data.unique_tokens) &&
                   take(kUniqueCounts, data.unique_counts) &&
                   take(kExpressions, data.expressions) && take(kWholeTexts, data.whole_texts) &&
                   take(kLabels, arrays.labels) && take(kFailureLinks, arrays.failure_links) &&
                   take(kFlags, arrays.flags) && take(kRootChildren, arrays.root_children) &&
                   take(kEdges, arrays.edges) && take(kOutputs, arrays.outputs) &&
                   take(kApproxRules, data.approx_rules) && take(kPostingsAt, data.postings_at) &&
                   take(kPostings, data.postings) && take(kBigrams, data.bigrams) &&
                   take(kLicenses, data.licenses) && take(kSpdxIds, data.spdx_ids);
  if (!fit || !is_consistent(data)) return false;
  const InfoRecord& counts = data.counts[0];
  legalese_count_ = counts.legalese;
  rules_ = data.rules;
  digit_only_ = data.digit_only;
  approx_rules_ = data.approx_rules;
  bigrams_ = data.bigrams;
  data.words.seed = counts.token_seed;
  data.words.long_words = {data.strings.data(), data.strings.size()};
  token_table_ = TokenTable(data.words);
  automaton_ = RuleAutomaton(arrays);
  data.info = {.format = data.header.format,
               .rule_base = std::string(data.string(counts.rule_base)),
               .credits = {},
               .file_bytes = data.header.file_bytes,
               .checksum = data.header.body_hash,
               .rules = static_cast<uint32_t>(rules_.size()),
               .false_positives = counts.false_positives,
               .approx_rules = static_cast<uint32_t>(approx_rules_.size()),
               .tokens = static_cast<uint32_t>(digit_only_.size()),
               .legalese = counts.legalese,
               .stopwords = counts.stopwords,
               .expressions = static_cast<uint32_t>(data.expressions.size()),
               .licenses = static_cast<uint32_t>(data.licenses.size()),
               .automaton_states = static_cast<uint32_t>(automaton_.state_count()),
               .rule_tokens = data.rule_tokens.size()};
  if (data.info.rule_base.starts_with("scancode")) {
    data.info.credits = kScanCodeCredits;
  }
  return true;
}

const TextIndexInfo& TextIndex::info() const { return data_->info; }

Result<void> TextIndex::verify() const {
  const std::string_view body = data_->file.bytes().substr(sizeof(Header));
  if (XXH3_64bits(body.data(), body.size()) == data_->header.body_hash) return {};
  return refuse(data_->path, "is damaged: its bytes do not fit its checksum");
}

std::string_view TextIndex::identifier(Rid rid) const {
  return data_->string({rules_[rid].identifier_at, rules_[rid].identifier_size});
}

std::span<const TokenId> TextIndex::tokens(Rid rid) const {
  return data_->rule_tokens.subspan(rules_[rid].tokens_at, rules_[rid].length);
}

std::span<const TokenId> TextIndex::rule_tokens() const { return data_->rule_tokens; }

std::span<const StopwordCount> TextIndex::stopwords(Rid rid) const {
  return data_->stopwords.subspan(rules_[rid].stops_at, rules_[rid].stops);
}

std::span<const TokenSpan> TextIndex::required_phrases(Rid rid) const {
  return data_->phrases.subspan(rules_[rid].phrases_at, rules_[rid].phrases);
}

std::string_view TextIndex::short_text(Rid rid) const {
  return data_->string({rules_[rid].text_at, rules_[rid].text_size});
}

size_t TextIndex::expression_count() const { return data_->expressions.size(); }

std::string_view TextIndex::expression(uint16_t id) const {
  return id < data_->expressions.size() ? data_->string(data_->expressions[id])
                                        : std::string_view();
}

std::optional<Rid> TextIndex::find_whole_text(std::span<const TokenId> text) const {
  const std::span<const Rid> slots = data_->whole_texts;
  for (size_t slot = whole_text_slot(text, slots.size()); slots[slot] != kNoRule;
       slot = (slot + 1) & (slots.size() - 1)) {
    const auto rule = tokens(slots[slot]);
    if (std::equal(rule.begin(), rule.end(), text.begin(), text.end())) return slots[slot];
  }
  return std::nullopt;
}

std::span<const uint16_t> TextIndex::postings(TokenId id) const {
  if (id >= token_count()) return {};
  const uint32_t begin = data_->postings_at[id];
  return data_->postings.subspan(begin, data_->postings_at[id + 1U] - begin);
}

std::span<const TokenId> TextIndex::unique_tokens(Rid rid) const {
  if (!rules_[rid].has(kRuleApproxMatchable)) return {};
  return data_->unique_tokens.subspan(rules_[rid].unique_at, rules_[rid].unique_length);
}

std::span<const uint16_t> TextIndex::unique_counts(Rid rid) const {
  if (!rules_[rid].has(kRuleApproxMatchable)) return {};
  return data_->unique_counts.subspan(rules_[rid].unique_at, rules_[rid].unique_length);
}

std::optional<LicenseKey> TextIndex::license(std::string_view scancode_key) const {
  const auto licenses = data_->licenses;
  const auto found = std::lower_bound(licenses.begin(), licenses.end(), scancode_key,
                                      [&](const LicenseRecord& license, std::string_view key) {
                                        return data_->string(license.key) < key;
                                      });
  if (found == licenses.end() || data_->string(found->key) != scancode_key) return std::nullopt;
  return data_->license(static_cast<size_t>(found - licenses.begin()));
}

std::optional<LicenseKey> TextIndex::license_of_spdx_id(std::string_view lower_case_id) const {
  const auto ids = data_->spdx_ids;
  const auto found = std::lower_bound(ids.begin(), ids.end(), lower_case_id,
                                      [&](const SpdxIdRecord& record, std::string_view id) {
                                        return data_->string(record.id) < id;
                                      });
  if (found == ids.end() || data_->string(found->id) != lower_case_id) return std::nullopt;
  return data_->license(found->license);
}

}  // namespace licensus
