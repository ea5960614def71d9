// ScanCode's rules and licenses as its source distribution holds them: data files, and the words
// that its Python sources list. Read as data; nothing of it is run.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace licensus {

// A rule before its text is cut into tokens. What is the same in a license's own text: such a rule
// is called `<key>.LICENSE`, its expression is the key, its relevance 100.
struct SourceRule {
  std::string identifier;
  std::string expression;  // as written; "" for false positives
  std::string text;        // as ScanCode keeps it: rules without white space before, the lines of
                           // licenses without white space around
  uint32_t flags = 0;      // RuleFlag, those that are written in the file, and kRuleFromLicense
  int relevance = -1;      // per cent; -1 where none is written
  int coverage = -1;       // minimum_coverage, likewise
};

struct SourceLicense {
  std::string key;
  std::string spdx_id;  // "" where none is written
  std::vector<std::string> other_spdx_ids;
  bool is_exception = false;
  bool is_deprecated = false;
};

struct RuleSource {
  std::string name;  // "scancode-toolkit-mini 32.5.0"; "" where the folder does not say
  // ScanCode's legalese: words and their numbers, several words may share one; 0 to the number of
  // different numbers - 1.
  std::vector<std::pair<std::string, int>> legalese;
  std::vector<std::string> stopwords;
  // In byte order of identifiers: ScanCode's order. Without deprecated rules and without those in
  // other languages than English (which ScanCode leaves out; it leaves licenses in).
  std::vector<SourceRule> rules;
  std::vector<SourceLicense> licenses;  // in byte order of keys; all, deprecated ones too
};

// Reads a folder: PKG-INFO (name and version; may be absent) and in `src/licensedcode` legalese.py,
// stopwords.py, data/rules/*.RULE and data/licenses/*.LICENSE. Fails with the file and the reason
// where one cannot be read or is not understood.
Result<RuleSource> read_rule_source(const std::filesystem::path& folder);

// Exposed for tests: the entries of a Python dict of strings to small numbers, and of a set of
// strings, that begins at `begin_mark` and ends at the next `}`; comments are left out.
Result<std::vector<std::pair<std::string, int>>> read_python_words(std::string_view source,
                                                                   std::string_view begin_mark);

}  // namespace licensus
