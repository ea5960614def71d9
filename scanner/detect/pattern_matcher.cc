#include "detect/pattern_matcher.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "base/ascii.h"
#include "detect/compiled_rule.h"
#include "detect/literals.h"
#include "detect/overlaps.h"
#include "detect/prefilter.h"
#include "detect/window_memo.h"

namespace licensus {
namespace {

// Windows are worked off in slices, so that memory stays bounded where one window is the whole
// text.
constexpr size_t kSliceBytes = 64 << 10;

constexpr size_t kNoRegion = static_cast<size_t>(-1);

// Where one rule is to be tried.
struct Region {
  Span span;
  size_t last_stem;  // where it begins
  uint32_t rule;
};

// A literal of step 1 ends here.
struct Hit {
  size_t literal;
  size_t end;
};

// Licenses by what they were filled from: pages of a site say the same again and again. Keys: the
// number of the rule, the match, and the byte before and after it, which \b and ^ can see.
using Licenses = std::unordered_map<std::string, CanonicalLicense>;
constexpr size_t kMaxKnownLicenses = 1024;

std::string license_key(std::string_view text, const RawMatch& match) {
  const size_t start = match.span.start - std::min<size_t>(match.span.start, 1);
  const size_t end = std::min(text.size(), match.span.end + 1);
  std::string key = std::to_string(match.rule);
  key += start < match.span.start ? '<' : '^';
  key += end > match.span.end ? '>' : '$';
  key += text.substr(start, end - start);
  return key;
}

// Compiled by whichever thread needs it first.
struct LazyRule {
  std::once_flag once;
  std::unique_ptr<CompiledRule>
      compiled;              // null where the pattern is bad: RuleSet::load refuses it
  CanonicalLicense license;  // where it is the same for all matches
};

bool in_text_order(const RawMatch& a, const RawMatch& b) {
  return std::tie(a.span.start, a.span.end, a.rule) < std::tie(b.span.start, b.span.end, b.rule);
}

}  // namespace

struct PatternMatcher::Scratch::Impl {
  std::shared_ptr<const char> owner;  // of the matcher that all below fits
  HyperscanScratch hyperscan;
  std::vector<Span> windows;
  std::vector<Hit> hits;                   // of one slice
  std::vector<std::vector<size_t>> needs;  // by rule: where its needs end, ascending; of one slice
  std::vector<uint32_t> met_rules;         // those that have any
  std::vector<Region> regions;             // of one slice
  std::vector<size_t> last_region;         // by rule, of the slice
  std::vector<size_t> searched_end;        // by rule: where its last match ended
  std::vector<RawMatch> raw;
  std::vector<RawMatch> kept;
  WindowMemo memo;
  Licenses known;
  bool page_mark = false;
  bool window_mark = false;  // of the slice in hand
  bool cut = false;
};

PatternMatcher::Scratch::Scratch() : impl(std::make_unique<Impl>()) {}
PatternMatcher::Scratch::~Scratch() = default;
PatternMatcher::Scratch::Scratch(Scratch&&) noexcept = default;
PatternMatcher::Scratch& PatternMatcher::Scratch::operator=(Scratch&&) noexcept = default;

struct PatternMatcher::Impl {
  Impl(const RuleSet& rule_set, const LicenseTable& table)
      : rules(rule_set.rules), licenses(table), lazy(rules.size()) {}

  // What stands behind a literal of step 1.
  struct Use {
    std::vector<uint32_t> rules;
    std::vector<uint32_t> needed_by;
    bool page_mark = false;
  };

  const CompiledRule* compiled(uint32_t rule) const;
  void fit(Scratch::Impl& scratch) const;
  void collect_regions(std::string_view text, Span slice, size_t window_end,
                       Scratch::Impl& scratch) const;
  void collect_hits(std::string_view text, Span part, Scratch::Impl& scratch) const;
  bool is_needed_near(const Hit& hit, const std::vector<size_t>& ends) const;
  void add_region(const Region& region, Scratch::Impl& scratch) const;
  void match_region(std::string_view text, const Region& region, size_t limit,
                    Scratch::Impl& scratch) const;
  void match_regions(std::string_view text, Span slice, bool page, Scratch::Impl& scratch) const;
  bool emit(std::string_view text, std::vector<RawMatch>& kept, Licenses& known,
            std::vector<PatternMatch>& matches) const;
  const CanonicalLicense& license_of(std::string_view text, const RawMatch& match,
                                     Licenses& known) const;

