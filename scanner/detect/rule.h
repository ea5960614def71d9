// A rule: what recognises a license or a signal, as data with an id that is never reused.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "detect/finding.h"
#include "detect/pattern_program.h"

namespace licensus {

// One [[rule]] of a file in rules/patterns/. Plain value, immutable once loaded.
struct Rule {
  struct Example {
    std::string text;
    std::string license;  // the expected license; "" where the rule's own is static
  };

  std::string id;
  Kind kind = Kind::kReference;
  // Template of the license: literal text, {group} for a named group's bytes after `values`,
  // {group?text} for `text` where the group took part and is not empty. The result goes through
  // LicenseTable: "cc:{code}:{version}:{port}" by canonical_cc, all else by canonical_expression.
  // "NOASSERTION" for a stated unknown, "reserved" for all rights reserved.
  std::string license;
  std::string pattern;  // RE2 (UTF-8, caseless unless case_sensitive), macros expanded
  bool case_sensitive = false;
  PatternProgram program;          // of the pattern, made when loaded
  std::vector<std::string> stems;  // every match holds one of them (checked when loaded)
  std::vector<std::string> needs;  // and one of these, where there are any (checked too): rules
                                   // that share a common stem are tried only near their own words
  std::map<std::string, std::map<std::string, std::string>>
      values;  // group -> bytes -> replacement
  Scope scope = Scope::kDocument;
  int score = 100;
  bool page_only = false;  // seen only in markup, never in plain text
  std::vector<Example> examples;
  std::vector<std::string> near_misses;
  std::string file;  // where it stands, for messages
  int line = 0;
};

}  // namespace licensus
