// One rule ready to run: its RE2, its template, its stems in lower case.
#pragma once

#include <re2/re2.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/license_template.h"
#include "detect/rule.h"

namespace licensus {

// What every match keeps to, so that looking around stems sees all of it.
constexpr size_t kMaxMatchBytes = 256;
constexpr size_t kMaxBytesBeforeStem = 128;

struct Span {
  size_t start;
  size_t end;
};

// A pattern of a rule as RE2 reads it.
re2::RE2::Options pattern_options(const Rule& rule);

// Immutable once compiled; any thread may use it. Keeps a reference to the rule.
class CompiledRule {
 public:
  // Fails with the reason RE2 or the template gives.
  static Result<std::unique_ptr<CompiledRule>> compile(const Rule& rule);

  // The first match in `text` that starts at or after `from` and ends at or before `to`, reads what
  // stands around that range only as context (\b, ^), holds a stem of the rule (ASCII letters in
  // any case) at most kMaxBytesBeforeStem after its start, and holds one of its needs where it has
  // any. A place where the pattern matches without these is passed over as if it did not match
  // there. Of what follows a place the pattern is given kMaxMatchBytes, so `to` that far behind the
  // last place in question decides all of them as the whole text would.
  std::optional<Span> find(std::string_view text, size_t from, size_t to) const;

  // The template filled from the match at `span`, which `find` gave for the same text.
  std::string fill(std::string_view text, Span span) const;

  bool has_static_license() const { return license_.is_static(); }

 private:
  explicit CompiledRule(const Rule& rule);
  bool holds_stem(std::string_view match) const;
  bool holds_need(std::string_view match) const;

  const Rule& rule_;
  re2::RE2 pattern_;
  LicenseTemplate license_;
  std::vector<std::string> stems_;
  std::vector<std::string> needs_;
};

}  // namespace licensus