  const std::vector<Rule>& rules;
  const LicenseTable& licenses;
  Prefilter prefilter;
  Literals literals;
  std::vector<Use> uses;  // by literal
  mutable std::vector<LazyRule> lazy;
  std::shared_ptr<const char> identity = std::make_shared<const char>();
};

PatternMatcher::PatternMatcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PatternMatcher::PatternMatcher(PatternMatcher&&) noexcept = default;
PatternMatcher::~PatternMatcher() = default;

std::string PatternMatcher::literals_database() const { return impl_->literals.database(); }
const std::vector<Rule>& PatternMatcher::rules() const { return impl_->rules; }
const LicenseTable& PatternMatcher::licenses() const { return impl_->licenses; }

Result<PatternMatcher> PatternMatcher::create(const RuleSet& rules, const LicenseTable& licenses) {
  auto impl = std::make_unique<Impl>(rules, licenses);
  std::map<std::string, Impl::Use> uses;
  for (size_t i = 0; i < rules.rules.size(); ++i) {
    const auto add = [&](std::vector<uint32_t>& users) {
      if (users.empty() || users.back() != i) users.push_back(static_cast<uint32_t>(i));
    };
    for (const std::string& stem : rules.rules[i].stems) add(uses[ascii_lower(stem)].rules);
    for (const std::string& need : rules.rules[i].needs) add(uses[ascii_lower(need)].needed_by);
  }
  for (const std::string& mark : rules.page_marks) uses[ascii_lower(mark)].page_mark = true;
  std::vector<std::string> literals;
  std::vector<std::string> near_stems;
  for (auto& [literal, use] : uses) {
    literals.push_back(literal);
    if (use.page_mark || !use.rules.empty()) near_stems.push_back(literal);
    impl->uses.push_back(std::move(use));
  }
  Result<Prefilter> prefilter = Prefilter::create(rules.stems, rules.prints, near_stems);
  if (!prefilter) return fail(prefilter.error().message);
  impl->prefilter = std::move(*prefilter);
  Result<Literals> compiled = Literals::compile(std::move(literals), rules.literals_database);
  if (!compiled) return fail(compiled.error().message);
  impl->literals = std::move(*compiled);
  return PatternMatcher(std::move(impl));
}

const CompiledRule* PatternMatcher::Impl::compiled(uint32_t rule) const {
  LazyRule& entry = lazy[rule];
  std::call_once(entry.once, [&] {
    Result<std::unique_ptr<CompiledRule>> result = CompiledRule::compile(rules[rule]);
    if (!result) return;
    entry.compiled = std::move(*result);
    if (entry.compiled->has_static_license()) {
      entry.license = canonical_license(rules[rule].license, licenses);
    }
  });
  return entry.compiled.get();
}

void PatternMatcher::Impl::fit(Scratch::Impl& scratch) const {
  if (scratch.owner == identity) return;
  prefilter.fit(scratch.hyperscan);
  literals.fit(scratch.hyperscan);
  scratch.last_region.assign(rules.size(), kNoRegion);
  scratch.needs.assign(rules.size(), {});
  scratch.memo = WindowMemo();
  scratch.known.clear();
  scratch.owner = identity;
}

bool PatternMatcher::has_stem(std::string_view text, Scratch& scratch) const {
  impl_->fit(*scratch.impl);
  impl_->prefilter.find(text, scratch.impl->hyperscan.get(), scratch.impl->windows);
  return !scratch.impl->windows.empty();
}

void PatternMatcher::find_stems(std::string_view text, Scratch& scratch,
                                std::vector<size_t>& places) const {
  impl_->fit(*scratch.impl);
  places.clear();
  impl_->prefilter.find_stems(text, scratch.impl->hyperscan.get(),
                              [&](size_t at) { places.push_back(at); });
}

// Regions of one rule come in order of their starts, as hits come in order of their ends and all
// regions reach back as far as the longest literal asks.
void PatternMatcher::Impl::add_region(const Region& region, Scratch::Impl& scratch) const {
  const size_t last = scratch.last_region[region.rule];
  if (last != kNoRegion && region.span.start <= scratch.regions[last].span.end) {
    Region& open = scratch.regions[last];
    open.span.end = std::max(open.span.end, region.span.end);
    open.last_stem = std::max(open.last_stem, region.last_stem);
    return;
  }
  scratch.last_region[region.rule] = scratch.regions.size();
  scratch.regions.push_back(region);
}

// Stems that end in `part`, and what rules need in that and kMaxMatchBytes more.
void PatternMatcher::Impl::collect_hits(std::string_view text, Span part,
                                        Scratch::Impl& scratch) const {
  for (const uint32_t rule : scratch.met_rules) scratch.needs[rule].clear();
  scratch.met_rules.clear();
  scratch.hits.clear();
  literals.scan(text.substr(part.start, part.end - part.start + kMaxMatchBytes),
                scratch.hyperscan.get(), [&](size_t literal, size_t offset) {
                  const Use& use = uses[literal];
                  const size_t end = part.start + offset;
                  if (end <= part.end) {
                    scratch.window_mark |= use.page_mark;
                    if (!use.rules.empty()) scratch.hits.push_back({literal, end});
                  }
                  for (const uint32_t rule : use.needed_by) {
                    if (scratch.needs[rule].empty()) scratch.met_rules.push_back(rule);
                    scratch.needs[rule].push_back(end);
                  }
                });
}

// Whether a match that holds the stem of `hit` can hold one of the needs that end at `ends` as
// well.
bool PatternMatcher::Impl::is_needed_near(const Hit& hit, const std::vector<size_t>& ends) const {
  const size_t stem = hit.end - literals.literals()[hit.literal].size();
  const size_t first = stem - std::min(stem, kMaxBytesBeforeStem);
  const auto end = std::lower_bound(ends.begin(), ends.end(), first);
  return end != ends.end() && *end <= stem + kMaxMatchBytes;
}

// Regions for all matches that start in `slice`: their stems begin before the slice's end +
// kMaxBytesBeforeStem, and what else they need stands before a match's most bytes are over. They
// end where no match with one of these stems lies beyond, so that looking inside them finds what
// looking at the whole text would find.
void PatternMatcher::Impl::collect_regions(std::string_view text, Span slice, size_t window_end,
                                           Scratch::Impl& scratch) const {
  scratch.regions.clear();
  const size_t reach = kMaxBytesBeforeStem + literals.max_bytes();
  collect_hits(text, {slice.start, std::min(window_end, slice.end + reach)}, scratch);
  for (const Hit& hit : scratch.hits) {
    const size_t start = std::max(slice.start, hit.end - std::min(hit.end, reach));
    const size_t end = std::min(text.size(), hit.end + kMaxMatchBytes);
    const size_t stem = hit.end - literals.literals()[hit.literal].size();
    for (const uint32_t rule : uses[hit.literal].rules) {
      if (!rules[rule].needs.empty() && !is_needed_near(hit, scratch.needs[rule])) continue;
      add_region({{start, end}, stem, rule}, scratch);
    }
  }
  for (const Region& region : scratch.regions) scratch.last_region[region.rule] = kNoRegion;
}

// Adds the matches of a region that start before `limit`.
void PatternMatcher::Impl::match_region(std::string_view text, const Region& region, size_t limit,
                                        Scratch::Impl& scratch) const {
  size_t& from = scratch.searched_end[region.rule];
  from = std::max(from, region.span.start);
  if (from >= std::min(limit, region.span.end)) return;
  const CompiledRule* rule = compiled(region.rule);
  if (rule == nullptr) return;
  while (const std::optional<Span> span =
             rule->find(text, from, region.last_stem, region.span.end)) {
    if (span->start >= limit) break;
    scratch.raw.push_back({*span, region.rule});
    from = span->end;
  }
}

void PatternMatcher::Impl::match_regions(std::string_view text, Span slice, bool page,
                                         Scratch::Impl& scratch) const {
  scratch.raw.clear();
  for (const Region& region : scratch.regions) {
    if (rules[region.rule].page_only && !page) continue;
    match_region(text, region, slice.end, scratch);
  }
  std::sort(scratch.raw.begin(), scratch.raw.end(), in_text_order);
}

const CanonicalLicense& PatternMatcher::Impl::license_of(std::string_view text,
                                                         const RawMatch& match,
                                                         Licenses& known) const {
  const LazyRule& rule = lazy[match.rule];
  if (rule.compiled->has_static_license()) return rule.license;
  if (known.size() >= kMaxKnownLicenses) known.clear();
  const auto [entry, is_new] = known.try_emplace(license_key(text, match));
  if (is_new) entry->second = canonical_license(rule.compiled->fill(text, match.span), licenses);
  return entry->second;
}

// Gives `kept` their licenses and moves them to `matches`; false once those are kMaxMatches and
// some more.
bool PatternMatcher::Impl::emit(std::string_view text, std::vector<RawMatch>& kept, Licenses& known,
                                std::vector<PatternMatch>& matches) const {
  for (const RawMatch& raw : kept) {
    if (matches.size() == kMaxMatches) return false;
    const CanonicalLicense& license = license_of(text, raw, known);
    matches.push_back({&rules[raw.rule], license.id, license.port, raw.span.start, raw.span.end});
  }
  kept.clear();
  return true;
}

void PatternMatcher::find(std::string_view text, Scratch& scratch,
                          std::vector<PatternMatch>& matches, bool page) const {
  Scratch::Impl& state = *scratch.impl;
  matches.clear();
  state.page_mark = false;
  state.cut = false;
  state.kept.clear();
  if (state.windows.empty()) return;
  state.searched_end.assign(impl_->rules.size(), 0);
  Overlaps overlaps(impl_->rules);
  size_t matched_end = 0;
  for (const Span& window : state.windows) {
    // A match of the window before may reach into this one and take its place.
    const std::optional<WindowMemo::Key> key =
        matched_end <= window.start ? state.memo.key(text, window, page) : std::nullopt;
    const bool known = key && state.memo.recall(*key, window, state.raw, state.window_mark);
    for (size_t start = window.start; start < window.end; start += kSliceBytes) {
      const Span slice{start, std::min(window.end, start + kSliceBytes)};
      if (!known) {
        state.window_mark = false;
        impl_->collect_regions(text, slice, window.end, state);
        impl_->match_regions(text, slice, page, state);
        if (key) state.memo.note(*key, window, state.raw, state.window_mark);
      }
      state.page_mark |= state.window_mark;
      for (const RawMatch& raw : state.raw) {
        state.searched_end[raw.rule] = std::max(state.searched_end[raw.rule], raw.span.end);
        matched_end = std::max(matched_end, raw.span.end);
        overlaps.push(raw, state.kept);
      }
      state.cut = !impl_->emit(text, state.kept, state.known, matches);
      if (state.cut) return;
    }
  }
  overlaps.finish(state.kept);
  state.cut = !impl_->emit(text, state.kept, state.known, matches);
}

const std::vector<Span>& PatternMatcher::windows(const Scratch& scratch) const {
  return scratch.impl->windows;
}

bool PatternMatcher::has_page_mark(const Scratch& scratch) const { return scratch.impl->page_mark; }

bool PatternMatcher::is_cut(const Scratch& scratch) const { return scratch.impl->cut; }

void PatternMatcher::find_plainly(std::string_view text, std::vector<PatternMatch>& matches,
                                  bool page) const {
  std::vector<RawMatch> raw;
  for (uint32_t i = 0; i < impl_->rules.size(); ++i) {
    const CompiledRule* rule = impl_->compiled(i);
    if (rule == nullptr || (impl_->rules[i].page_only && !page)) continue;
    size_t from = 0;
    while (const std::optional<Span> span =
               rule->find(text, from, text.size(), text.size(), CompiledRule::Way::kRe2)) {
      raw.push_back({*span, i});
      from = span->end;
    }
  }
  std::sort(raw.begin(), raw.end(), in_text_order);
  Overlaps overlaps(impl_->rules);
  std::vector<RawMatch> kept;
  for (const RawMatch& match : raw) overlaps.push(match, kept);
  overlaps.finish(kept);
  matches.clear();
  Licenses known;
  impl_->emit(text, kept, known, matches);
}

}  // namespace licensus
