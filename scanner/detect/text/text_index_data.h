// What an open index holds, for the files that open, check and read it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/mapped_file.h"
#include "detect/text/text_index.h"
#include "detect/text/text_index_file.h"

namespace licensus {

// The sections of a mapped file, in their types.
struct TextIndexData {
  std::string path;
  MappedFile file;
  index_file::Header header;
  TextIndexInfo info;

  std::span<const char> strings;
  std::span<const TokenId> rule_tokens, unique_tokens;
  std::span<const uint16_t> unique_counts, postings;
  std::span<const uint32_t> postings_at;
  std::span<const StopwordCount> stopwords;
  std::span<const TokenSpan> phrases;
  std::span<const index_file::StringRecord> expressions;
  std::span<const Rid> whole_texts;
  std::span<const index_file::LicenseRecord> licenses;
  std::span<const index_file::SpdxIdRecord> spdx_ids;
  TokenTableView words;
  RuleAutomaton::Arrays automaton;
  std::span<const RuleRecord> rules;
  std::span<const uint8_t> digit_only;
  std::span<const Rid> approx_rules;
  std::span<const uint64_t> bigrams;
  std::span<const index_file::InfoRecord> counts;  // one

  std::string_view string(index_file::StringRecord record) const {
    return {strings.data() + record.at, record.size};
  }

  LicenseKey license(size_t place) const {
    const index_file::LicenseRecord& record = licenses[place];
    return {.key = string(record.key),
            .spdx_id = string(record.spdx_id),
            .is_exception = record.is_exception != 0,
            .is_deprecated = record.is_deprecated != 0};
  }
};

// Whether all that leads somewhere leads to something: places, lengths, numbers of words and rules.
// What is large is left out: the automaton's labels and failure links.
bool is_consistent(const TextIndexData& data);

}  // namespace licensus
