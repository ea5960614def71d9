// One rule ready to run: its program and RE2, its template, its stems in lower case.
#pragma once

#include <re2/re2.h>

#include <cstddef>
#include <memory>
#include <mutex>
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

// A pattern of a rule as RE2 reads it.
re2::RE2::Options pattern_options(const Rule& rule);

// Immutable once compiled; any thread may use it. Keeps a reference to the rule.
class CompiledRule {
 public:
  // How the pattern is matched: by its program, and by RE2 where that cannot tell; or by RE2 alone,
  // the measuring stick. Both give the same.
  enum class Way : uint8_t { kFast, kRe2 };

  // Of a rule whose pattern RE2 accepts. Fails with the reason the template gives.
  static Result<std::unique_ptr<CompiledRule>> compile(const Rule& rule);

  // The first match in `text` that starts at or after `from` and ends at or before `to`, where no
  // stem of the rule begins behind `last` in that range. It reads what
  // stands around that range only as context (\b, ^), holds a stem of the rule (ASCII letters in
  // any case) at most kMaxBytesBeforeStem after its start, and holds one of its needs where it has
  // any. A place where the pattern matches without these is passed over as if it did not match
  // there. Of what follows a place the pattern is given kMaxMatchBytes, so `to` that far behind the
  // last place in question decides all of them as the whole text would.
  std::optional<Span> find(std::string_view text, size_t from, size_t last, size_t to,
                           Way way = Way::kFast) const;

  // The template filled from the match at `span`, which `find` gave for the same text.
  std::string fill(std::string_view text, Span span) const;

  bool has_static_license() const { return license_.is_static(); }

 private:
  explicit CompiledRule(const Rule& rule);
  const re2::RE2& re2() const;
  bool search(std::string_view text, size_t from, size_t last, size_t to, Way way,
              Span& match) const;
  bool match_at(std::string_view text, size_t start, size_t to, Way way, Span& match) const;
  bool capture(std::string_view text, Span whole, std::vector<std::string_view>& groups) const;
  bool holds_stem(std::string_view match) const;
  bool holds_need(std::string_view match) const;

  const Rule& rule_;
  mutable std::once_flag re2_once_;
  mutable std::unique_ptr<re2::RE2> re2_;  // compiled by whichever thread needs it first
  LicenseTemplate license_;
  std::vector<std::string> stems_;
  std::vector<std::string> needs_;
};

}  // namespace licensus
