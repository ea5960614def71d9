#include "detect/evidence.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

#include "detect/page_words.h"

namespace licensus {
namespace {

// All the words of page_words.h, found by their first four bytes.
class WordTable {
 public:
  enum Class : uint8_t { kCredit, kDocument, kSoftware, kGrant };
  static constexpr size_t kClasses = 4;

  WordTable() {
    add(kCreditWords, kCredit);
    add(kDocumentWords, kDocument);
    add(kSoftwareWords, kSoftware);
    add(kGrantWords, kGrant);
  }

  // Calls use(class, start, end) for every word in `text`, by their starts.
  template <class Use>
  void find(std::string_view text, Use use) const {
    for (size_t at = 0; at + kPrefix <= text.size(); ++at) {
      const int16_t first = first_[slot_of(text.data() + at)];
      for (int16_t i = first; i >= 0; i = entries_[static_cast<size_t>(i)].next) {
        const Entry& entry = entries_[static_cast<size_t>(i)];
        if (text.substr(at).starts_with(entry.word)) use(entry.type, at, at + entry.word.size());
      }
    }
  }

 private:
  static constexpr size_t kPrefix = 4;
  static constexpr size_t kSlotBits = 12;

  struct Entry {
    std::string_view word;
    Class type;
    int16_t next;  // in the same slot; -1 for none
  };

  static size_t slot_of(const char* text) {
    uint32_t prefix = 0;
    std::memcpy(&prefix, text, kPrefix);
    return (prefix * 0x9e3779b1U) >> (32 - kSlotBits);
  }

  template <size_t N>
  void add(const std::array<std::string_view, N>& words, Class type) {
    static_assert(N > 0);
    for (std::string_view word : words) {
      int16_t& first = first_[slot_of(word.data())];
      entries_.push_back({word, type, first});
      first = static_cast<int16_t>(entries_.size() - 1);
    }
  }

  std::vector<Entry> entries_;
  std::array<int16_t, size_t{1} << kSlotBits> first_ = filled();

  static constexpr std::array<int16_t, size_t{1} << kSlotBits> filled() {
    std::array<int16_t, size_t{1} << kSlotBits> slots{};
    slots.fill(-1);
    return slots;
  }
};

template <size_t N>
constexpr bool all_longer(const std::array<std::string_view, N>& words, size_t bytes) {
  return std::all_of(words.begin(), words.end(),
                     [&](std::string_view word) { return word.size() >= bytes; });
}
static_assert(all_longer(kCreditWords, 4) && all_longer(kDocumentWords, 4) &&
              all_longer(kSoftwareWords, 4) && all_longer(kGrantWords, 4));

const WordTable& word_table() {
  static const WordTable table;
  return table;
}

constexpr size_t kList = 4;  // so many distinct licenses are a list

}  // namespace

std::string excerpt(std::string_view text, size_t max_bytes) {
  return std::string(cut_utf8(text, max_bytes));
}

Finding finding_of(const PatternMatch& match) {
  Finding finding;
  finding.license = match.license;
  finding.port = match.port;
  finding.rule = match.rule->id;
  finding.kind = match.rule->kind;
  finding.scope = match.rule->scope;
  finding.score = match.rule->score;
  finding.start = static_cast<int64_t>(match.start);
  finding.end = static_cast<int64_t>(match.end);
  if (match.rule->license == "reserved") {
    finding.reserved = true;
    finding.license = "NONE";
  }
  return finding;
}

Finding unknown_license(std::string_view target, Element element, std::string field) {
  Finding finding;
  finding.license = "NOASSERTION";
  finding.rule = kUnknownLicenseRule;
  finding.kind = Kind::kLink;
  finding.element = element;
  finding.field = std::move(field);
  finding.text = excerpt(target);
  return finding;
}

std::vector<PatternMatch> matches_in(std::string_view text, const PatternMatcher& matcher,
                                     PatternMatcher::Scratch& scratch) {
  std::vector<PatternMatch> matches;
  if (matcher.has_stem(text, scratch)) matcher.find(text, scratch, matches);
  return matches;
}

WordsBefore read_words_before(std::string_view text) {
  std::array<size_t, WordTable::kClasses> last{};
  word_table().find(text, [&](WordTable::Class type, size_t /*start*/, size_t end) {
    last[type] = std::max(last[type], end);
  });
  WordsBefore words;
  words.grant = last[WordTable::kGrant] != 0;
  const size_t credit = last[WordTable::kCredit];
  const size_t document = last[WordTable::kDocument];
  const size_t software = last[WordTable::kSoftware];
  words.software = software > std::max(credit, document);
  if (credit != 0 || document != 0) {
    words.words = credit > document ? Words::kCredit : Words::kDocument;
  }
  return words;
}

Words read_words_behind(std::string_view text) {
  std::array<size_t, WordTable::kClasses> first;
  first.fill(std::string_view::npos);
  word_table().find(text, [&](WordTable::Class type, size_t start, size_t /*end*/) {
    first[type] = std::min(first[type], start);
  });
  const size_t credit = first[WordTable::kCredit];
  const size_t document = first[WordTable::kDocument];
  if (credit == document) return Words::kNothing;
  return credit < document ? Words::kCredit : Words::kDocument;
}

void drop_license_lists(std::vector<Finding>& findings, const std::vector<size_t>& candidates,
                        const std::vector<size_t>& stated) {
  std::set<std::string_view> all;
  std::set<std::string_view> own;
  for (size_t index : candidates) all.insert(findings[index].license);
  for (size_t index : stated) own.insert(findings[index].license);
  all.insert(own.begin(), own.end());
  if (all.size() < kList) return;
  for (size_t index : candidates) findings[index].kind = Kind::kClue;
  if (own.size() < kList) return;
  for (size_t index : stated) findings[index].kind = Kind::kClue;
}

}  // namespace licensus
