// Index files that are none, of another format, cut or changed: refused, or read within their
// bounds.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "detect/text/text_index_file.h"
#include "detect/text/text_matcher.h"
#include "tiny_index.h"

namespace licensus {
namespace {

std::string open_error(const std::string& path) {
  const auto index = TextIndex::open(path);
  return index ? "" : index.error().message;
}

TEST(DamagedIndex, ForeignFilesAreRefused) {
  const TemporaryDirectory folder;
  EXPECT_EQ(open_error(folder / "none"),
            "license-text index " + (folder / "none") + ": No such file or directory");
  EXPECT_EQ(open_error(folder.path()), "license-text index " + folder.path() + ": Is a directory");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(open_error(folder / "pipe"),
            "license-text index " + (folder / "pipe") + ": Invalid argument");
  folder.write("empty", "");
  EXPECT_EQ(open_error(folder / "empty"),
            (folder / "empty") + ": is no license-text index of licensus");
  folder.write("text", std::string(5000, 'x'));
  EXPECT_EQ(open_error(folder / "text"),
            (folder / "text") + ": is no license-text index of licensus");
}

TEST(DamagedIndex, OtherFormatsAreRefused) {
  const TemporaryDirectory folder;
  std::string bytes = tiny_bytes();
  bytes[8] = 77;
  folder.write("old", bytes);
  EXPECT_EQ(open_error(folder / "old"), fmt::format("{}: has format 77, this licensus reads format "
                                                    "{}: make it anew with `licensus index build`",
                                                    folder / "old", index_file::kFormat));
}

TEST(DamagedIndex, EveryHeaderByteCounts) {
  const TemporaryDirectory folder;
  const std::string& bytes = tiny_bytes();
  folder.write("index", bytes);
  std::fstream file(folder / "index", std::ios::in | std::ios::out | std::ios::binary);
  const auto put = [&](size_t at, char byte) {
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte).flush();
  };
  for (size_t at = 0; at < sizeof(index_file::Header); ++at) {
    for (const unsigned flip : {0x01U, 0x80U, 0xFFU}) {
      put(at, static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ flip));
      EXPECT_NE(open_error(folder / "index"), "") << "byte " << at;
    }
    put(at, bytes[at]);
  }
  EXPECT_EQ(open_error(folder / "index"), "");
}

TEST(DamagedIndex, CutShortOrLongerIsRefused) {
  const TemporaryDirectory folder;
  const std::string& bytes = tiny_bytes();
  folder.write("index", bytes + "x");
  EXPECT_EQ(open_error(folder / "index"),
            fmt::format("{}: is damaged: it has {} bytes and should have {}", folder / "index",
                        bytes.size() + 1, bytes.size()));
  for (size_t size = bytes.size(); size > 0;
       size -= std::min<size_t>(size, size > 4096 ? 65537 : 13)) {
    std::filesystem::resize_file(folder / "index", size - 1);
    EXPECT_NE(open_error(folder / "index"), "") << size - 1;
  }
}

// Asks everything of an index that may be wrong; only no access out of bounds is wanted.
size_t ask_everything(const TextIndex& index) {
  size_t sum = 0;
  for (size_t i = 0; i < index.rule_count(); ++i) {
    const auto rid = static_cast<Rid>(i);
    sum += index.identifier(rid).size() + index.short_text(rid).size() +
           index.expression(index.rule(rid).expression).size();
    for (const StopwordCount stop : index.stopwords(rid)) sum += stop.after;
    for (const TokenSpan span : index.required_phrases(rid))
      sum += index.tokens(rid)[span.end - 1U];
    for (const TokenId token : index.unique_tokens(rid)) sum += index.postings(token).size();
    for (const uint16_t count : index.unique_counts(rid)) sum += count;
    auto state = RuleAutomaton::start();
    for (const TokenId token : index.tokens(rid)) {
      state = index.automaton().step(state, token);
      index.automaton().for_each_rule(state, [&](Rid found) { sum += index.rule(found).length; });
      sum += index.is_digit_only(token) ? 1 : 0;
    }
    sum += index.find_whole_text(index.tokens(rid)).value_or(0);
  }
  for (const char* word :
       {"permission", "the", "br", "42", "heath", "a-word-of-more-than-15-bytes"}) {
    sum += index.find_token(word);
    sum += index.license(word) ? index.license(word)->spdx_id.size() : 0;
    sum += index.license_of_spdx_id(word) ? 1 : 0;
  }
  std::string_view key = "brook";
  for (int i = 0; i < 2; ++i, key = "meadow-1.0") {
    sum += index.license(key) ? index.license(key)->key.size() : 0;
    sum += index.license_of_spdx_id(key) ? 1 : 0;
  }
  return sum + static_cast<size_t>(index.has_bigram(0, 1));
}

