// The index file: a header, a table of sections in the order of the enum, and the sections, each an
// array of one type that begins at a multiple of 64. Little-endian, offsets from the file's begin,
// so that every process may map it anywhere. The bytes follow from the rules alone.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace licensus::index_file {

static_assert(std::endian::native == std::endian::little, "the file is read as it lies in memory");

inline constexpr std::array<char, 8> kMagic = {'L', 'I', 'C', 'T', 'E', 'X', 'T', '\n'};
// Goes up with every change of what a section holds or of how the values are computed.
inline constexpr uint32_t kFormat = 1;
inline constexpr size_t kAlignment = 64;
inline constexpr uint64_t kMaxBytes = uint64_t{1} << 30;

enum Section : uint32_t {
  kInfo,          // one InfoRecord
  kStrings,       // char: all names and words; others say where in here
  kFingerprints,  // uint16_t; see TokenTableView
  kBases,         // uint16_t
  kTokens,        // TokenEntry
  kDigitOnly,     // uint8_t by token id
  kRules,         // RuleRecord by rid
  kRuleTokens,    // TokenId
  kStopwords,     // StopwordCount
  kPhrases,       // TokenSpan
  kUniqueTokens,  // TokenId
  kUniqueCounts,  // uint16_t
  kExpressions,   // StringRecord by expression id
  kWholeTexts,    // Rid: open addressing by hash of the tokens, kNoRule where empty
  kLabels,        // uint16_t; see RuleAutomaton::Arrays, one more than states
  kFailureLinks,  // RuleAutomaton::State
  kFlags,         // uint8_t
  kRootChildren,  // RuleAutomaton::State
  kEdges,         // RuleAutomaton::Edge
  kOutputs,       // RuleAutomaton::Output
  kApproxRules,   // Rid
  kPostingsAt,    // uint32_t by token id, and one more: where its postings begin
  kPostings,      // uint16_t
  kBigrams,       // uint64_t
  kLicenses,      // LicenseRecord, ordered by key
  kSpdxIds,       // SpdxIdRecord, ordered by id
  kSectionCount
};

struct SectionRecord {
  uint32_t section = 0;  // Section: its own place in the table
  uint32_t element_bytes = 0;
  uint64_t offset = 0, bytes = 0;
};

struct Header {
  std::array<char, 8> magic = kMagic;
  uint32_t format = kFormat;
  uint32_t sections = kSectionCount;
  uint64_t file_bytes = 0;
  uint64_t body_hash = 0;    // XXH3 (64 bits) of all that follows the section table
  uint64_t header_hash = 0;  // the same of header and section table, with 0 in this place
  std::array<SectionRecord, kSectionCount> table{};
};
static_assert(sizeof(Header) == 40 + 24 * kSectionCount);

struct StringRecord {
  uint32_t at = 0, size = 0;  // in kStrings
};

struct InfoRecord {
  StringRecord rule_base;
  uint64_t token_seed = 0;
  uint32_t legalese = 0, stopwords = 0, false_positives = 0, unused = 0;
};

struct LicenseRecord {
  StringRecord key, spdx_id;
  uint32_t is_exception = 0, is_deprecated = 0;
};

struct SpdxIdRecord {
  StringRecord id;
  uint32_t license = 0;  // its place in kLicenses
};

}  // namespace licensus::index_file
