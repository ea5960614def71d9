// Steps 0 and 1 of the ladder: stems over every byte, windows around hits, patterns on the windows.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/compiled_rule.h"
#include "detect/rule.h"
#include "detect/rule_set.h"
#include "license/license_table.h"

namespace licensus {

struct PatternMatch {
  const Rule* rule;
  std::string license;  // canonical; "NOASSERTION"; "reserved" becomes license "" and rule->license
  std::string port;
  size_t start;  // bytes of the text given
  size_t end;
};

// Finds rules in text. Immutable and shared by all threads; each thread brings its own Scratch.
// Patterns are compiled on first use. Keeps references to `rules` and `licenses`. Time is linear
// in the text and memory bounded, whatever the text.
//
// What a match is: the rules' patterns, each applied leftmost-first from front to back without
// overlaps of its own; a match holds a stem of its rule (ASCII letters in any case, other bytes
// exactly) at most 128 bytes after its start; of the text from its start on the pattern is given no
// more than 256 bytes. Where a pattern could match otherwise it is taken not to match at all, and
// looking goes on at the next byte.
class PatternMatcher {
 public:
  static constexpr size_t kMaxMatches = 65'536;

  class Scratch {  // one a thread; about 300 KB, grows with the hits of one text
   public:
    Scratch();
    ~Scratch();
    Scratch(Scratch&&) noexcept;
    Scratch& operator=(Scratch&&) noexcept;
    struct Impl;
    std::unique_ptr<Impl> impl;
  };

  // Fails where Hyperscan refuses the stems or the processor (it needs SSSE3).
  static Result<PatternMatcher> create(const RuleSet& rules, const LicenseTable& licenses);
  PatternMatcher(PatternMatcher&&) noexcept;
  ~PatternMatcher();

  // Whether any stem is in `text`: the cheap first look at every byte. Hits are kept in `scratch`
  // for the `find` that follows on the same text.
  bool has_stem(std::string_view text, Scratch& scratch) const;

  // Offsets of bytes inside of all stems in `text`, ascending; they replace what `places` held.
  void find_stems(std::string_view text, Scratch& scratch, std::vector<size_t>& places) const;

  // The windows around the stems that the last has_stem with `scratch` found: in order, disjoint.
  const std::vector<Span>& windows(const Scratch& scratch) const;

  // Matches in order of start, end, rule id; of overlapping matches the strongest stays (longest,
  // then highest score, then byte order of id); the first kMaxMatches of them. They replace what
  // `matches` held. Must follow has_stem of the same text. `page` false leaves out rules that are
  // page_only.
  void find(std::string_view text, Scratch& scratch, std::vector<PatternMatch>& matches,
            bool page = true) const;

  // Whether the last `find` with `scratch` left out matches beyond kMaxMatches.
  bool is_cut(const Scratch& scratch) const;

  // Whether markup worth reading (rel=license, a JSON-LD license, an opt-out meta element ...: the
  // page_marks of rules/stems.toml) stood in the windows of the last `find` with `scratch`.
  bool has_page_mark(const Scratch& scratch) const;

  // The same answer by RE2 over the whole text, no stems and no windows: the measuring stick of the
  // differential tests.
  void find_plainly(std::string_view text, std::vector<PatternMatch>& matches,
                    bool page = true) const;

  // For RuleSet::literals_database, so that another matcher of the same rules is made sooner.
  std::string literals_database() const;

  // Runs examples and near misses of every rule; empty when all hold.
  std::vector<RuleTestFailure> test_examples() const;

 private:
  const std::vector<Rule>& rules() const;
  const LicenseTable& licenses() const;

  struct Impl;
  explicit PatternMatcher(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace licensus