// So does each step of matching, and what explains its results.
size_t match_everything(const TextIndex& index) {
  static const std::string text =
      "# SPDX-License-Identifier: Meadow-1.0 OR (Brook-9 AND meadow) WITH brook\n"
      "zebra Permission of the old meadow: walk, sit, dance and sing.\n"
      "No warranty against bees + hornets.\n\n\n\n\n"
      "Under the meadow <br> license <p><li> of our grantor, or by the brook, not the meadow "
      "licence\n"
      "a driving licence 42 https://brook.example/license GPL2+ the grantors let you fish here\n";
  TextMatcher matcher(index);
  TextMatchTrace trace;
  size_t sum = matcher.match(text, "file", &trace).matches.size() + trace.lost.size();
  sum += matcher.match("The grantors let you fish here", "file", &trace).matches.size();
  return sum + matcher.match(std::string("\0\1GPL2+\0Meadow\0", 15), "file").matches.size();
}

TEST(DamagedIndex, BodiesAreReadWithinBounds) {
  const TemporaryDirectory folder;
  const std::string& bytes = tiny_bytes();
  folder.write("index", bytes);
  index_file::Header header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  std::fstream file(folder / "index", std::ios::in | std::ios::out | std::ios::binary);
  const auto put = [&](size_t at, char byte) {
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte).flush();
  };
  size_t refused = 0;
  size_t asked = 0;
  for (const index_file::SectionRecord& section : header.table) {
    if (section.section == index_file::kBigrams) continue;  // any bits will do there
    for (uint64_t at = section.offset; at < section.offset + section.bytes; ++at) {
      for (const unsigned flip : {0x01U, 0x80U, 0xFFU}) {
        put(at, static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ flip));
        const auto index = TextIndex::open(folder / "index");
        if (!index) {
          ++refused;
          continue;
        }
        ++asked;
        ask_everything(**index);
        match_everything(**index);
        if (asked % 100 == 0) {
          EXPECT_FALSE((*index)->verify());
        }
      }
      put(at, bytes[at]);
    }
  }
  EXPECT_GT(refused, 1000U);
  EXPECT_GT(asked, 1000U);
}

TEST(DamagedIndex, RulesOfTheApproximateStepHaveWords) {
  const TemporaryDirectory folder;
  std::string bytes = tiny_bytes();
  index_file::Header header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  Rid rid = kNoRule;
  std::memcpy(&rid, &bytes[header.table[index_file::kApproxRules].offset], sizeof(rid));
  char* const at = &bytes[header.table[index_file::kRules].offset + rid * sizeof(RuleRecord)];
  RuleRecord rule;
  std::memcpy(&rule, at, sizeof(rule));
  const auto open_with = [&](uint16_t unique_length, uint32_t flags) {
    RuleRecord changed = rule;
    changed.unique_length = unique_length;
    changed.high_unique_length = std::min(rule.high_unique_length, unique_length);
    changed.flags = flags;
    std::memcpy(at, &changed, sizeof(changed));
    folder.write("index", bytes);
    return open_error(folder / "index");
  };
  EXPECT_EQ(open_with(rule.unique_length, rule.flags), "");
  EXPECT_NE(open_with(0, rule.flags), "");
  EXPECT_NE(open_with(rule.unique_length, rule.flags & ~uint32_t{kRuleApproxMatchable}), "");
}

}  // namespace
}  // namespace licensus
